/** Runs in the browser: puts the Markdown renderer and its properties within the tests' reach. */

import fc from 'fast-check';
import { parseMarkdown } from '../../webview/markdown/parse.ts';
import { StreamedMarkdown } from '../../webview/markdown/streamedMarkdown.ts';
import type { MarkdownTexts } from '../../webview/markdown/markdownTexts.ts';
import { tokensToDom } from '../../webview/markdown/tokensToDom.ts';

const texts: MarkdownTexts = {
  code: 'Code',
  copyCode: 'Copy code',
  table: 'Table',
  image: 'Image: {0}',
  imageWithHost: 'Image: {0} ({1})',
  taskDone: 'Done',
  taskOpen: 'To do',
};

/** Lines that open, close, continue or rename each other's blocks. */
const lines = [
  '# heading',
  '#',
  '- item',
  '-',
  '  more',
  '1. first',
  '7) seventh',
  '```ts',
  '```',
  '~~~',
  '| a | b |',
  '|---|:-:|',
  '> quote',
  '>',
  '[x]: https://example.com/a',
  "[x]: /b 'title",
  "title'",
  '[y]:',
  '/late',
  'see [x] and [y][x] ![x]',
  '===',
  '---',
  '    code',
  '\tcode',
  '',
  '  ',
  'words *and* `code` **bold',
  '- [ ] task',
  '- [x] done',
  '<b onclick="x">raw</b>',
  '\\',
  'www.example.org and https://example.org.',
  '&amp; \\* \u{1F600}',
];

const cases = fc.record({
  lines: fc.array(fc.constantFrom(...lines), { maxLength: 12 }),
  breaks: fc.array(fc.constantFrom('\n', '\n\n', '\r\n', ' '), { minLength: 12, maxLength: 12 }),
  steps: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
});

const api = {
  StreamedMarkdown,
  texts,
  /** The HTML of one whole parse. */
  whole(text: string): string {
    const root = document.createElement('div');
    root.append(...tokensToDom(parseMarkdown(text.replace(/\r\n?/g, '\n')).tokens, texts));
    return root.innerHTML;
  },
  /** Feeds a text in steps; the first difference from a whole parse of what came so far, or nothing. */
  firstDifference(text: string, steps: readonly number[]): string | undefined {
    const streamed = new StreamedMarkdown(texts);
    for (let end = 0, turn = 0; end < text.length; turn += 1) {
      end = Math.min(text.length, end + (steps[turn % steps.length] ?? 1));
      streamed.update(text.slice(0, end));
      const [got, wanted] = [streamed.root.innerHTML, api.whole(text.slice(0, end))];
      if (got !== wanted) {
        return `${JSON.stringify(text.slice(0, end))}\n  got    ${got}\n  wanted ${wanted}`;
      }
    }
    return undefined;
  },
  /** Random texts in random steps; a report of the smallest failing one, or nothing. */
  randomDifference(seed: number, runs: number): string | undefined {
    const property = fc.property(cases, (one) => {
      const text = one.lines.map((line, index) => line + one.breaks[index]).join('');
      const difference = api.firstDifference(text, one.steps);
      if (difference !== undefined) throw new Error(difference);
    });
    const outcome = fc.check(property, { seed, numRuns: runs });
    return outcome.failed ? `seed ${seed}: ${String(outcome.errorInstance)}` : undefined;
  },
};

declare global {
  interface Window {
    markdownTest: typeof api;
  }
}
window.markdownTest = api;

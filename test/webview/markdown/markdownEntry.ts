/** Runs in the browser: puts the Markdown renderer and its properties within the tests' reach. */

import fc from 'fast-check';
import { parseMarkdown, parser } from '../../../webview/markdown/parse.ts';
import { StreamedMarkdown } from '../../../webview/markdown/stream/streamedMarkdown.ts';
import type { MarkdownTexts } from '../../../webview/markdown/markdownTexts.ts';
import { tokensToDom } from '../../../webview/markdown/tokensToDom.ts';
import { paintedHtml, parsersHtml } from './normalHtml.ts';

const texts: MarkdownTexts = {
  code: 'Code',
  copyCode: 'Copy code',
  footnote: 'Footnote {0}',
  footnoteBack: 'Back to {0}',
  formula: 'Formula',
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
  '# heading | with a bar',
  '``` a | b',
  '> quote | with a bar',
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
  'see [^n] and [^m]',
  '[^n]: note',
  '[^m]:',
  '$$',
  '\\[',
  '\\]',
  'a \\(x_1\\) b $$y$$ $5 and $6',
  '$$z = 1$$',
  '\\[ w \\].',
  '\\',
  'www.example.org and https://example.org.',
  '&amp; \\* \u{1F600}',
  '```md',
  '$x$ and $y',
  '$$ w',
  '\\begin{align}',
  'x \\end{align}',
  'H<sub>2</sub>O<br>and <kbd>',
  '| `a | b` | $c|d$ | e |',
  '**注意：**请看www.example.org/a，然后',
  'مرحبا',
];

/** Lines of which lists and tables grow long, become loose and end. */
const rows = [
  ...Array.from({ length: 4 }, () => [
    '- item *a*',
    '- [x] `b` [x]',
    '| c | **d** |',
    '| e',
  ]).flat(),
  '| a | b |\n|---|:-:|',
  '  - nested',
  '  more',
  '- ',
  '-',
  '1. first',
  '8. next',
  '- \\(y\\) $$z$$',
  '    code',
  '  > quote',
  '  ```',
  '| `f | g` | $h|i$ | j |',
  '- $$',
  '  $$',
  '- ```md',
  '- نص',
  '',
  '',
  'words',
  '[x]: /u',
  '  [x]: /v',
];

/** Pieces of lines in which the next word means itself, or not. */
const pieces = [
  ...Array.from({ length: 3 }, () => [
    'word',
    ' word, ',
    'it’s (so) ',
    'Then. ',
    '中文，。',
  ]).flat(),
  '5',
  '5.',
  ' - ',
  '1)',
  '!',
  '"',
  "'",
  '(',
  ')',
  ': ',
  ':',
  '\u3000',
  '  ',
  '\t',
  '*',
  '**',
  '_',
  '`',
  '~~',
  '[',
  ']',
  '](',
  '[x]',
  '[^n]',
  '<',
  '>',
  '&am',
  'p;',
  '\\',
  '#',
  'http',
  '://',
  'www',
  'w',
  '.org',
  '/',
  '$$',
  '\\(',
  '\\)',
  '$',
  '$x',
  '<sub>',
  '</sub>',
  '<b',
  'r>',
  '：**',
  '「',
  '|',
  '=',
  '+',
  '\u{1F600}',
  'e\u0301',
  '\n',
  '\n\n',
  '\n- ',
  '\n- [ ] ',
  '\n> ',
  '\n1. ',
  '\n## ',
  '\n| a',
  '\n|---',
  '\n```\n',
  '\n[x]: /u',
  "\n'title",
  '\n[^n]: ',
  '\n    ',
  '\n---',
  '\n===',
  '  \n',
  '\r\n',
];

const linesOf = (some: readonly string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...some), fc.constantFrom('\n', '\n\n', '\r\n', ' ')), {
      maxLength: 40,
    })
    .map((all) => all.flat().join(''));
const piecesOf = (some: readonly string[]) =>
  fc.array(fc.constantFrom(...some), { maxLength: 60 }).map((all) => all.join(''));
const kinds = { any: linesOf(lines), rows: linesOf(rows), prose: piecesOf(pieces) };
const anySteps = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });

/** The blocks of an answer without the sections they stand in. */
function blocksOf(root: HTMLElement): Element[] {
  return [...root.querySelectorAll('.ds-section')].flatMap((section) => [...section.children]);
}

function htmlOf(root: HTMLElement): string {
  return blocksOf(root)
    .map((block) => block.outerHTML)
    .join('');
}

const api = {
  StreamedMarkdown,
  texts,
  blocksOf,
  htmlOf,
  /** What is painted of a text and what the parser's HTML says, where they differ after the policy. */
  policyDifference(text: string): string | undefined {
    const streamed = new StreamedMarkdown(texts);
    streamed.update(text);
    const got = paintedHtml(streamed.root);
    const wanted = parsersHtml(text);
    return got === wanted
      ? undefined
      : `${JSON.stringify(text)}\n  got    ${got}\n  wanted ${wanted}`;
  },
  /** How many letters are parsed while a text grows by pieces, for each piece; and whether the end is whole. */
  parsedPerPiece(text: string, piece: number): { letters: number; whole: boolean } {
    const parse = parser.parse.bind(parser);
    let letters = 0;
    parser.parse = (source, env) => {
      letters += source.length;
      return parse(source, env);
    };
    const streamed = new StreamedMarkdown(texts);
    let pieces = 0;
    for (let end = piece; end < text.length; end += piece, pieces += 1) {
      streamed.update(text.slice(0, end), true);
    }
    parser.parse = parse;
    streamed.update(text);
    return { letters: letters / pieces, whole: differs(streamed, text) === undefined };
  },
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
      const difference = differs(streamed, text.slice(0, end));
      if (difference !== undefined) return difference;
    }
    return undefined;
  },
  /** Feeds a text in two pieces, cut at every place; the first difference from a whole parse, or nothing. */
  firstSplitDifference(text: string): string | undefined {
    for (let cut = 0; cut < text.length; cut += 1) {
      const streamed = new StreamedMarkdown(texts);
      streamed.update(text.slice(0, cut), true);
      streamed.update(text, true);
      streamed.update(text);
      const difference = differs(streamed, text);
      if (difference !== undefined) return `cut at ${cut}: ${difference}`;
    }
    return undefined;
  },
  /** Feeds a text in steps, its end drawn ahead each time; what differs when it has ended, or nothing. */
  endDifference(text: string, steps: readonly number[]): string | undefined {
    const streamed = new StreamedMarkdown(texts);
    for (let end = 0, turn = 0; end < text.length; turn += 1) {
      end = Math.min(text.length, end + (steps[turn % steps.length] ?? 1));
      streamed.update(text.slice(0, end), true);
    }
    streamed.update(text);
    return differs(streamed, text);
  },
  /** Feeds a text in steps, its end drawn ahead; the first difference from what is drawn of it at once, or nothing. */
  aheadDifference(text: string, steps: readonly number[]): string | undefined {
    const streamed = new StreamedMarkdown(texts);
    for (let end = 0, turn = 0; end < text.length; turn += 1) {
      end = Math.min(text.length, end + (steps[turn % steps.length] ?? 1));
      const now = text.slice(0, end);
      const atOnce = new StreamedMarkdown(texts);
      streamed.update(now, true);
      atOnce.update(now, true);
      // Code that grows shows a line of marks a letter earlier than code that is drawn at once.
      if (blocksOf(atOnce.root).at(-1)?.classList.contains('ds-code') === true) continue;
      const got = htmlOf(streamed.root);
      const wanted = htmlOf(atOnce.root);
      if (got !== wanted) return `${JSON.stringify(now)}\n  got    ${got}\n  wanted ${wanted}`;
    }
    return undefined;
  },
  /** What every example is put to. */
  checks: {
    steps: (text: string) => api.firstDifference(text, [1]),
    cuts: (text: string) => api.firstSplitDifference(text),
    end: (text: string) => api.endDifference(text, [1]),
    ahead: (text: string) => api.aheadDifference(text, [1]),
  },
  /** Random texts in random steps; a report of the smallest failing one, or nothing. */
  randomDifference(kind: keyof typeof kinds, seed: number, runs: number): string | undefined {
    const property = fc.property(kinds[kind], anySteps, (text, steps) => {
      const difference =
        api.firstDifference(text, steps) ??
        api.endDifference(text, steps) ??
        (kind === 'prose' ? api.aheadDifference(text, steps) : undefined);
      if (difference !== undefined) throw new Error(difference);
    });
    const outcome = fc.check(property, { seed, numRuns: runs });
    return outcome.failed ? `seed ${seed}: ${String(outcome.errorInstance)}` : undefined;
  },
};

function differs({ root }: StreamedMarkdown, text: string): string | undefined {
  const got = htmlOf(root);
  const wanted = api.whole(text);
  if (got === wanted) return undefined;
  return `${JSON.stringify(text)}\n  got    ${got}\n  wanted ${wanted}`;
}

declare global {
  interface Window {
    markdownTest: typeof api;
  }
}
window.markdownTest = api;

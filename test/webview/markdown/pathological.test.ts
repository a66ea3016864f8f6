import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { CDPSession } from 'playwright-core';
import { Harness, type PanelPage } from '../harness.ts';
import { openMarkdownPage } from './markdownPage.ts';

/** Texts of about so many letters, made to be nested as deep or repeated as often as they can be. */
const kinds: Readonly<Record<string, (size: number) => string>> = {
  quotes: (size) => `${'> '.repeat(size / 2)}deep`,
  lists: (size) => `${'- '.repeat(size / 2)}deep`,
  'ordered lists in quotes': (size) => `${'> 1. '.repeat(size / 5)}deep`,
  brackets: (size) => '['.repeat(size),
  'closed brackets': (size) => `${'['.repeat(size / 2)}a${']'.repeat(size / 2)}`,
  'images that are not closed': (size) => '!['.repeat(size / 2),
  emphasis: (size) => `${'*a '.repeat(size / 6)}${' b*'.repeat(size / 6)}`,
  'strong emphasis': (size) => `${'**a '.repeat(size / 8)}${' b**'.repeat(size / 8)}`,
  'emphasis that is not closed': (size) => '*a _b '.repeat(size / 6),
  backticks: (size) => `a${'`'.repeat(size)}`,
  backslashes: (size) => '\\'.repeat(size),
  'formulas that are none': (size) => `${'\\(!'.repeat(size / 6)}${'\\)!'.repeat(size / 6)}`,
  'openers of formulas that are prose': (size) =>
    `${'\\('.repeat(size / 4)}\\) and then words go on ${'x '.repeat(size / 4)}`,
  'openers of formulas in a row': (size) =>
    `| a | b |\n|---|---|\n| ${'\\('.repeat(size / 2)}\\) | x |\n`,
  'fences within Markdown': (size) => '```md\n'.repeat(size / 6),
  'an address with parentheses': (size) => `www.a.example/${')'.repeat(size)}`,
  'a line': (size) => 'words and more '.repeat(size / 15),
  'a word': (size) => 'a'.repeat(size),
  'lines of a paragraph': (size) => 'word\n'.repeat(size / 5),
  'rows of a table': (size) => `| a |\n|---|\n${'| b |\n'.repeat(size / 6)}`,
  'columns of a table': (size) =>
    [`${'|a'.repeat(size / 8)}|`, `${'|-'.repeat(size / 8)}|`, `${'|b'.repeat(size / 8)}|`]
      .join('\n')
      .concat('\n'),
  'items of a list': (size) => '- a\n'.repeat(size / 4),
  'notes and their marks': (size) => 'a[^b] '.repeat(size / 6),
};

describe('Pathological Markdown', () => {
  let harness: Harness;
  let panel: PanelPage;
  let profiler: CDPSession;

  before(async () => {
    harness = await Harness.start();
    panel = await openMarkdownPage(harness);
    panel.isReusable = false;
    profiler = await panel.page.context().newCDPSession(panel.page);
    await profiler.send('Profiler.enable');
    await profiler.send('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  });
  after(() => harness.stop());

  /** How often the pieces of the renderer's and the parser's code ran to draw a text, open and at its end. */
  async function workOf(text: string): Promise<number> {
    await profiler.send('Profiler.takePreciseCoverage');
    await panel.page.evaluate((all) => {
      const streamed = new window.markdownTest.StreamedMarkdown(window.markdownTest.texts);
      streamed.update(all, true);
      streamed.update(all);
    }, text);
    const { result } = await profiler.send('Profiler.takePreciseCoverage');
    return result
      .filter(({ url }) => url.endsWith('/webview-test/markdown.js'))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
      .reduce((sum, { count }) => sum + count, 0);
  }

  /** Draws a text in pieces on the page; its letters as they are read there, and how deep its nodes stand. */
  function drawn(text: string): Promise<{ letters: string; depth: number; whole: boolean }> {
    return panel.page.evaluate((all) => {
      const test = window.markdownTest;
      const streamed = new test.StreamedMarkdown(test.texts);
      document.body.append(streamed.root);
      const piece = Math.ceil(all.length / 4);
      for (let end = piece; end < all.length; end += piece) {
        streamed.update(all.slice(0, end), true);
      }
      streamed.update(all);
      // Layout goes as deep as the nodes do.
      const { root } = streamed;
      const laidOut = root.getBoundingClientRect().height > 0;
      let depth = 0;
      const walker = document.createTreeWalker(root);
      for (let node: Node | null = root, level = 0; node !== null;) {
        depth = Math.max(depth, level);
        if (walker.firstChild() !== null) level += 1;
        else {
          while (walker.nextSibling() === null) {
            if (walker.parentNode() === null) break;
            level -= 1;
          }
          if (walker.currentNode === root) break;
        }
        node = walker.currentNode;
      }
      const outcome = {
        letters: root.textContent.replace(/\P{L}/gu, ''),
        depth,
        whole: laidOut && test.htmlOf(root) === test.whole(all),
      };
      root.remove();
      return outcome;
    }, text);
  }

  for (const [name, textOf] of Object.entries(kinds)) {
    it(`is drawn with as much more work as there is more of it: ${name}`, async () => {
      const once = await workOf(textOf(12_000));
      const twice = await workOf(textOf(24_000));
      assert.ok(once > 100, String(once));
      assert.ok(twice / once < 2.4, `${once} then ${twice}`);
    });
  }

  it('is shown to its last letter, in nodes of bounded depth', async () => {
    for (const [name, textOf] of Object.entries(kinds)) {
      for (const size of [2_000, 20_000]) {
        const text = textOf(size);
        const { letters, depth, whole } = await drawn(text);
        assert.equal(letters, text.replaceAll(/\P{L}/gu, ''), `${name}, ${String(size)}`);
        assert.ok(depth < 100, `${name}: ${String(depth)}`);
        assert.equal(whole, true, name);
      }
    }
  });

  it('shows a line of a million letters', async () => {
    const text = 'words and *more* of them '.repeat(40_000);
    const letters = await panel.page.evaluate((all) => {
      const streamed = new window.markdownTest.StreamedMarkdown(window.markdownTest.texts);
      streamed.update(all, true);
      return streamed.root.textContent.replace(/\P{L}/gu, '').length;
    }, text);
    assert.equal(letters, text.replaceAll(/\P{L}/gu, '').length);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { drawLimits } from '../../../src/conversation/limits.ts';
import { content, makeTurn, reasoning, snapshot } from '../fixtures.ts';
import { Harness, type PanelPage } from '../harness.ts';
import { openMarkdownPage } from './markdownPage.ts';

const row = (columns: number, cell: string): string => `|${`${cell}|`.repeat(columns)}\n`;
const table = (rows: number, columns: number): string =>
  row(columns, 'head') + row(columns, '-') + row(columns, 'cell').repeat(rows);

/** Answers of many parts: the text, and which elements it makes, and how many. */
const answers: Readonly<Record<string, readonly [text: string, made: string, count: number]>> = {
  'a table of 2,000 rows and 50 columns': [table(2_000, 50), 'td', 100_000],
  'a table of 20,000 rows': [table(20_000, 3), 'tbody tr', 20_000],
  'a table with prose behind it': [`${table(5_000, 10)}\nThe end.\n`, 'td', 50_000],
  'a list of 50,000 items': ['- item\n'.repeat(50_000), 'li', 50_000],
  'a numbered list of 20,000 items': ['1. item\n'.repeat(20_000), 'ol li', 20_000],
  '20,000 tasks': ['- [ ] item\n'.repeat(20_000), 'input', 20_000],
  '20,000 nested items': [
    Array.from({ length: 20_000 }, (_, nth) => `${'  '.repeat(nth % 6)}- item\n`).join(''),
    'li',
    20_000,
  ],
  '20,000 paragraphs': ['word\n\n'.repeat(20_000), 'p', 20_000],
  '20,000 headings': ['# word\n'.repeat(20_000), 'h3', 20_000],
  '10,000 quotations': ['> word\n\n'.repeat(10_000), 'blockquote', 10_000],
  '5,000 blocks of code': ['```\nword\n```\n'.repeat(5_000), 'pre', 5_000],
};

/** Text in one block: the same letters are shown, with so many elements at most. */
const blocks: Readonly<Record<string, string>> = {
  'a table of 50 rows and 5,000 columns': table(50, 5_000),
  'a row of 100,000 cells': table(1, 100_000),
  '100,000 links': '[word](https://a.example) '.repeat(100_000),
  '100,000 marks of notes': 'word[^a] '.repeat(100_000),
  '100,000 spans of code': '`word` '.repeat(100_000),
  '100,000 words in italics': '*word* '.repeat(100_000),
  'a line of a million letters': 'words and more '.repeat(66_666),
  'a word of a million letters': 'a'.repeat(1_000_000),
  '100,000 lines': 'word\n'.repeat(100_000),
  '10,000 nested quotations': `${'> '.repeat(10_000)}deep`,
};

describe('a long answer', () => {
  let harness: Harness;
  let panel: PanelPage;
  before(async () => {
    harness = await Harness.start();
    panel = await harness.open();
    // Mutations are reported after each task, before the next one.
    await panel.page.evaluate(() => {
      const counted = window as unknown as { mostAdded: number };
      counted.mostAdded = 0;
      // An idle moment of a fast machine has room for more than one slice; here none has.
      window.requestIdleCallback = (work) =>
        window.setTimeout(() => {
          work({ didTimeout: false, timeRemaining: () => 0 });
        });
      new MutationObserver((records) => {
        let added = 0;
        for (const { addedNodes } of records) {
          for (const node of addedNodes) {
            if (node instanceof Element) added += 1 + node.getElementsByTagName('*').length;
          }
        }
        counted.mostAdded = Math.max(counted.mostAdded, added);
      }).observe(document.body, { childList: true, subtree: true });
    });
  });
  after(() => harness.stop());

  let revision = 0;
  /** Shows an answer as a chat of its own; the most elements that one task has added once all letters are there. */
  async function maxAdded(text: string, letters: number, made = 'p', count = 0): Promise<number> {
    revision += 1;
    await panel.page.evaluate(() => {
      (window as unknown as { mostAdded: number }).mostAdded = 0;
    });
    const turn = makeTurn('t', { parts: [content(text)] });
    await panel.post(snapshot([turn], {}, { revision, id: `chat-${String(revision)}` }));
    await panel.page.waitForFunction(
      ([all, selector, elements]) => {
        const root = document.querySelector('[data-part="content"] .ds-markdown');
        if (root === null || root.querySelectorAll(selector).length < elements) return false;
        return root.textContent.replace(/[^a-z]/g, '').length >= all;
      },
      [letters, made, count] as const,
    );
    return panel.page.evaluate(() => (window as unknown as { mostAdded: number }).mostAdded);
  }

  // Fault V21
  for (const [name, [text, made, count]] of Object.entries(answers)) {
    it(`is drawn in slices of bounded work: ${name}`, async () => {
      const most = await maxAdded(text, 0, made, count);
      assert.ok(most < 2 * drawLimits.slice, String(most));
      const drawn = panel.page.locator('[data-part="content"] .ds-markdown').locator(made);
      assert.equal(await drawn.count(), count);
    });
  }

  for (const [name, text] of Object.entries(blocks)) {
    it(`is shown to its last letter with bounded work: ${name}`, async () => {
      const shown = text.replaceAll(/\]\([^)]*\)|\[\^a\]/g, '').replaceAll(/[^a-z]/g, '').length;
      const most = await maxAdded(text, shown);
      assert.ok(most < drawLimits.slice, String(most));
    });
  }

  it('lays out only those rows and items that are near', async () => {
    await maxAdded(`${table(3_000, 4)}\n${'- item\n'.repeat(1_000)}`, 0, 'li', 1_000);
    const found = await panel.page.evaluate(() =>
      ['.ds-table__part', '.ds-list__part'].map((name) => {
        const parts = [...document.querySelectorAll(name)];
        const rows = parts.map((part) => part.childElementCount);
        const skips = parts.every((part) => getComputedStyle(part).contentVisibility === 'auto');
        return { parts: parts.length, most: Math.max(...rows), skips };
      }),
    );
    assert.deepEqual(found, [
      { parts: 11, most: drawLimits.cellsPerPart / 4, skips: true },
      { parts: 4, most: drawLimits.itemsPerPart, skips: true },
    ]);
  });

  it('is replaced by another text before all of it was drawn', async () => {
    const long = makeTurn('t', { parts: [reasoning('- item\n'.repeat(50_000))] });
    const short = makeTurn('t', { parts: [content('short')] });
    await panel.post(
      snapshot([long], {}, { revision: (revision += 1) }),
      snapshot([short], {}, { revision: (revision += 1) }),
    );
    assert.equal(await panel.page.locator('[data-part="content"]').innerText(), 'short');
    assert.deepEqual(panel.faults, []);
    assert.deepEqual(await panel.violations(), []);
  });
});

describe('a long list or table that grows', () => {
  let harness: Harness;
  let panel: PanelPage;
  before(async () => {
    harness = await Harness.start();
    panel = await openMarkdownPage(harness);
  });
  after(() => harness.stop());

  const texts: Readonly<Record<string, string>> = {
    'a list': '- item *a*\n'.repeat(1_300),
    'a list with prose behind it': `${'- item\n'.repeat(4_000)}\nWords.\n\n- a\n- b\n`,
    'a list of which the end stands apart': `${'1. item\n'.repeat(450)}\n${'1. item\n\n'.repeat(3)}`,
    'a table': table(900, 5),
    'a table with prose and a list behind it': `${table(2_000, 3)}\nWords.\n\n- a\n`,
    'a list in a list': `- a\n${'  - b\n'.repeat(500)}- c\n`,
    'a list with marks, and definitions behind it': `${'- see [x] \u202E\n'.repeat(3_000)}\n[x]: /u\n`,
    'a paragraph of many words': 'word *and* `code` '.repeat(3_000),
    'code with hidden characters': `\`\`\`\n${'a\u202Eb\u0301\u200D👩‍👩\u200B'.repeat(60)}\n\`\`\`\n`,
    'prose with hidden characters': `${'a\u202Eb\u0301\u0301👩‍👩\u200B\u200B \u2067ب '.repeat(60)}\n`,
  };
  for (const [name, text] of Object.entries(texts)) {
    it(`is in the end what it is when it is drawn at once: ${name}`, async () => {
      for (const steps of [[997], [13, 4_000, 1], [text.length]]) {
        const difference = await panel.page.evaluate(
          ([all, pieces]) => window.markdownTest.endDifference(all, pieces)?.slice(0, 200),
          [text, steps] as const,
        );
        assert.equal(difference, undefined);
      }
    });
  }
});

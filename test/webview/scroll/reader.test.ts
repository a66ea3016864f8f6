import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import type { Turn } from '../../../src/conversation/model.ts';
import { content, makeOpenTurn, makeTurn, panelFact, reasoning, snapshot } from '../fixtures.ts';
import { Harness, type PanelPage } from '../harness.ts';
import { ScriptedReader } from './scriptedReader.ts';

const words = 'The quick brown fox jumps over the lazy dog while the band plays on. ';
const block = (n: number) =>
  n % 4 === 0
    ? `\`\`\`ts\nconst value${n} = '${n}';\nreturn value${n};\n\`\`\`\n\n`
    : n % 4 === 1
      ? `## Part ${n}\n\n`
      : `Paragraph ${n}. ${words.repeat(6)}\n\n`;
const long = Array.from({ length: 60 }, (_, n) => block(n)).join('');

const turns = [
  makeTurn('before', { parts: [reasoning(words.repeat(30)), content(long)] }),
  makeOpenTurn('open', { parts: [reasoning(`Thinking. ${words}`)] }),
];

let harness: Harness;
let panel: PanelPage;
let reader: ScriptedReader;

async function open(saved?: unknown): Promise<void> {
  panel = await harness.open({ width: 400, height: 600, saved });
  reader = new ScriptedReader(panel);
  await panel.post(snapshot(turns));
}

async function keepsLetterAsWidthChanges(): Promise<void> {
  await reader.intoParagraph();
  for (const width of [300, 560, 400]) {
    await reader.rememberLetter();
    await panel.page.setViewportSize({ width, height: 600 });
    await reader.settled();
    await reader.findsLetter(String(width));
  }
}

describe('a reader who scrolled up', () => {
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());
  beforeEach(async () => {
    await open();
    await reader.stream(long.slice(0, 4000));
    await reader.scrollUp(1000);
  });
  afterEach(() => panel.close());

  it('keeps the line that is read while text streams, code is coloured and an answer ends', async () => {
    for (let piece = 0; piece < 20; piece += 1) {
      await reader.staysWhile(`piece ${piece}`, () =>
        reader.stream(long.slice(4000 + piece * 300, 4300 + piece * 300)),
      );
    }
    await reader.staysWhile('end', () => reader.endAnswer());
  });

  it('keeps it when reasoning out of sight is unfolded and folded, above or below', async () => {
    const toggles = panel.page.locator('.ds-reasoning__toggle');
    const where = async () => {
      const scroller = await reader.scroller.boundingBox();
      const boxes = [await toggles.nth(0).boundingBox(), await toggles.nth(1).boundingBox()];
      return boxes.map((box) => {
        if (box === null || scroller === null) return 'nowhere';
        if (box.y + box.height <= scroller.y) return 'above';
        return box.y >= scroller.y + scroller.height ? 'below' : 'in sight';
      });
    };
    for (const [further, expected] of [
      [150, ['above', 'above']],
      [2000, ['above', 'below']],
    ] as const) {
      await reader.scrollUp(further);
      assert.deepEqual(await where(), expected);
      for (const index of [0, 1, 0, 1]) {
        await reader.staysWhile(`toggle ${index}, ${expected.join(' and ')}`, () =>
          toggles.nth(index).evaluate((element: HTMLElement) => element.click()),
        );
      }
    }
  });

  it('keeps it and the selection when text is selected and the theme changes', async () => {
    await panel.page.evaluate(() => {
      const scroll = document.querySelector('.ds-transcript')!.getBoundingClientRect();
      const block = [...document.querySelectorAll('.ds-section > p')].find(
        (element) => element.getBoundingClientRect().top > scroll.top,
      )!;
      getSelection()!.selectAllChildren(block);
    });
    const selected = await panel.page.evaluate(() => getSelection()!.toString());
    assert.match(selected, /^Paragraph/);
    await reader.staysWhile('theme', () =>
      panel.page.evaluate(() => {
        document.body.className = 'vscode-light';
        document.body.dataset.vscodeThemeKind = 'vscode-light';
      }),
    );
    await reader.staysWhile('text', () => reader.stream(long.slice(4000, 6000)));
    assert.equal(await panel.page.evaluate(() => getSelection()!.toString()), selected);
  });

  it('keeps it when the panel is hidden and shown while text comes', async () => {
    await reader.staysWhile('hidden', async () => {
      await panel.page.evaluate(() => (document.documentElement.style.display = 'none'));
      await reader.stream(long.slice(4000, 6000));
      await panel.page.evaluate(() => (document.documentElement.style.display = ''));
      await panel.post();
    });
  });

  // Fault W11
  it('finds it again when the page was thrown away, whatever above it is not drawn yet', async () => {
    await reader.scrollUp(3000);
    const before = await reader.position();
    await panel.page.waitForFunction(() => {
      const saved = window.__saved as { anchor?: { block?: number } } | undefined;
      return saved?.anchor?.block !== undefined;
    });
    // What is saved is saved in idle time, and once more when the page goes.
    await panel.page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
    const saved = await panel.saved();
    await panel.close();
    await open(saved);
    await reader.settled();
    await reader.standsAt(before, 'made anew');
  });

  // Fault W12
  it('has the same letter in the top line after the width changed, and back', async () => {
    await keepsLetterAsWidthChanges();
  });

  it('has the same letter in the top line in other letters', async () => {
    await reader.intoParagraph();
    await reader.rememberLetter();
    for (const font of [{ size: 18 }, { size: 18, family: 'monospace' }, {}]) {
      const before = await fontOf();
      await panel.post(panelFact(reader.next(), { font }));
      await reader.settled();
      assert.notEqual(await fontOf(), before);
      await reader.findsLetter(JSON.stringify(font));
    }
  });

  const fontOf = () =>
    panel.page
      .locator('.ds-markdown')
      .first()
      .evaluate((item) => getComputedStyle(item).font);
});

describe('a reader of a long chat', () => {
  const all: readonly Turn[] = Array.from({ length: 400 }, (_, n) =>
    makeTurn(`t${n}`, {
      parentId: n === 0 ? null : `t${n - 1}`,
      parts: [reasoning(words.repeat(3)), content(long.slice(0, 1200 + (n % 7) * 150))],
    }),
  );

  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());
  beforeEach(async () => {
    panel = await harness.open({ width: 400, height: 600 });
    reader = new ScriptedReader(panel);
    const open = makeOpenTurn('open', { parentId: 't399' });
    await panel.post(snapshot([...all.slice(371), open], {}, { earlier: 371 }));
  });
  afterEach(() => panel.close());

  it('keeps the line that is read while pages join above, others are let go, and text streams', async () => {
    const log = panel.page.getByRole('log');
    for (let first = 371, page = 1; first > 191; first -= 30, page += 1) {
      await log.evaluate((item) => (item.scrollTop = 300));
      assert.equal((await panel.waitForIntent('loadEarlier', page)).before, `t${first}`);
      await reader.settled();
      await reader.staysWhile(`page ${page}`, () =>
        panel.post({
          type: 'earlier',
          revision: reader.next(),
          earlier: first - 30,
          turns: all.slice(first - 30, first),
        }),
      );
      await reader.staysWhile(`text ${page}`, () => reader.stream(block(page)));
    }
    assert.equal(await panel.page.locator('.ds-question').count(), 150);
    await reader.staysWhile('end', () => reader.endAnswer());
    await reader.intoParagraph();
    await reader.rememberLetter();
    await panel.page.setViewportSize({ width: 300, height: 600 });
    await reader.settled();
    await reader.findsLetter('300');
  });
});

describe('a reader of a long answer that still grows', () => {
  const pieces = Array.from({ length: 72 }, (_, n) =>
    [3 * n, 3 * n + 1, 3 * n + 2].map(block).join(''),
  );
  const shown = pieces.slice(0, 60);

  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());
  beforeEach(async () => {
    panel = await harness.open({ width: 400, height: 600 });
    reader = new ScriptedReader(panel);
    await panel.post(snapshot([makeOpenTurn('open')]));
    for (const piece of shown) await reader.stream(piece);
    await reader.settled();
    assert.equal(await panel.page.locator('.ds-chapter--folded').count(), 3);
  });
  afterEach(() => panel.close());

  it('keeps the line that is read in and around what was skipped by the chapter', async () => {
    for (const [n, piece] of pieces.slice(shown.length).entries()) {
      if (n % 3 === 0) await reader.scrollUp(1800);
      await reader.staysWhile(`piece ${n}`, () => reader.stream(piece));
    }
  });

  it('has the same letter in the top line there after the width changed, and back', async () => {
    await reader.scrollUp(5000);
    await keepsLetterAsWidthChanges();
  });
});

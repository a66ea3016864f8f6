import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { content, events, makeOpenTurn, makeTurn, reasoning, snapshot } from './fixtures.ts';
import { Harness, type PanelPage } from './harness.ts';

const words = 'The quick brown fox jumps over the lazy dog while the band plays on. ';
const block = (n: number) =>
  n % 4 === 0
    ? `\`\`\`ts\nconst value${n} = '${n}';\nreturn value${n};\n\`\`\`\n\n`
    : n % 4 === 1
      ? `## Part ${n}\n\n`
      : `Paragraph ${n}. ${words.repeat(6)}\n\n`;
const long = Array.from({ length: 60 }, (_, n) => block(n)).join('');

/** Where the first block stands that is wholly in sight, from the upper edge of the transcript, and which it is. */
function firstWholeBlock(): { text: string; top: number } {
  const scroller = document.querySelector('.ds-transcript')!;
  const edge = scroller.getBoundingClientRect().top;
  const blocks = document.querySelectorAll('.ds-section > *, .ds-question');
  const first = [...blocks].find((one) => one.getBoundingClientRect().top >= edge)!;
  return { text: first.textContent.slice(0, 40), top: first.getBoundingClientRect().top - edge };
}

/** Remembers the letter at the start of the line at the upper edge. */
function rememberLetter(): void {
  const box = document.querySelector('.ds-transcript')!.getBoundingClientRect();
  const caret = document.caretPositionFromPoint(box.left + 40, box.top + 10)!;
  const range = document.createRange();
  range.setStart(caret.offsetNode, caret.offset);
  range.setEnd(caret.offsetNode, caret.offset + 1);
  window.letter = range;
}

/** How far that letter is from the line that is at the upper edge now. */
function lettersDistance(): number {
  const box = document.querySelector('.ds-transcript')!.getBoundingClientRect();
  const caret = document.caretPositionFromPoint(box.left + 40, box.top + 10)!;
  const range = document.createRange();
  range.setStart(caret.offsetNode, caret.offset);
  range.setEnd(caret.offsetNode, Math.min(caret.offset + 1, caret.offsetNode.textContent!.length));
  return window.letter!.getBoundingClientRect().top - range.getBoundingClientRect().top;
}

declare global {
  interface Window {
    letter?: Range;
  }
}

const turns = [
  makeTurn('before', { parts: [reasoning(words.repeat(30)), content(long)] }),
  makeOpenTurn('open', { parts: [reasoning(`Thinking. ${words}`)] }),
];

describe('a reader who scrolled up', () => {
  let harness: Harness;
  let panel: PanelPage;
  let revision = 1;
  let sent = 0;

  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());
  beforeEach(async () => {
    panel = await harness.open({ width: 400, height: 600 });
    revision = 1;
    sent = 0;
    await panel.post(snapshot(turns));
    await stream(long.slice(0, 4000));
    await scrollUp(1500);
  });
  afterEach(() => panel.close());

  const scroller = () => panel.page.locator('.ds-transcript');
  const position = () => panel.page.evaluate(firstWholeBlock);

  async function stream(text: string): Promise<void> {
    revision += 1;
    await panel.post(
      events(revision, {
        ...{ type: 'partAppended', turnId: 'open', partId: 'c', kind: 'content', at: 1 },
        ...{ offset: sent, text },
      }),
    );
    sent += text.length;
  }

  /** By the wheel, as a person does it, until nothing moves any more. */
  async function scrollUp(pixels: number): Promise<void> {
    await panel.page.mouse.move(200, 200);
    const goal = await scroller().evaluate((one, by) => one.scrollTop - by, pixels);
    for (let left = 40; left > 0; left -= 1) {
      await panel.page.mouse.wheel(0, -150);
      await panel.post();
      if ((await scroller().evaluate((one) => one.scrollTop)) <= goal) break;
    }
    await settled();
  }

  /** Until the place is the same in five frames. */
  async function settled(): Promise<void> {
    await panel.page.evaluate(async () => {
      const one = document.querySelector('.ds-transcript')!;
      for (let same = 0, last = -1; same < 5;) {
        await new Promise(requestAnimationFrame);
        const now = one.scrollTop * 1e5 + one.scrollHeight;
        same = now === last ? same + 1 : 0;
        last = now;
      }
    });
  }

  async function staysWhile(what: string, act: () => Promise<unknown>): Promise<void> {
    const before = await position();
    await act();
    await settled();
    const now = await position();
    assert.equal(now.text, before.text, what);
    assert.ok(Math.abs(now.top - before.top) <= 1, `${what}: ${before.top} ${now.top}`);
  }

  it('keeps the line that is read while text streams, code is coloured and an answer ends', async () => {
    for (let piece = 0; piece < 20; piece += 1) {
      await staysWhile(`piece ${piece}`, () =>
        stream(long.slice(4000 + piece * 300, 4300 + piece * 300)),
      );
    }
    await staysWhile('end', async () => {
      revision += 1;
      const how = { status: 'complete', finishReason: 'stop' } as const;
      await panel.post(events(revision, { type: 'turnEnded', turnId: 'open', ...how, at: 2 }));
    });
  });

  it('keeps it when reasoning is unfolded and folded, above or below', async () => {
    const toggles = panel.page.locator('.ds-reasoning__toggle');
    for (const index of [0, 1, 0, 1]) {
      await staysWhile(`toggle ${index}`, () =>
        toggles.nth(index).evaluate((one: HTMLElement) => one.click()),
      );
    }
  });

  it('keeps it and the selection when text is selected and the theme changes', async () => {
    await panel.page.evaluate(() => {
      const scroll = document.querySelector('.ds-transcript')!.getBoundingClientRect();
      const block = [...document.querySelectorAll('.ds-section > p')].find(
        (one) => one.getBoundingClientRect().top > scroll.top,
      )!;
      getSelection()!.selectAllChildren(block);
    });
    const selected = await panel.page.evaluate(() => getSelection()!.toString());
    assert.match(selected, /^Paragraph/);
    await staysWhile('theme', () =>
      panel.page.evaluate(() => {
        document.body.className = 'vscode-light';
        document.body.dataset.vscodeThemeKind = 'vscode-light';
      }),
    );
    await staysWhile('text', () => stream(long.slice(4000, 6000)));
    assert.equal(await panel.page.evaluate(() => getSelection()!.toString()), selected);
  });

  it('keeps it when the panel is hidden and shown while text comes', async () => {
    await staysWhile('hidden', async () => {
      await panel.page.evaluate(() => (document.documentElement.style.display = 'none'));
      await stream(long.slice(4000, 6000));
      await panel.page.evaluate(() => (document.documentElement.style.display = ''));
      await panel.post();
    });
  });

  it('finds it again when the page was thrown away, whatever above it is not drawn yet', async () => {
    await scrollUp(3000);
    const before = await position();
    await panel.page.waitForFunction(() => {
      const saved = window.__saved as { anchor?: { block?: number } } | undefined;
      return saved?.anchor?.block !== undefined;
    });
    // What is saved is saved in idle time, and once more when the page goes.
    await panel.page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
    const saved = await panel.saved();
    await panel.close();
    panel = await harness.open({ width: 400, height: 600, saved });
    await panel.post(snapshot(turns));
    await settled();
    const now = await position();
    assert.equal(now.text, before.text);
    assert.ok(Math.abs(now.top - before.top) <= 1, `${before.top} ${now.top}`);
  });

  it('has the same letter in the top line after the width changed, and back', async () => {
    // The upper edge goes through a paragraph.
    await panel.page.evaluate(() => {
      const one = document.querySelector('.ds-transcript')!;
      const edge = one.getBoundingClientRect().top;
      const paragraph = [...document.querySelectorAll('.ds-section > p')].find(
        (each) => each.getBoundingClientRect().top >= edge,
      )!;
      one.scrollTop += paragraph.getBoundingClientRect().top - edge + 62;
    });
    await settled();
    for (const width of [300, 560, 400]) {
      await panel.page.evaluate(rememberLetter);
      await panel.page.setViewportSize({ width, height: 600 });
      await settled();
      const distance = await panel.page.evaluate(lettersDistance);
      assert.ok(Math.abs(distance) <= 1, `${width}: ${distance}`);
    }
  });
});

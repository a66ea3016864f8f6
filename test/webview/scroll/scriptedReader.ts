/** A reader of one chat in the page: scrolls by the wheel while text streams, and looks whether the place is kept. */

import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { events } from '../fixtures.ts';
import type { PanelPage } from '../harness.ts';

/** Where the first block stands that is wholly in sight, from the upper edge of the transcript, and which it is. */
function firstWholeBlock(): { text: string; top: number } {
  const scroller = document.querySelector('.ds-transcript')!;
  const edge = scroller.getBoundingClientRect().top;
  const blocks = document.querySelectorAll('.ds-section > *, .ds-question');
  const first = [...blocks].find((element) => element.getBoundingClientRect().top >= edge)!;
  return { text: first.textContent.slice(0, 40), top: first.getBoundingClientRect().top - edge };
}

/** One reader; the turn `open` is in progress and its answer is the part `c`. */
export class ScriptedReader {
  readonly panel: PanelPage;
  #revision: number;
  #sent = 0;

  constructor(panel: PanelPage, revision = 1) {
    this.panel = panel;
    this.#revision = revision;
  }

  get scroller(): Locator {
    return this.panel.page.locator('.ds-transcript');
  }

  get jump(): Locator {
    return this.panel.page.getByRole('button', { name: 'Jump to latest' });
  }

  position(): Promise<{ text: string; top: number }> {
    return this.panel.page.evaluate(firstWholeBlock);
  }

  /** The revision of the next fact. */
  next(): number {
    this.#revision += 1;
    return this.#revision;
  }

  async stream(text: string): Promise<void> {
    await this.panel.post(
      events(this.next(), {
        type: 'partAppended',
        turnId: 'open',
        partId: 'c',
        kind: 'content',
        at: 1,
        offset: this.#sent,
        text,
      }),
    );
    this.#sent += text.length;
  }

  async endAnswer(): Promise<void> {
    const how = { status: 'complete', finishReason: 'stop' } as const;
    await this.panel.post(
      events(this.next(), { type: 'turnEnded', turnId: 'open', ...how, at: 2 }),
    );
  }

  /** By the wheel, as a person does it, until nothing moves any more. */
  async scrollUp(pixels: number): Promise<void> {
    const { page } = this.panel;
    await page.mouse.move(200, 200);
    const goal = await this.scroller.evaluate((item, by) => item.scrollTop - by, pixels);
    for (let left = 40; left > 0; left -= 1) {
      await page.mouse.wheel(0, -150);
      await this.panel.post();
      if ((await this.scroller.evaluate((item) => item.scrollTop)) <= goal) break;
    }
    await this.settled();
  }

  /** Until the place is the same in five frames. */
  async settled(): Promise<void> {
    await this.panel.page.evaluate(async () => {
      const element = document.querySelector('.ds-transcript')!;
      for (let same = 0, last = -1; same < 5;) {
        await new Promise(requestAnimationFrame);
        const now = element.scrollTop * 1e5 + element.scrollHeight;
        same = now === last ? same + 1 : 0;
        last = now;
      }
    });
  }

  /** Fails when what is read has moved by more than a pixel. */
  async staysWhile(what: string, act: () => Promise<unknown>): Promise<void> {
    const before = await this.position();
    await act();
    await this.settled();
    await this.standsAt(before, what);
  }

  async standsAt(before: { text: string; top: number }, what: string): Promise<void> {
    const now = await this.position();
    assert.equal(now.text, before.text, what);
    assert.ok(Math.abs(now.top - before.top) <= 1, `${what}: ${before.top} ${now.top}`);
  }

  /** Scrolls so that the upper edge goes through a paragraph. */
  async intoParagraph(): Promise<void> {
    await this.scroller.evaluate((item) => {
      const edge = item.getBoundingClientRect().top;
      const paragraph = [...document.querySelectorAll('.ds-section > p')].find(
        (each) => each.getBoundingClientRect().top >= edge,
      )!;
      item.scrollTop += paragraph.getBoundingClientRect().top - edge + 62;
    });
    await this.settled();
  }

  /** Remembers the letter at the start of the line at the upper edge. */
  async rememberLetter(): Promise<void> {
    await this.panel.page.evaluate(() => {
      const box = document.querySelector('.ds-transcript')!.getBoundingClientRect();
      const caret = document.caretPositionFromPoint(box.left + 40, box.top + 10)!;
      window.letter = document.createRange();
      window.letter.setStart(caret.offsetNode, caret.offset);
      window.letter.setEnd(caret.offsetNode, caret.offset + 1);
    });
  }

  /** Fails when that letter is not in the line that is at the upper edge now. */
  async findsLetter(what: string): Promise<void> {
    const distance = await this.panel.page.evaluate(() => {
      const box = document.querySelector('.ds-transcript')!.getBoundingClientRect();
      const caret = document.caretPositionFromPoint(box.left + 40, box.top + 10)!;
      const range = document.createRange();
      range.setStart(caret.offsetNode, caret.offset);
      range.setEnd(
        caret.offsetNode,
        Math.min(caret.offset + 1, caret.offsetNode.textContent!.length),
      );
      return window.letter!.getBoundingClientRect().top - range.getBoundingClientRect().top;
    });
    assert.ok(Math.abs(distance) <= 1, `${what}: ${String(distance)}`);
  }
}

declare global {
  interface Window {
    letter?: Range;
  }
}

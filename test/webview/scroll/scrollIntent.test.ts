import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { content, makeOpenTurn, makeTurn, reasoning, snapshot } from '../fixtures.ts';
import { Harness, type PanelPage } from '../harness.ts';
import { ScriptedReader } from './scriptedReader.ts';

const paragraph = 'One paragraph of the answer, long enough for a line or two.\n\n';

describe('a reader at the end', () => {
  let harness: Harness;
  let panel: PanelPage;
  let reader: ScriptedReader;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());
  beforeEach(async () => {
    panel = await harness.open({ width: 400, height: 600 });
    reader = new ScriptedReader(panel);
    await panel.post(
      snapshot([
        makeTurn('before', { parts: [content(paragraph.repeat(20))] }),
        makeOpenTurn('open', { parts: [reasoning('Thinking.')] }),
      ]),
    );
    await reader.stream(paragraph.repeat(20));
  });
  afterEach(() => panel.close());

  const below = () =>
    reader.scroller.evaluate((item) => item.scrollHeight - item.clientHeight - item.scrollTop);
  const mark = () => panel.page.getByRole('img', { name: 'There is new text' });

  /** Each as a person does it; none but the first two has scrolled by itself when the next text comes. */
  const waysUp: Record<string, () => Promise<unknown>> = {
    'the wheel': async () => {
      await panel.page.mouse.move(200, 200);
      await panel.page.mouse.wheel(0, -40);
    },
    'a key': async () => {
      await reader.scroller.focus();
      await panel.page.keyboard.press('PageUp');
    },
    'a wheel that has not scrolled yet': () =>
      reader.scroller.dispatchEvent('wheel', { deltaY: -1 }),
    'a key that has not scrolled yet': () =>
      reader.scroller.dispatchEvent('keydown', { key: 'ArrowUp', bubbles: true }),
    'a finger': () =>
      reader.scroller.evaluate((target) => {
        const touch = (type: string, clientY: number) =>
          target.dispatchEvent(
            new TouchEvent(type, {
              touches: [new Touch({ identifier: 1, target, clientX: 100, clientY })],
            }),
          );
        touch('touchstart', 200);
        touch('touchmove', 210);
      }),
    'a selection': () =>
      panel.page.evaluate(() => {
        getSelection()!.selectAllChildren(
          [...document.querySelectorAll('.ds-section > p')].at(-1)!,
        );
      }),
  };

  for (const [way, act] of Object.entries(waysUp)) {
    it(`stops following on ${way}, and sees that there is new text`, async () => {
      await act();
      await reader.settled();
      await reader.staysWhile(way, () => reader.stream(paragraph.repeat(10)));
      assert.ok((await below()) > 100);
      await mark().waitFor();
      await reader.jump.click();
      await reader.jump.waitFor({ state: 'detached' });
      await reader.stream(paragraph.repeat(10));
      assert.ok((await below()) <= 1);
    });
  }

  for (const by of [3, -3]) {
    it(`stays let go where what is above the end turns out ${String(by)} pixels higher`, async () => {
      await waysUp['a selection']!();
      await panel.page
        .locator('.ds-question')
        .last()
        .evaluate((item, higher) => {
          item.style.paddingBottom = `${String(parseFloat(getComputedStyle(item).paddingBottom) + higher)}px`;
        }, by);
      await reader.settled();
      assert.ok((await below()) <= 1);
      await reader.staysWhile(String(by), () => reader.stream(paragraph.repeat(10)));
      assert.ok((await below()) > 100);
    });
  }

  it('follows what downward keys and wheels leave at the end', async () => {
    await reader.scroller.dispatchEvent('wheel', { deltaY: 1 });
    await reader.scroller.dispatchEvent('keydown', { key: 'ArrowDown', bubbles: true });
    await reader.stream(paragraph.repeat(10));
    assert.ok((await below()) <= 1);
    assert.equal(await reader.jump.count(), 0);
  });

  it('needs no way back where nothing lies below, nor where all is in sight', async () => {
    await panel.page.evaluate(() =>
      getSelection()!.selectAllChildren(document.querySelector('p')!),
    );
    await panel.post();
    assert.equal(await reader.jump.count(), 0);
    await reader.scrollUp(300);
    await reader.jump.waitFor();
    assert.equal(await mark().count(), 0);
    await panel.page.setViewportSize({ width: 900, height: 4000 });
    await reader.jump.waitFor({ state: 'detached' });
  });
});

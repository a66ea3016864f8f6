import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Turn } from '../../../src/conversation/model.ts';
import { windowSize } from '../../../src/protocol/window.ts';
import { makeTurn, snapshot } from '../fixtures.ts';
import type { Harness, PanelPage } from '../harness.ts';
import { answerLoading } from './wheelWatch.ts';
import { withPage } from '../withPage.ts';

/** A chat of short turns. */
const all: readonly Turn[] = Array.from({ length: 4 * windowSize }, (_, n) =>
  makeTurn(`t${String(n)}`, { parentId: n === 0 ? null : `t${String(n - 1)}` }),
);
const end = all.slice(-windowSize);

describe('a tall screen with short turns', () => {
  let harness: Harness;
  let panel: PanelPage;
  withPage({ width: 400, height: 1200 }, async (opened, its) => {
    harness = its;
    panel = opened;
    await answerLoading(panel.page, all);
  });

  const log = () => panel.page.getByRole('log');
  const sizes = () =>
    log().evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({
      screens: scrollHeight / clientHeight,
      below: scrollHeight - clientHeight - scrollTop,
    }));
  const turn = (n: number) => panel.page.locator(`[data-article="t${String(n)}/question"]`);

  it('gets two screens of a chat by itself and stays at its end, and gets the rest as it is read', async () => {
    await panel.post(snapshot(end, {}, { earlier: all.length - windowSize }));
    await turn(all.length - 2 * windowSize).waitFor();
    const { screens, below } = await sizes();
    assert.ok(screens >= 2, String(screens));
    assert.ok(below <= 1);
    for (let pages = 2; pages < all.length / windowSize; pages += 1) {
      await log().evaluate((item) => (item.scrollTop = 100));
      await turn(all.length - (pages + 1) * windowSize).waitFor({ state: 'attached' });
    }
    assert.equal((await panel.intentsOf('loadEarlier')).length, 3);
    assert.equal(await panel.page.locator('.ds-question').count(), all.length);
  });

  it('gets no more than that', async () => {
    await panel.post(snapshot(all.slice(-2 * windowSize), {}, { earlier: 2 * windowSize }));
    assert.ok((await sizes()).screens >= 2);
    await panel.page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
    assert.deepEqual(await panel.intentsOf('loadEarlier'), []);
  });

  it('gets what follows where nothing can be scrolled', async () => {
    await panel.post(snapshot(all.slice(0, 3), {}, { later: all.length - 3 }));
    assert.deepEqual(await panel.waitForIntent('loadLater'), { type: 'loadLater', after: 't2' });
  });

  it('is looked at again when it has grown', async () => {
    const low = await harness.open({ width: 400, height: 500 });
    await low.post(snapshot(end, {}, { earlier: all.length - windowSize }));
    await low.page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
    assert.deepEqual(await low.intentsOf('loadEarlier'), []);
    await low.page.setViewportSize({ width: 400, height: 2000 });
    await low.waitForIntent('loadEarlier');
  });
});

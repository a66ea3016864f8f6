import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Turn } from '../../../src/conversation/model.ts';
import { windowSize } from '../../../src/protocol/window.ts';
import { content, makeTurn, reasoning, snapshot } from '../fixtures.ts';
import type { PanelPage } from '../harness.ts';
import { answerLoading, watchWheel, wheelSeen } from './wheelWatch.ts';
import { withPage } from '../withPage.ts';

const words = 'The quick brown fox jumps over the lazy dog while the band plays on. ';
const all: readonly Turn[] = Array.from({ length: 10 * windowSize }, (_, n) =>
  makeTurn(`t${n}`, {
    parentId: n === 0 ? null : `t${n - 1}`,
    parts: [
      reasoning(words),
      content(
        `## Part ${n}\n\n${words.repeat(4)}\n\n\`\`\`ts\nconst n = ${n};\n\`\`\`\n\n${words}`,
      ),
    ],
  }),
);

describe('a reader whose wheel turns on', () => {
  let panel: PanelPage;
  withPage({ width: 400, height: 600 }, async (opened) => {
    panel = opened;
    await panel.post(snapshot(all.slice(-windowSize), {}, { earlier: all.length - windowSize }));
  });

  /** Strokes of the wheel upwards, as the browser gets them from a mouse. */
  async function turnUp(pixels: number, speed: number): Promise<void> {
    panel.isReusable = false;
    const devtools = await panel.page.context().newCDPSession(panel.page);
    await devtools.send('Input.synthesizeScrollGesture', {
      x: 200,
      y: 200,
      yDistance: pixels,
      speed,
      gestureSourceType: 'mouse',
      preventFling: true,
    });
    await devtools.detach();
  }

  it('goes on, and never back, as pages join above', async () => {
    await answerLoading(panel.page, all);
    await watchWheel(panel.page);
    const [first] = await heights();
    // A busy machine draws few frames of a stroke.
    while (
      (await panel.intentsOf('loadEarlier')).length < 3 ||
      (await wheelSeen(panel.page)).moved <= 20
    ) {
      await turnUp(first! / 2, 4000);
    }
    const { back, moved } = await wheelSeen(panel.page);
    assert.deepEqual(back, [], `of ${String(moved)} frames`);
  });

  it('has the next page asked for when some screens are left', async () => {
    const log = panel.page.getByRole('log');
    await log.evaluate((item) => (item.scrollTop = 6 * item.clientHeight));
    await panel.post();
    assert.deepEqual(await panel.intentsOf('loadEarlier'), []);
    await log.evaluate((item) => (item.scrollTop = 3 * item.clientHeight));
    await panel.waitForIntent('loadEarlier');
  });

  it('has one page asked for at a time, also while it is not drawn yet', async () => {
    const log = panel.page.getByRole('log');
    await log.evaluate((item) => (item.scrollTop = 300));
    const { before } = await panel.waitForIntent('loadEarlier');
    const first = all.findIndex(({ id }) => id === before);
    await panel.page.evaluate(() => {
      const scroller = document.querySelector('.ds-transcript')!;
      window.addEventListener('message', () => (scroller.scrollTop -= 100), { once: true });
    });
    const read = panel.page.locator(`[data-article="${before}/question"]`);
    const top = (await read.boundingBox())!.y;
    await panel.post({
      type: 'earlier',
      revision: 2,
      earlier: first - windowSize,
      turns: all.slice(first - windowSize, first),
    });
    await panel.page.locator(`[data-article="t${String(first - 1)}/question"]`).waitFor();
    assert.ok(Math.abs((await read.boundingBox())!.y - top - 100) <= 1);
    assert.equal((await panel.intentsOf('loadEarlier')).length, 1);
  });

  const heights = () =>
    panel.page
      .locator('.ds-transcript')
      .evaluateAll((every) => every.map((item) => item.scrollHeight));
});

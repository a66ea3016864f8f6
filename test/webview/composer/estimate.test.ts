/** What the next request would take, under the composer and under an edited question. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { EstimateView } from '../../../src/protocol/estimate.ts';
import type { Fact } from '../../../src/protocol/messages.ts';
import { makeTurn, snapshot } from '../fixtures.ts';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import { Harness, themes } from '../harness.ts';

const fine: EstimateView = {
  label: 'Next request, about: 12.4k of 1M, ≈ 11k cached, ≈ $0.0004',
  size: '12.4k of 1M',
  share: 0.0124,
  fill: 'fine',
  pieces: ['≈ 11k cached', '≈ $0.0004'],
  details: ['About 12.4k tokens.', '11k cached × $0.003 + 1.4k not cached × $0.15 a million.'],
};

function estimates(revision: number, next: EstimateView | null, edit?: EstimateView): Fact {
  const more = edit === undefined ? {} : { edit: { turnId: 'a', view: edit } };
  return { type: 'estimates', revision, next, ...more };
}

describe('the line about the next request', () => {
  let harness: Harness;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());

  it('stands under the composer in one row at 300 px, and moves nothing when it comes', async () => {
    for (const theme of themes) {
      const panel = await harness.open({ theme, width: 300, height: 620 });
      await panel.post(snapshot([makeTurn('a')], {}, { draft: 'and?' }));
      const composer = panel.page.locator('.ds-composer');
      const before = await composer.boundingBox();
      await panel.post(estimates(2, fine));
      const line = panel.page.getByRole('button', { name: fine.label });
      await line.waitFor();
      assert.deepEqual(await composer.boundingBox(), before);
      const { height } = (await line.boundingBox())!;
      assert.ok(height <= 20, `${height} px are more than one row`);
      await line.focus();
      await panel.page.getByRole('tooltip').waitFor();
      await passesAxe(panel.page, theme);
      await panel.screenshot(`estimate-${theme}-300`);
      await panel.close();
    }
  });

  it('stays in one row whatever it says, so that the composer stays where it is', async () => {
    const panel = await harness.open({ width: 300, height: 620 });
    await panel.post(snapshot([makeTurn('a')]), estimates(2, fine));
    const composer = panel.page.locator('.ds-composer');
    const before = await composer.boundingBox();
    const long = [
      ['≈ 12.3k cached', '≈ CN¥0.00035'],
      ['another server: nothing cached', '≈ CN¥0.00035'],
    ];
    for (const [index, pieces] of long.entries()) {
      const label = `No. ${String(index)}`;
      await panel.post(estimates(3 + index, { ...fine, label, size: '123.4k of 1M', pieces }));
      const line = panel.page.getByRole('button', { name: label });
      await line.waitFor();
      assert.deepEqual(await composer.boundingBox(), before);
      // What it costs is the last to go.
      const { x, width } = (await line.getByText(pieces[1]!).boundingBox())!;
      assert.ok(x + width <= 300);
    }
    assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), 300);
    await panel.screenshot('estimate-long-300');
    await panel.close();
  });

  it('says how it was worked out on hover and on focus, and hides that again', async () => {
    const panel = await harness.open({});
    await panel.post(snapshot([makeTurn('a')]), estimates(2, fine));
    const line = panel.page.getByRole('button', { name: fine.label });
    const tooltip = panel.page.locator('#ds-estimate-next');
    await line.hover();
    await tooltip.waitFor();
    assert.match((await tooltip.textContent())!, /not cached × \$0\.15/);
    await panel.page.mouse.move(0, 0);
    await tooltip.waitFor({ state: 'hidden' });
    // Backwards out of nothing: the line is the last stop of the page.
    await panel.page.keyboard.press('Shift+Tab');
    assert.equal(await line.evaluate((item) => item === document.activeElement), true);
    await tooltip.waitFor();
    assert.equal(await line.getAttribute('aria-describedby'), 'ds-estimate-next');
    await panel.close();
  });

  it('is asked for with each chat, and with an edited question as it reads now', async () => {
    const panel = await harness.open({});
    await panel.post(snapshot([makeTurn('a')]));
    assert.deepEqual(await panel.waitForIntent('estimate'), { type: 'estimate' });
    const question = panel.page.locator('[data-article="a/question"]');
    await question.hover();
    await question.getByRole('button', { name: 'Edit' }).click();
    await panel.waitForIntent('estimate', 2);
    await panel.page.getByRole('textbox', { name: 'Edit' }).fill('something else');
    assert.deepEqual(await panel.waitForIntent('estimate', 3), {
      type: 'estimate',
      turnId: 'a',
      text: 'something else',
    });
    const edit = { ...fine, label: 'the edited one', size: '3k of 1M' };
    await panel.post(estimates(2, fine, edit));
    await question.getByRole('button', { name: 'the edited one' }).waitFor();
    await panel.page.keyboard.press('Escape');
    assert.deepEqual(await panel.waitForIntent('estimate', 4), { type: 'estimate' });
    await panel.close();
  });

  it('keeps its line through a snapshot of the same chat, and no other', async () => {
    const panel = await harness.open({});
    await panel.post(snapshot([makeTurn('a')]), estimates(2, fine));
    const line = panel.page.locator('.ds-estimate__line');
    await line.waitFor();
    await panel.post(snapshot([makeTurn('a'), makeTurn('b')], {}, { revision: 3 }));
    await panel.page.locator('[data-article="b/answer"]').waitFor();
    assert.equal(await line.count(), 1);
    await panel.post(snapshot([makeTurn('c')], {}, { revision: 4, id: 'chat-2' }));
    await panel.page.locator('[data-article="c/answer"]').waitFor();
    assert.equal(await line.count(), 0);
    await panel.close();
  });
});

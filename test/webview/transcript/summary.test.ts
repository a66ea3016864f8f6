/** Summaries of earlier turns: in their place, open and shut, taken back, and offered where there is no room. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Turn, TurnSummary } from '../../../src/conversation/model.ts';
import type { Fact } from '../../../src/protocol/messages.ts';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import { makeTurn, snapshot } from '../fixtures.ts';
import { Harness, themes, type PanelPage } from '../harness.ts';

const summary: TurnSummary = {
  text: 'They spoke of **numbers**.',
  at: 20_000,
  model: 'deepseek-flash',
  turns: 2,
};

/** Three turns, of which the second carries a summary of two. */
function shown(change: Partial<TurnSummary> = {}, revision = 1): Fact {
  const turns: Turn[] = [
    makeTurn('a'),
    makeTurn('b', { summary: { ...summary, ...change } }),
    makeTurn('c'),
  ];
  const fact = snapshot(turns, {}, { revision });
  assert.ok(fact.type === 'snapshot');
  const count = change.unused === true ? {} : { summarised: 2 };
  return { ...fact, window: { ...fact.window, ...count } };
}

const tooLong: Turn = makeTurn('z', {
  status: 'failed',
  parts: [],
  error: {
    kind: 'context',
    message: 'too long',
    status: 400,
    tokens: { limit: 10, requested: 20 },
  },
});

describe('a summary in the transcript', () => {
  let harness: Harness;
  let panel: PanelPage;
  before(async () => (harness = await Harness.start()));
  after(() => harness.stop());
  const item = () => panel.page.getByRole('region', { name: 'Summary of 2 turns' });
  const dimmed = () =>
    panel.page
      .locator('article.ds-excluded')
      .evaluateAll((all) => all.map((item) => item.getAttribute('data-article')));

  it('stands after its turns, which stay in sight, dimmed and named', async () => {
    for (const theme of themes) {
      panel = await harness.open({ theme, width: 300, height: 800 });
      await panel.post(shown());
      assert.deepEqual(await dimmed(), ['a/question', 'a/answer', 'b/question', 'b/answer']);
      assert.equal(await panel.page.getByText('In the summary').count(), 2);
      const order = await panel.page
        .locator('[data-article], .ds-summary')
        .evaluateAll((all) => all.map((item) => item.getAttribute('data-article') ?? 'summary'));
      assert.equal(order.indexOf('summary'), 4);
      const toggle = item().getByRole('button', { name: 'Summary of 2 turns' });
      await toggle.focus();
      await panel.page.keyboard.press('Enter');
      await item().getByText('They spoke of numbers.').waitFor();
      assert.equal(await toggle.getAttribute('aria-expanded'), 'true');
      await passesAxe(panel.page, theme);
      await panel.screenshot(`summary-${theme}-300`);
      await panel.close();
    }
  });

  it('is taken back and used again by keyboard', async () => {
    panel = await harness.open({});
    await panel.post(shown());
    await item().getByRole('button', { name: 'Use the original again' }).press('Enter');
    const wanted = { type: 'useSummary', turnId: 'b', used: false };
    assert.deepEqual(await panel.waitForIntent('useSummary'), wanted);
    await panel.post(shown({ unused: true }, 2));
    await item().getByText('Not sent: the turns above are.').waitFor();
    assert.deepEqual(await dimmed(), []);
    await item().getByRole('button', { name: 'Use the summary' }).press('Enter');
    assert.deepEqual(await panel.waitForIntent('useSummary', 2), { ...wanted, used: true });
    await panel.close();
  });

  it('stands for its turns, which are not excluded one by one until they are sent again', async () => {
    panel = await harness.open({});
    await panel.post(shown());
    const exclude = panel.page
      .locator('[data-article="a/question"]')
      .getByRole('button', { name: 'Exclude from context' });
    assert.equal(await exclude.getAttribute('aria-disabled'), 'true');
    const title = await exclude.getAttribute('title');
    assert.match(title ?? '', /^The summary below is sent instead\./);
    await exclude.press('Enter');
    await item().getByRole('button', { name: 'Use the original again' }).press('Enter');
    await panel.waitForIntent('useSummary');
    await panel.post(shown({ unused: true }, 2));
    await item().getByText('Not sent: the turns above are.').waitFor();
    await exclude.press('Enter');
    const wanted = { type: 'excludeTurn', turnId: 'a', excluded: true };
    assert.deepEqual(await panel.waitForIntent('excludeTurn'), wanted);
    await panel.close();
  });

  it('can be asked for up to any answer, from its menu', async () => {
    panel = await harness.open({});
    await panel.post(shown());
    const answer = panel.page.locator('[data-article="a/answer"]');
    await answer.focus();
    await answer.locator('[data-action="more"]').press('Enter');
    await panel.page.getByRole('menuitem', { name: 'Summarize up to here' }).press('Enter');
    assert.deepEqual(await panel.waitForIntent('summarise'), { type: 'summarise', turnId: 'a' });
    await panel.page.getByRole('menu').waitFor({ state: 'hidden' });
    await panel.close();
  });

  it('is offered where a request was too long, and then to ask again', async () => {
    panel = await harness.open({ width: 300 });
    await panel.post(snapshot([makeTurn('a'), tooLong]));
    const card = panel.page.getByRole('alert');
    await card.getByRole('button', { name: 'Summarize earlier turns' }).click();
    const intent = { type: 'runAction', action: 'summarise', turnId: 'z' };
    assert.deepEqual(await panel.waitForIntent('runAction'), intent);
    await card.getByRole('button', { name: 'New chat from a summary' }).waitFor();
    await panel.screenshot('summary-card-300');
    const summarised = makeTurn('a', { summary: { ...summary, turns: 1 } });
    await panel.post(snapshot([summarised, tooLong], {}, { revision: 2 }));
    await card.getByRole('button', { name: 'Retry' }).waitFor();
    await panel.close();
  });

  it('is offered before sending where little room is left, beside the other ways', async () => {
    panel = await harness.open({ width: 300, height: 620 });
    await panel.post(snapshot([makeTurn('a')], {}, { draft: 'and?' }), {
      type: 'estimates',
      revision: 2,
      next: {
        label: 'Next request, about: 61k of 65.5k',
        size: '61k of 65.5k',
        share: 0.93,
        fill: 'near',
        pieces: ['≈ 60k cached'],
        details: ['About 61k tokens.'],
        warning: {
          text: 'Little room is left: about 61k of 65.5k tokens, and an answer may need 8.2k.',
          actions: ['summarise', 'summariseToNew', 'dropAttachments'],
        },
      },
    });
    const note = panel.page.getByRole('note');
    await panel.screenshot('summary-warning-300');
    await note.getByRole('button', { name: 'Remove attachments' }).click();
    await note.getByRole('button', { name: 'New chat from a summary' }).click();
    await panel.waitForIntent('runAction', 2);
    // It warns and does not forbid.
    await panel.page.getByRole('button', { name: 'Send' }).click();
    await panel.waitForIntent('send');
    await panel.close();
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Locator } from 'playwright-core';
import { events, makeOpenTurn, makeTurn, panelFact, queued, snapshot } from '../fixtures.ts';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import type { SendOffers } from '../../../src/protocol/estimate.ts';
import type { Fact } from '../../../src/protocol/messages.ts';
import type { Harness } from '../harness.ts';
import { themes, type PanelPage } from '../harness.ts';
import { withPage } from '../withPage.ts';

const running = { activity: { kind: 'streaming' } } as const;
const item = { id: 'x', kind: 'file', path: 'src/deep/parser.ts', text: '…' } as const;

/** The estimate of the next request, with what is offered. */
function estimates(revision: number, next: SendOffers, edit?: SendOffers): Fact {
  const view = { label: 'about 50k', size: '50k', fill: 'fine', pieces: [], details: [] } as const;
  return {
    type: 'estimates',
    revision,
    next: { ...view, ...next },
    ...(edit === undefined ? {} : { edit: { turnId: 'a', view: { ...view, ...edit } } }),
  };
}

describe('the queue above the composer', () => {
  let harness: Harness;
  let panel: PanelPage;
  let text: Locator;
  let rows: Locator;
  withPage({ width: 300 }, (opened, its) => {
    harness = its;
    panel = opened;
    text = panel.page.getByRole('textbox', { name: 'Message DeepSeek' });
    rows = panel.page.getByRole('list', { name: 'Queued messages' }).getByRole('listitem');
  });
  const button = (name: string) => panel.page.getByRole('button', { name, exact: true });
  const shown = () => panel.page.locator('.ds-queue__text').allInnerTexts();
  const focused = () =>
    panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

  it('shows what waits in order, with what is attached to it, and drops what became a turn', async () => {
    const queue = [
      ...queued('one', 'two'),
      { ...queued('three')[0]!, user: { text: '', context: [item] } },
    ];
    await panel.post(snapshot([makeOpenTurn('a')], running, { queue }));
    assert.deepEqual(await shown(), ['one', 'two']);
    assert.equal(await rows.count(), 3);
    assert.match(await rows.nth(2).innerText(), /parser\.ts/);
    await panel.post(
      events(
        2,
        { type: 'turnEnded', turnId: 'a', at: 1, status: 'complete' },
        { type: 'turnStarted', turnId: 'one', parentId: 'a', at: 2, user: queue[0]!.user },
        { type: 'messageQueued', message: queued('four')[0]! },
      ),
    );
    assert.deepEqual(await shown(), ['two', 'four']);
    assert.equal(await rows.count(), 3);
  });

  it('is put in order with Alt and the arrows, which say where a message is and keep the focus', async () => {
    await panel.post(snapshot([makeOpenTurn('a')], running, { queue: queued('one', 'two') }));
    await button('Edit queued message 2').focus();
    await panel.page.keyboard.press('Alt+ArrowUp');
    assert.deepEqual(await panel.waitForIntent('moveQueued'), {
      type: 'moveQueued',
      id: 'two',
      by: -1,
    });
    await panel.post(events(2, { type: 'queueOrdered', messageIds: ['two', 'one'] }));
    assert.deepEqual(await shown(), ['two', 'one']);
    assert.equal(await focused(), 'Edit queued message 1');
    const status = panel.page.locator('.ds-unseen[role=status]');
    assert.equal(await status.innerText(), 'Message moved to 1 of 2');
    // There is nowhere to go from here.
    await panel.page.keyboard.press('Alt+ArrowUp');
    await button('Move queued message 1 down').focus();
    await panel.page.keyboard.press('Enter');
    await panel.waitForIntent('moveQueued', 2);
    await panel.post(events(3, { type: 'queueOrdered', messageIds: ['one', 'two'] }));
    assert.equal(await focused(), 'Move queued message 2 down');
    assert.deepEqual(
      (await panel.intentsOf('moveQueued')).map(({ id, by }) => [id, by]),
      [
        ['two', -1],
        ['two', 1],
      ],
    );
  });

  it('moves a message back to the composer before the text there, and posts the draft first', async () => {
    await panel.post(snapshot([makeOpenTurn('a')], running, { queue: queued('one', 'two') }));
    await text.fill('mine');
    await button('Edit queued message 2').click();
    await panel.waitForIntent('editQueued');
    await panel.page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    assert.equal(await text.inputValue(), 'two\n\nmine');
    const reported = (await panel.intents()).filter(({ type }) =>
      /draftChanged|editQueued/.test(type),
    );
    assert.deepEqual(reported.slice(-2), [
      { type: 'draftChanged', text: 'two\n\nmine' },
      { type: 'editQueued', id: 'two' },
    ]);
  });

  it('removes a message, and brings it back by keyboard', async () => {
    await panel.post(snapshot([makeOpenTurn('a')], running, { queue: queued('one') }));
    await button('Remove queued message 1').focus();
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.waitForIntent('removeQueued')).id, 'one');
    await panel.post(events(2, { type: 'messageUnqueued', messageId: 'one' }));
    assert.equal(await rows.count(), 0);
    await panel.page.waitForFunction(() => document.activeElement?.textContent?.trim() === 'Undo');
    await panel.page.keyboard.press('Enter');
    assert.equal((await panel.waitForIntent('restoreQueued')).id, 'one');
    await panel.page.locator('.ds-queueUndo').waitFor({ state: 'detached' });
  });

  it('says why it is held, and goes on with one or with all', async () => {
    const queue = queued('one', 'two');
    await panel.post(snapshot([makeTurn('a')], { queueHeld: 'stopped' }, { queue }));
    assert.match(
      await panel.page.locator('.ds-queue__held').innerText(),
      /^Held, since you stopped the answer\./,
    );
    await button('Send next').click();
    await panel.waitForIntent('continueQueue');
    await button('Send all').click();
    await panel.waitForIntent('continueQueue', 2);
    assert.deepEqual(
      (await panel.intentsOf('continueQueue')).map(({ all }) => all),
      [false, true],
    );
    await panel.post(panelFact(2, {}));
    assert.equal(await panel.page.locator('.ds-queue__held').count(), 0);
  });

  it('shows until when a message waits, and sends it now on demand', async () => {
    const [message] = queued('one');
    const queue = [{ ...message!, notBefore: Date.now() + 3_600_000 }];
    await panel.post(snapshot([makeTurn('a')], {}, { queue }));
    assert.match(await rows.first().innerText(), /Waits until .*\d/);
    await button('Send now: queued message 1').click();
    assert.equal((await panel.waitForIntent('sendQueued')).id, 'one');
  });

  it('is only shown where the chat is', async () => {
    const queue = queued('one', 'two');
    await panel.post(
      snapshot([makeTurn('a')], { onlyShown: true, queueHeld: 'reopened' }, { queue }),
    );
    assert.equal(await rows.count(), 2);
    assert.equal(await panel.page.locator('.ds-queue button').count(), 0);
  });

  it('fits into a narrow panel in every theme and breaks no rule of accessibility', async () => {
    const long = 'a question that goes on and on, '.repeat(8);
    const [timed] = queued('for later');
    const queue = [
      ...queued('one', long, 'AnInterminableWordThatHasNoPlaceToBreakAndGoesOnAndOnAndOn'),
      { ...timed!, notBefore: Date.now() + 36_000_000 },
    ].map((entry, index) => ({
      ...entry,
      id: `m${String(index)}`,
      user: { ...entry.user, context: index === 1 ? [item] : [] },
    }));
    for (const theme of themes) {
      const other = await harness.open({ theme, width: 300 });
      await other.post(
        snapshot([makeTurn('a')], { queueHeld: 'failed' }, { queue, draft: 'and one more' }),
      );
      const field = other.page.getByRole('textbox', { name: 'Message DeepSeek' });
      await field.focus();
      await other.screenshot(`queue-${theme}-300`);
      const [scroll, client] = await other.page
        .locator('.ds-queue__list')
        .evaluate((list) => [list.scrollWidth, list.clientWidth]);
      assert.equal(scroll, client, theme);
      await passesAxe(other.page, theme);
      await other.close();
    }
  });

  it('leaves room for the button that queues beside the one that stops', async () => {
    await panel.post(snapshot([makeOpenTurn('a')], running, { queue: queued('one') }));
    await text.fill('next');
    const box = (name: string) => button(name).boundingBox();
    const queue = (await box('Queue message'))!;
    const stop = (await box('Stop'))!;
    assert.ok(queue.x + queue.width <= stop.x, 'they do not overlap');
    const frame = (await panel.page.locator('.ds-composer').boundingBox())!;
    assert.ok(stop.x + stop.width <= frame.x + frame.width - 4);
    await panel.screenshot('queue-running-300');
  });

  it('offers to wait for off-peak hours, beside what is written and not while an answer comes', async () => {
    const at = Date.now() + 42 * 60_000 - 500;
    const offer = panel.page.locator('.ds-offer');
    await panel.post(snapshot([makeTurn('a')]), estimates(2, { offPeakAt: at }));
    assert.equal(await offer.count(), 0, 'nothing is written');
    await text.fill('much');
    await offer.waitFor();
    assert.match(await offer.innerText(), /^Peak price\. Off-peak in 42 min\.\s*Hold until .*\d/);
    await panel.screenshot('offPeak-dark-300');
    await passesAxe(panel.page, 'off-peak');
    await offer.getByRole('button').click();
    const { text: sent, at: until } = await panel.waitForIntent('sendLater');
    assert.deepEqual([sent, until], ['much', at]);
    await panel.page.waitForFunction(() => document.querySelector('textarea')?.value === '');
    await text.fill('more');
    await offer.waitFor();
    await panel.post(
      events(3, {
        type: 'turnStarted',
        turnId: 'b',
        parentId: 'a',
        at: Date.now(),
        user: { text: 'b', context: [] },
      }),
    );
    assert.equal(await offer.count(), 0);
    await panel.post(
      snapshot([makeTurn('a')], {}, { revision: 4 }),
      estimates(5, { offPeakAt: Date.now() - 1 }),
    );
    assert.equal(await offer.count(), 0, 'it has begun');
  });

  it('offers the earlier answer to the very text that is written, also where a question is edited', async () => {
    const repeat = { text: 'one', turnId: 'x' };
    await panel.post(snapshot([makeTurn('a')], {}, { draft: 'one ' }), estimates(2, { repeat }));
    const earlier = button('Show earlier answer (free)');
    await earlier.waitFor();
    await panel.screenshot('earlierAnswer-dark-300');
    await text.press('End');
    await panel.page.keyboard.type('!');
    await earlier.waitFor({ state: 'detached' });
    await panel.page.keyboard.press('Backspace');
    await earlier.click();
    assert.deepEqual(await panel.waitForIntent('showAnswer'), { type: 'showAnswer', turnId: 'x' });
    assert.equal(await text.inputValue(), 'one ', 'the words stay');
    assert.equal((await panel.intentsOf('send')).length, 0);
    await panel.page.locator('[data-article="a/question"]').hover();
    await panel.page.locator('[data-action="edit"]').first().click();
    const field = panel.page.locator('.ds-edit__text');
    await field.fill('two');
    await panel.post(estimates(3, {}, { repeat: { text: 'two', turnId: 'y' } }));
    await earlier.waitFor();
    await earlier.click();
    assert.equal((await panel.waitForIntent('showAnswer', 2)).turnId, 'y');
    await field.waitFor({ state: 'detached' });
    assert.equal((await panel.intentsOf('edit')).length, 0);
  });
});

/** What an answer cost, in one line, and how that comes about for a pointer, a keyboard and a screen reader. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { passesAxe } from '../../../scripts/host/passesAxe.ts';
import { makeOpenTurn, makeTurn, receipts, sampleReceipt, snapshot } from '../fixtures.ts';
import type { Harness } from '../harness.ts';
import { type PanelPage, themes } from '../harness.ts';
import { withPage } from '../withPage.ts';

describe('the receipt of an answer', () => {
  let harness: Harness;
  let panel: PanelPage;
  withPage({ width: 300 }, (opened, its) => {
    harness = its;
    panel = opened;
  });

  const line = () => panel.page.locator('[data-part="usage"]');
  const tip = () => panel.page.getByRole('tooltip');
  const words = (text: string) => text.replace(/\s+/g, ' ').trim();

  it('is one line of tokens and cost, in the order in which they matter', async () => {
    await panel.post(snapshot([makeTurn('t')]), receipts(2, { t: sampleReceipt }));
    assert.equal(words(await line().innerText()), '1.2k in (48% cached) · 310 out · ≈ $0.0004');
    await panel.page.setViewportSize({ width: 600, height: 700 });
    const wide = '1.2k in (48% cached) · 310 out · ≈ $0.0004 · 42 tokens/s';
    assert.equal(words(await line().innerText()), wide);
  });

  it('shows how it comes about to the keyboard, until Escape, which closes nothing else', async () => {
    await panel.post(
      snapshot([makeTurn('t'), makeOpenTurn('open')], { activity: { kind: 'streaming' } }),
      receipts(2, { t: sampleReceipt }),
    );
    await line().focus();
    await tip().waitFor();
    assert.equal(await tip().innerText(), sampleReceipt.details.join('\n'));
    await panel.page.keyboard.press('Escape');
    await tip().waitFor({ state: 'hidden' });
    assert.deepEqual(await panel.intentsOf('stop'), []);
    await panel.page.keyboard.press('Escape');
    await panel.waitForIntent('stop');
  });

  it('shows it to a pointer that comes to rest there, also on what is shown', async () => {
    await panel.post(snapshot([makeTurn('t')]), receipts(2, { t: sampleReceipt }));
    await line().hover();
    await tip().waitFor();
    await tip().hover();
    await panel.page.locator('.ds-composer__text').hover();
    await tip().waitFor({ state: 'hidden' });
  });

  it('is readable by a screen reader without hover', async () => {
    await panel.post(snapshot([makeTurn('t')]), receipts(2, { t: sampleReceipt }));
    const button = panel.page.getByRole('button', { name: /310 out/ });
    assert.equal(await button.getAttribute('aria-description'), sampleReceipt.details.join('\n'));
  });

  it('says in a line of its own why the cache gave less, and nothing where it did not', async () => {
    const note = '18k tokens paid in full (≈ $0.0026 more): the model was changed.';
    await panel.post(
      snapshot([makeTurn('a'), makeTurn('b')]),
      receipts(2, { a: sampleReceipt, b: { ...sampleReceipt, note } }),
    );
    const notes = panel.page.locator('[data-part="cacheBreak"]');
    assert.deepEqual(await notes.allInnerTexts(), [note]);
  });

  it('ends with what the chat and the day have cost', async () => {
    const spent = ['This chat: ≈ $0.012', 'Today: ≈ $0.41'];
    await panel.post(snapshot([makeTurn('a')], { spent }), receipts(2, { a: sampleReceipt }));
    const line = panel.page.locator('[data-part="spent"]');
    await line.waitFor();
    assert.equal(words(await line.innerText()), 'This chat: ≈ $0.012 · Today: ≈ $0.41');
    await panel.screenshot('spent-dark-300');
    await panel.post(snapshot([], { spent }));
    await line.waitFor({ state: 'detached' });
  });

  const waits = [
    [{ kind: 'waiting', running: 4 }, 'Waiting: 4 requests are running'],
    [
      { kind: 'waiting', perMinute: 60, until: new Date(2026, 10, 22, 12, 3, 20).getTime() },
      'Waiting until 12:03:20 PM: 60 requests a minute are allowed',
    ],
  ] as const;
  for (const [activity, text] of waits) {
    it(`says before it what a question waits for: ${text}`, async () => {
      await panel.post(snapshot([makeOpenTurn('t')], { activity }));
      const line = panel.page.locator('.ds-activity');
      await line.waitFor();
      assert.equal(words(await line.innerText()), text);
      await panel.page.getByRole('button', { name: 'Stop' }).click();
      await panel.waitForIntent('stop');
    });
  }

  it('is shown for the turns that have one, also after a snapshot, and for no other chat', async () => {
    await panel.post(snapshot([makeTurn('a'), makeTurn('b')]), receipts(2, { a: sampleReceipt }));
    const lines = async () => {
      await panel.page.locator('[data-article="a/answer"]').waitFor();
      return await line().count();
    };
    assert.equal(await lines(), 1);
    await panel.post(receipts(3, { b: sampleReceipt }));
    await line().nth(1).waitFor();
    await panel.post(snapshot([makeTurn('a'), makeTurn('b')]));
    assert.equal(await lines(), 2);
    await panel.post(snapshot([makeTurn('a')], {}, { id: 'another' }));
    await line().first().waitFor({ state: 'detached' });
  });

  it('passes axe while open, in every theme at 300 px, within the page', async () => {
    for (const theme of themes) {
      const shown = await harness.open({ theme, width: 300 });
      const note = '18k tokens paid in full (≈ $0.0026 more): the model was changed.';
      await shown.post(snapshot([makeTurn('t')]), receipts(2, { t: { ...sampleReceipt, note } }));
      await shown.page.locator('[data-part="usage"]').focus();
      const box = (await shown.page.getByRole('tooltip').boundingBox())!;
      assert.ok(box.x >= 0 && box.x + box.width <= 300, JSON.stringify(box));
      assert.ok(box.y >= 0 && box.y + box.height <= 700, JSON.stringify(box));
      await passesAxe(shown.page, theme);
      await shown.screenshot(`receipt-${theme}-300`);
      await shown.close();
    }
  }).timeout(60_000);
});

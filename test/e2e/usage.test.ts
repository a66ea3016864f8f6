import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { until } from '../../scripts/host/until.ts';
import { findWebview, runCommand } from '../../scripts/host/workbench.ts';
import { answerBody, ask, idle, setKey } from './panel.ts';

const key = 'sk-e2e-0123456789abcdef';

describe('balance and usage', () => {
  let server: DeepSeekServer;
  let session: Session;
  let page: Page;
  let usage: Frame;

  before(async () => {
    server = await startDeepSeekServer({ apiKey: key });
    session = await startSession({
      settings: {
        'deepseek.baseUrl': server.url,
        'deepseek.profile': 'official',
        // The first question passes, in dollars; by the second the account is known to hold yuan.
        'deepseek.spendLimit.perDay': 0.002,
        'deepseek.lowBalance': 6,
      },
    });
    page = await session.openWindow();
    await setKey(page, key);
    const panel = await session.openPanel(page);
    await ask(panel, 'What does a token cost?');
    await answerBody(panel, 0).waitFor();
    await idle(panel);
  });

  after(async () => {
    // Rejects when the page broke its policy or asked the network for anything but its own files.
    await session.stop();
    await server.close();
  });

  const dialogButton = (name: string) =>
    page.locator('.monaco-dialog-box').getByRole('button', { name, exact: true });

  const askedForBalance = () =>
    server.requests.filter(({ path }) => path.endsWith('/user/balance')).length;

  it('shows in the status bar what is left after a turn, which was asked for once', async () => {
    const item = page.locator('.statusbar-item').filter({ hasText: '110.00' });
    await item.waitFor({ timeout: 30_000 });
    const label = await item.locator('[aria-label^="DeepSeek balance"]').getAttribute('aria-label');
    assert.match(label ?? '', /110\.00.*Today: ≈/);
    assert.equal(askedForBalance(), 1);
  });

  it('shows the request by its model, and the balance, on a page of its own', async () => {
    await runCommand(page, 'DeepSeek: Show Balance and Usage');
    usage = await findWebview(page, '.us-page');
    const { model, messages } = server.requests.find(({ body }) => body?.messages)!.body!;
    assert.equal(messages.length, 1);
    const row = usage.getByRole('region', { name: 'By model' }).locator('tbody tr');
    await row.waitFor({ timeout: 30_000 });
    assert.equal(await row.getByRole('rowheader').innerText(), model);
    const cells = await row.getByRole('cell').allInnerTexts();
    assert.equal(cells[0], '1', 'one request');
    assert.ok(Number(cells[1]) > 0 && Number(cells[3]) > 0, cells.join(' | '));
    const section = usage.getByRole('region', { name: 'Balance', exact: true });
    await until(async () => (await section.innerText()).includes('110.00'), {
      what: 'the balance',
      timeoutMs: 20_000,
      details: () => String(askedForBalance()),
    });
    assert.match(await section.innerText(), /10\.00 granted.*100\.00 topped up/);
    await session.screenshot(page, 'usage');
  });

  it('shows the cost under the answer in the account’s currency, and its breakdown', async () => {
    const panel = await session.openPanel(page);
    const line = panel.locator('[data-part="usage"]').filter({ hasText: '≈ CN¥' });
    await line.waitFor({ timeout: 30_000 });
    assert.match(await line.innerText(), /^\d+ in .*· \d+ out · ≈ CN¥0\.\d+/s);
    await line.focus();
    const tip = panel.locator('.ds-tip:popover-open');
    await tip.waitFor();
    assert.match(await tip.innerText(), /Other input: \d+ × CN¥[\d.]+ per million = CN¥[\d.]+/);
    assert.match(await tip.innerText(), /Price list of /);
    await page.keyboard.press('Escape');
    await tip.waitFor({ state: 'detached' });
    await panel
      .locator('[data-part="spent"]')
      .filter({ hasText: /This chat: ≈ CN¥/ })
      .waitFor();
    await session.screenshot(page, 'receipt');
  });

  it('asks before the request that would cross the spend limit, and keeps what is not sent', async () => {
    const panel = await session.openPanel(page);
    const sent = () => server.requests.filter(({ body }) => body?.messages).length;
    await ask(panel, 'And an answer?');
    await dialogButton('Cancel').click({ timeout: 30_000 });
    const card = panel
      .getByRole('alert')
      .filter({ hasText: 'Not sent, because of your spend limit' });
    await card.waitFor();
    assert.equal(sent(), 1);
    await card.getByRole('button', { name: 'Retry' }).click();
    await dialogButton('Send Anyway').click({ timeout: 30_000 });
    await answerBody(panel, 1).waitFor();
    await idle(panel);
    assert.equal(sent(), 2);
  });

  it('updates the balance in both places when it is refreshed', async () => {
    const amounts = { granted_balance: '0.00', topped_up_balance: '5.43' };
    server.setBalance([{ currency: 'USD', total_balance: '5.43', ...amounts }]);
    const panel = await session.openPanel(page);
    await ask(panel, 'And a title?');
    await answerBody(panel, 2).waitFor();
    await idle(panel);
    await page
      .locator('.statusbar-item')
      .filter({ hasText: '5.43' })
      .locator('[aria-label^="DeepSeek balance"]')
      .click({ timeout: 30_000 });
    await usage.locator('.us-balance').filter({ hasText: '5.43' }).waitFor({ timeout: 30_000 });
    const notice = panel.getByRole('note').filter({ hasText: 'The balance is low: $5.43.' });
    await notice.getByRole('button', { name: 'Top up' }).waitFor({ timeout: 30_000 });
    const row = usage.getByRole('region', { name: 'By model' }).locator('tbody tr');
    await row.getByRole('cell').first().filter({ hasText: '3' }).waitFor({ timeout: 30_000 });
  });

  it('names a balance that is used up, leads to where it is topped up, and goes on afterwards', async () => {
    const panel = await session.openPanel(page);
    server.script({ error: { status: 402, message: 'Insufficient Balance' } });
    await ask(panel, 'And a line?');
    const card = panel.getByRole('alert').filter({ hasText: 'balance' });
    await card.getByRole('button', { name: 'Top up' }).click({ timeout: 30_000 });
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.filter({ hasText: 'https://platform.deepseek.com/top_up' }).waitFor();
    await dialogButton('Cancel').click();
    await card.getByRole('button', { name: 'Retry' }).click();
    await answerBody(panel, 3).waitFor({ timeout: 30_000 });
    await idle(panel);
  });
});

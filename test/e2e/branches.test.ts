import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import {
  findWebview,
  reloadWindow,
  pressCommand,
  setSideBarWidth,
  setTheme,
  themes,
} from '../../scripts/host/workbench.ts';
import { answerBody, composer, idle, notification, setKey } from './panel.ts';

const key = 'sk-e2e-0123456789abcdef';

describe('branches, by keyboard', () => {
  let server: DeepSeekServer;
  let session: Session;
  let page: Page;
  let panel: Frame;

  before(async () => {
    server = await startDeepSeekServer({ apiKey: key });
    let count = 0;
    server.answerWith(() => ({ content: `Answer number ${String((count += 1))}.` }));
    session = await startSession({
      settings: { 'deepseek.baseUrl': server.url, 'deepseek.profile': 'official' },
    });
    page = await session.openWindow();
    await setKey(page, key);
    await pressCommand(page, 'DeepSeek: New Chat');
    panel = await findWebview(page);
    await panel.locator('textarea:focus').waitFor();
  });

  after(async () => {
    await session.stop();
    await server.close();
  });

  const bodies = () =>
    server.requests
      .filter((request) => request.path.endsWith('/chat/completions'))
      .map((request) => request.body!);
  const lastWords = () =>
    bodies()
      .at(-1)!
      .messages.map(({ content }) => content);
  const question = (text: string) =>
    panel.getByRole('article', { name: 'You' }).filter({ hasText: text });
  const press = (name: string) => page.keyboard.press(name);
  const focusOn = (kind: 'question' | 'answer') =>
    panel.locator(`[data-article$="/${kind}"]:focus`).waitFor();
  const inComposer = () => panel.locator('.ds-composer__text:focus').waitFor();

  async function say(text: string, answer: string): Promise<void> {
    await inComposer();
    await page.keyboard.type(text);
    await press('Enter');
    await answered(answer);
  }

  /** Resolves when these messages wait, in this order. */
  async function queueOf(...texts: readonly string[]): Promise<void> {
    await panel.waitForFunction((wanted) => {
      const shown = [...document.querySelectorAll('.ds-queue__text')].map(
        (element) => element.textContent,
      );
      return JSON.stringify(shown) === wanted;
    }, JSON.stringify(texts));
  }

  async function answered(answer: string): Promise<void> {
    await panel.getByText(answer, { exact: true }).waitFor();
    await idle(panel);
  }

  /** From the composer to the last question. */
  async function toLastQuestion(): Promise<void> {
    await inComposer();
    await press('Control+ArrowUp');
    await focusOn('answer');
    await press('ArrowUp');
    await focusOn('question');
  }

  /** Opens the menu of the message that has the focus and chooses by its first letters. */
  async function choose(label: string): Promise<void> {
    await press('Shift+F10');
    await panel.getByRole('menu').waitFor();
    for (let steps = 0; steps < 12; steps += 1) {
      const at = await panel.evaluate(() => document.activeElement?.textContent?.trim());
      if (at === label) return press('Enter');
      await press('ArrowDown');
    }
    throw new Error(`The menu has no ${label}.`);
  }

  it('edits a question in place, says that there are two, and switches between them', async () => {
    await say('first', 'Answer number 1.');
    await say('second', 'Answer number 2.');
    await toLastQuestion();
    await press('F2');
    await panel.getByRole('textbox', { name: 'Edit message' }).waitFor();
    await press('Control+a');
    await page.keyboard.type('second, changed');
    await press('Enter');
    await answered('Answer number 3.');
    assert.deepEqual(lastWords(), ['first', 'Answer number 1.', 'second, changed']);
    await question('2 / 2').waitFor();
    await toLastQuestion();
    await press('ArrowLeft');
    await question('1 / 2').waitFor();
    await focusOn('question');
    assert.equal(await answerBody(panel, 1).innerText(), 'Answer number 2.');
    await press('ArrowRight');
    await question('2 / 2').waitFor();
    assert.equal(await answerBody(panel, 1).innerText(), 'Answer number 3.');
  });

  it('answers again without thinking, for that answer only', async () => {
    await focusOn('question');
    await press('ArrowDown');
    await focusOn('answer');
    await choose('Without thinking');
    await answered('Answer number 4.');
    assert.deepEqual(bodies().at(-1)!.thinking, { type: 'disabled' });
    assert.deepEqual(lastWords(), ['first', 'Answer number 1.', 'second, changed']);
    await question('3 / 3').waitFor();
    await say('third', 'Answer number 5.');
    assert.deepEqual(bodies().at(-1)!.thinking, { type: 'enabled' });
  });

  it('deletes a message with what follows it, and brings it back', async () => {
    await toLastQuestion();
    await press('Delete');
    await question('third').waitFor({ state: 'detached' });
    const bar = panel.getByRole('button', { name: 'Undo' });
    await panel.locator('[data-action="undo"]:focus').waitFor();
    assert.match(await panel.getByRole('status').innerText(), /stay cached: 2\.$/);
    await setTheme(page, 'dark');
    await setSideBarWidth(page, 300);
    await session.screenshot(page, 'branches-deleted-dark-300');
    await bar.press('Enter');
    await question('third').waitFor();
    await focusOn('question');
  });

  it('leaves a message out of requests, and says so', async () => {
    await choose('Exclude from context');
    await question('Not sent').waitFor();
    await composer(panel).focus();
    await say('fourth', 'Answer number 6.');
    assert.deepEqual(lastWords(), [
      'first',
      'Answer number 1.',
      'second, changed',
      'Answer number 4.',
      'fourth',
    ]);
    for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
      await setTheme(page, theme);
      for (const width of [300, 480]) {
        await setSideBarWidth(page, width);
        await question('third').hover();
        await session.screenshot(page, `branches-${theme}-${String(width)}`);
      }
    }
  });

  it('asks again by its command', async () => {
    await pressCommand(page, 'DeepSeek: Regenerate Response');
    await answered('Answer number 7.');
    await question('2 / 2').filter({ hasText: 'fourth' }).waitFor();
  });

  it('shows the request of a message as it was sent, and copies it as a command', async () => {
    await composer(panel).focus();
    await press('Control+ArrowUp');
    await focusOn('answer');
    await choose('Show request');
    const lines = page.locator('.editor-instance .view-lines');
    await lines.filter({ hasText: /Proven:.made.again/ }).waitFor();
    await page.locator('.tab.active', { hasText: /^Request of message 4/ }).waitFor();
    await session.screenshot(page, 'request-of-a-message');
    await press('Control+End');
    await lines.filter({ hasText: /Not.sent:.message.3.and.its.answer,.excluded/ }).waitFor();
    await session.screenshot(page, 'request-of-a-message-end');
    await pressCommand(page, 'DeepSeek: Copy Request as curl');
    assert.match(await notification(page, /clipboard/), /takes the key from the variable/);
    await pressCommand(page, 'DeepSeek: Focus Chat');
    await inComposer();
  });

  it('begins a chat from a message, in the same place, with the same words before it', async () => {
    await composer(panel).focus();
    await press('Control+ArrowUp');
    await focusOn('answer');
    for (let messages = 0; messages < 5; messages += 1) await press('ArrowUp');
    await choose('Branch');
    await question('fourth').waitFor({ state: 'detached' });
    await inComposer();
    assert.equal(await panel.getByRole('article', { name: 'You' }).count(), 2);
    assert.equal(await panel.getByText(/^\d \/ \d$/).count(), 0);
    await say('elsewhere', 'Answer number 8.');
    assert.deepEqual(lastWords(), [
      'first',
      'Answer number 1.',
      'second, changed',
      'Answer number 4.',
      'elsewhere',
    ]);
  });

  it('queues messages while an answer comes, in another order, and Stop holds them', async () => {
    server.script({
      content: 'An answer that takes its time.',
      hold: { afterChunks: 3, until: new Promise(() => {}) },
    });
    await inComposer();
    for (const text of ['slow', 'queued first', 'queued second']) {
      await page.keyboard.type(text);
      await press('Enter');
      await panel.waitForFunction(() => document.querySelector('textarea')?.value === '');
    }
    await queueOf('queued first', 'queued second');
    // From the composer back to what waits.
    await press('Shift+Tab');
    await panel.locator('[data-queue-action="remove"]:focus').waitFor();
    await press('Alt+ArrowUp');
    await queueOf('queued second', 'queued first');
    await page.keyboard.press('Escape');
    await panel.getByText('Held, since you stopped the answer.').waitFor();
    await panel.getByRole('button', { name: 'Send', exact: true }).waitFor();
    assert.equal(lastWords().at(-1), 'slow', 'something was sent by itself');
    await setSideBarWidth(page, 300);
    await session.screenshot(page, 'queue-held-300');
  });

  it('keeps everything after a reload, and sends the queued message on demand', async () => {
    await reloadWindow(page);
    panel = await session.openPanel(page);
    await question('elsewhere').waitFor();
    assert.equal(await answerBody(panel, 2).innerText(), 'Answer number 8.');
    await queueOf('queued second', 'queued first');
    await panel.getByText('Held, since the chat was closed meanwhile.').waitFor();
    assert.equal(lastWords().at(-1), 'slow', 'something was sent by itself');
    await panel.getByRole('button', { name: 'Send all' }).press('Enter');
    await answered('Answer number 10.');
    assert.deepEqual(
      lastWords()
        .filter((_, index) => index % 2 === 0)
        .slice(-3),
      ['slow', 'queued second', 'queued first'],
    );
    assert.equal(await panel.locator('[data-queued]').count(), 0);
  });
});

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { until } from '../../scripts/host/until.ts';
import { pressCommand, runCommand } from '../../scripts/host/workbench.ts';
import { ask, choosePath, composer, idle, newChat, notification, setKey } from './panel.ts';

const key = 'sk-e2e-0123456789abcdef';
const turns = 70;

/** A chat as another program might have made it: API messages. */
const messages = Array.from({ length: turns }, (_, index) => [
  { role: 'user', content: `Question ${String(index + 1)}` },
  {
    role: 'assistant',
    content: index % 30 === 4 ? `Here is a **needle** (${String(index + 1)})` : 'Only hay.',
  },
]).flat();

describe('finding in a long chat, and carrying it', () => {
  let server: DeepSeekServer;
  let session: Session;
  let page: Page;
  let panel: Frame;
  const file = (name: string) => join(session.workspace, name);

  before(async () => {
    server = await startDeepSeekServer({ apiKey: key });
    session = await startSession({
      settings: {
        'deepseek.baseUrl': server.url,
        'deepseek.profile': 'official',
        'files.simpleDialog.enable': true,
      },
    });
    await mkdir(session.workspace, { recursive: true });
    await writeFile(file('messages.json'), JSON.stringify(messages));
    await writeFile(file('broken.json'), '{"format":"deepseek-chat","version":1,"events":[{}]}');
    page = await session.openWindow({
      context: { permissions: ['clipboard-read', 'clipboard-write'] },
    });
    await setKey(page, key);
    panel = await session.openPanel(page);
  });

  after(async () => {
    await session.stop();
    await server.close();
  });

  const status = () => panel.getByRole('search').getByRole('status');
  const shows = (text: string) =>
    until(async () => (await status().textContent()) === text, {
      what: `the count ${text}`,
    });

  it('refuses a broken file with its place, and changes nothing', async () => {
    await pressCommand(page, 'DeepSeek: Import Chat');
    await choosePath(page, file('broken.json'));
    assert.match(await notification(page, /broken\.json was not imported/), /events\[0\]/);
    assert.equal(await panel.getByRole('article').count(), 0);
  });

  // Fault V6
  it('names the chat, the event, the field and the reason of a refusal', async () => {
    const offset = { turnId: 't', partId: 'p', kind: 'content', offset: 1e9, text: 'x', at: 1 };
    const events = [
      { type: 'conversationCreated', id: 'c', at: 1, systemPrompt: '' },
      { type: 'turnStarted', turnId: 't', parentId: null, at: 1, user: { text: '', context: [] } },
      { type: 'partAppended', ...offset },
    ];
    const chat = { format: 'deepseek-chat', version: 1, title: 'Far away', events };
    await writeFile(file('far.json'), JSON.stringify(chat));
    await pressCommand(page, 'DeepSeek: Import Chat');
    await choosePath(page, file('far.json'));
    assert.match(
      await notification(page, /far\.json was not imported/),
      /"Far away", events\[2\], offset\).*out of range/s,
    );
  });

  it('shows how far the reading of a large file is, and ends it at once', async () => {
    const line = JSON.stringify(messages.concat(messages));
    await writeFile(file('large.jsonl'), `${line}\n`.repeat(5_000));
    await pressCommand(page, 'DeepSeek: Import Chat');
    await choosePath(page, file('large.jsonl'));
    const toast = page.locator('.notification-list-item').filter({ hasText: 'Importing chats' });
    await toast.filter({ hasText: /\d %/ }).waitFor();
    await session.screenshot(page, 'import-progress');
    await toast.hover();
    await toast.getByRole('button', { name: 'Cancel' }).click();
    await toast.waitFor({ state: 'detached' });
    assert.equal(await panel.getByRole('article').count(), 0);
  });

  it('imports a chat and opens it at its end', async () => {
    await pressCommand(page, 'DeepSeek: Import Chat');
    await choosePath(page, file('messages.json'));
    await notification(page, /The chat was imported/);
    await panel.getByText(`Question ${String(turns)}`, { exact: true }).waitFor();
    assert.equal(await panel.getByText('Question 5', { exact: true }).count(), 0);
  });

  it('finds words far outside of what is shown, by keyboard, and comes back', async () => {
    await composer(panel).focus();
    await page.keyboard.press('Control+F');
    await panel.locator('.ds-find__text:focus').waitFor();
    await page.keyboard.type('a needle');
    await shows('3 of 3');
    await page.keyboard.press('Shift+Enter');
    await shows('2 of 3');
    await page.keyboard.press('Shift+F3');
    await shows('1 of 3');
    const far = panel.getByText('Here is a needle (5)');
    await far.waitFor();
    await until(() => far.evaluate((item) => item.getBoundingClientRect().top > 0), {
      what: 'the place in sight',
    });
    await session.screenshot(page, 'find-in-chat');
    await page.keyboard.press('Escape');
    await panel.locator('textarea:focus').waitFor();
    await panel.getByRole('button', { name: 'Jump to latest' }).press('Enter');
    await panel.getByText(`Question ${String(turns)}`, { exact: true }).waitFor();
    await panel.getByRole('button', { name: 'Jump to latest' }).waitFor({ state: 'detached' });
  });

  it('goes on with an imported chat, whose history is sent', async () => {
    await ask(panel, 'One more?');
    await panel.getByText('One more?', { exact: true }).first().waitFor();
    // After a turn the balance is asked for too.
    const last = () => server.requests.findLast(({ body }) => body?.messages)?.body?.messages;
    await until(() => Promise.resolve(last()?.at(-1)?.content === 'One more?'), {
      what: 'the request',
    });
    await idle(panel);
    const sent = last()!;
    assert.equal(sent.length, 2 * turns + 1);
    assert.equal(sent.at(-1)!.content, 'One more?');
  });

  it('recalls the last prompt in the empty composer', async () => {
    await composer(panel).press('ArrowUp');
    await until(async () => (await composer(panel).inputValue()) === 'One more?', {
      what: 'the last prompt',
    });
    await composer(panel).fill('');
  });

  it('copies the chat as Markdown', async () => {
    await runCommand(page, 'DeepSeek: Copy Chat as Markdown');
    await until(
      async () => {
        const text = await page.evaluate(() => navigator.clipboard.readText());
        return text.includes('Here is a **needle** (5)') && text.includes('## You\n\nOne more?');
      },
      { what: 'the chat in the clipboard' },
    );
  });

  it('exports the chat as JSON, without the key, and imports it again as another chat', async () => {
    await runCommand(page, 'DeepSeek: Export Chat', { opensPicker: true });
    // The file dialog follows in the place of the picker.
    await page.locator('.quick-input-list .label-name').getByText('JSON', { exact: true }).click();
    await choosePath(page, file('out.json'));
    await notification(page, /exported to out\.json/);
    const text = await readFile(file('out.json'), 'utf8');
    assert.ok(!text.includes(key));
    const { format, events } = JSON.parse(text) as { format: string; events: unknown[] };
    assert.equal(format, 'deepseek-chat');
    assert.ok(events.length > 2 * turns);
    await newChat(page, panel);
    await pressCommand(page, 'DeepSeek: Import Chat');
    await choosePath(page, file('out.json'));
    await panel.getByText('One more?', { exact: true }).first().waitFor();
  });
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import type { RequestBody } from '../fakes/types.ts';
import { grep } from '../../scripts/host/grep.ts';
import { extensionHosts } from '../../scripts/host/extensionHost.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { until } from '../../scripts/host/until.ts';
import { findWebview, openSidebar, runCommand } from '../../scripts/host/workbench.ts';
import { answer, answerBody, ask, composer, idle, newChat } from './panel.ts';

const words = Array.from({ length: 150 }, (_, index) => `word${String(index)}`).join(' ');

const lastQuestion = (body: RequestBody): string => {
  const { content } = body.messages.at(-1)!;
  assert.ok(typeof content === 'string');
  return content;
};

describe('a chat in a VS Code that is reloaded, hidden or killed in mid-stream', () => {
  let server: DeepSeekServer;
  let session: Session;
  let page: Page;
  let panel: Frame;
  /** Lets the answer that is held go on. */
  let release = (): void => {};

  before(async () => {
    server = await startDeepSeekServer();
    server.answerWith((request) => {
      const question = lastQuestion(request.body!);
      if (question.startsWith('held')) {
        const until = new Promise<void>((resolve) => (release = resolve));
        return { content: words, hold: { afterChunks: 100, until } };
      }
      return question.startsWith('slow')
        ? { content: words, chunksPerSecond: 15 }
        : { content: `You said: ${question}` };
    });
    session = await startSession({
      settings: { 'deepseek.baseUrl': server.url, 'deepseek.profile': 'official' },
    });
    page = await session.openWindow();
    panel = await session.openPanel(page);
  });

  after(async () => {
    await session.stop();
    await server.close();
  });

  const bodies = (): readonly RequestBody[] =>
    server.requests
      .filter((request) => request.path.endsWith('/chat/completions'))
      .map((request) => request.body!);

  /** Asks in a new chat for an answer that takes long, and waits until much of it is there; resolves to what is seen. */
  async function begin(question: string): Promise<string> {
    panel = await findWebview(page);
    await newChat(page, panel);
    await ask(panel, question);
    return await until(
      async () => {
        const text = await answerBody(panel, 0).innerText();
        return text.length > 200 && text;
      },
      { what: 'the first words' },
    );
  }

  /** The chat is as it was but for its last second, marked as interrupted; resolves to the answer's text. */
  async function sawInterrupted(question: string, seen: string): Promise<string> {
    await answer(panel, 0).locator('[data-part="notice"]').waitFor();
    const asked = panel.getByRole('article', { name: /^You/ });
    assert.equal(await asked.count(), 1);
    assert.match(await asked.innerText(), new RegExp(question));
    const left = await answerBody(panel, 0).innerText();
    assert.ok(words.startsWith(left), left);
    // A second is at most 15 pieces of about four letters; the rest was seen before.
    assert.ok(left.length >= seen.length - 120, `${String(left.length)} of ${String(seen.length)}`);
    assert.match(await answer(panel, 0).locator('[data-part="notice"]').innerText(), /incomplete/);
    return left;
  }

  /** Takes the next request, which must hold what the model had said. */
  async function goesOn(partial: string, sent: number): Promise<void> {
    assert.equal(bodies().length, sent, 'nothing is sent again');
    await ask(panel, 'and then?');
    await answerBody(panel, 1).waitFor();
    await idle(panel);
    assert.equal(await answerBody(panel, 1).innerText(), 'You said: and then?');
    const reported = bodies()
      .at(-1)!
      .messages.map(({ role, content }) => [role, content]);
    assert.equal(bodies().length, sent + 1);
    assert.deepEqual(reported.slice(1), [
      ['assistant', partial],
      ['user', 'and then?'],
    ]);
  }

  // Fault A5
  it('opens the same chat again by itself after a reload of the window, marked, with its draft', async () => {
    const seen = await begin('held before a reload');
    await composer(panel).fill('what I was about to ask');
    const kept = join(session.server.userDataDir, 'User', 'workspaceStorage');
    await until(() => grep(kept, 'what I was about to ask').length > 0, {
      what: 'the draft to be on the disk',
    });
    await page.reload({ waitUntil: 'domcontentloaded' });
    panel = await findWebview(page);
    const partial = await sawInterrupted('held before a reload', seen);
    assert.equal(await composer(panel).inputValue(), 'what I was about to ask');
    await goesOn(partial, 1);
  });

  // Fault A4
  it('goes on with the stream while the view is hidden, and shows all of it afterwards', async () => {
    const sent = bodies().length;
    await begin('held while hidden');
    await openSidebar(page, 'Explorer');
    await until(() => panel.isDetached(), { what: 'the page to go' });
    release();
    await server.waitFor(
      (request) => request.finished && request.bodyText.includes('held while hidden'),
    );
    panel = await session.openPanel(page);
    await idle(panel);
    assert.equal(await answerBody(panel, 0).innerText(), words);
    assert.equal(await answer(panel, 0).locator('[data-part="notice"]').count(), 0);
    assert.equal(bodies().length, sent + 1);
  });

  it('goes on with the stream while the side bar is closed', async () => {
    await begin('held while closed');
    await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
    await until(() => panel.isDetached(), { what: 'the page to go' });
    release();
    await runCommand(page, 'DeepSeek: Focus Chat');
    panel = await findWebview(page);
    await idle(panel);
    assert.equal(await answerBody(panel, 0).innerText(), words);
  });

  // Fault A4
  it('draws the chat again when its page is loaded again, and the stream goes on', async () => {
    await begin('held under a page that crashes');
    const sent = bodies().length;
    await panel.evaluate(() => location.reload()).catch(() => undefined);
    // Keys pressed in a page that is gone reach nobody, so a person clicks beside it first.
    await page.locator('.part.editor').click();
    await runCommand(page, 'Developer: Reload Webviews');
    panel = await findWebview(page);
    await panel.getByRole('button', { name: 'Stop' }).waitFor();
    release();
    await idle(panel);
    assert.equal(await answerBody(panel, 0).innerText(), words);
    assert.equal(bodies().length, sent);
  });

  // Fault A5
  it('opens the same chat again when the extension host was killed, marked as interrupted', async () => {
    const seen = await begin('slow before a kill');
    const sent = bodies().length;
    const hosts = extensionHosts(session.server.pid);
    assert.equal(hosts.length, 1);
    process.kill(hosts[0]!, 'SIGKILL');
    await server.waitFor(
      (request) => request.aborted && request.bodyText.includes('slow before a kill'),
    );
    await until(() => panel.isDetached(), { what: 'the page to go' });
    panel = await findWebview(page);
    const partial = await sawInterrupted('slow before a kill', seen);
    await goesOn(partial, sent);
  });
});

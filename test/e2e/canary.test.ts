import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Frame, Page } from 'playwright-core';
import { startDeepSeekServer, type DeepSeekServer } from '../fakes/deepseekServer.ts';
import { extensionHosts } from '../../scripts/host/extensionHost.ts';
import { grep } from '../../scripts/host/grep.ts';
import { listeningSockets } from '../../scripts/host/listeningSockets.ts';
import { descendants } from '../../scripts/host/processTree.ts';
import { startSession, type Session } from '../../scripts/host/session.ts';
import { until } from '../../scripts/host/until.ts';
import { findWebview, runCommand } from '../../scripts/host/workbench.ts';
import { answerBody, ask, composer, idle, notification } from './panel.ts';

const key = 'sk-CANARY0123456789abcdef0123456789';
/** The key as it is, and as it would look in an encoding that hides it from the eye. */
const disguises = [
  key,
  Buffer.from(key).toString('base64').replace(/=+$/, ''),
  Buffer.from(`Bearer ${key}`).toString('base64').replace(/=+$/, ''),
  encodeURIComponent(`Bearer ${key}`),
  Buffer.from(key).toString('hex'),
];
const holdsKey = (text: string): boolean => disguises.some((disguise) => text.includes(disguise));

/** Keeps every message that crosses between frames, ports and workers of the page, either way. */
function recordMessages(): void {
  const said: string[] = [];
  const keep = (message: unknown): void => {
    try {
      said.push(JSON.stringify(message) ?? '');
    } catch {
      said.push(String(message)); // What has circles is not made of text.
    }
  };
  Object.assign(globalThis, { messagesOfTest: said });
  addEventListener('message', (event) => keep(event.data), true);
  for (const sender of [MessagePort.prototype, Worker.prototype]) {
    const post = Reflect.get(sender, 'postMessage') as (...args: unknown[]) => void;
    Reflect.set(sender, 'postMessage', function (this: unknown, ...args: unknown[]): void {
      keep(args[0]);
      Reflect.apply(post, this, args);
    });
  }
}

describe('a canary key', () => {
  let server: DeepSeekServer;
  let other: DeepSeekServer;
  let session: Session;
  let page: Page;
  let panel: Frame;
  let socketsBefore: readonly string[];
  const messages: string[] = [];
  const typed: string[] = [];

  const ownProcesses = (): readonly number[] =>
    extensionHosts(session.server.pid).flatMap((pid) => [pid, ...descendants(pid)]);

  /** All but the one through which VS Code itself talks to each extension host. */
  const openSockets = (): readonly string[] =>
    listeningSockets(ownProcesses()).filter((socket) => !socket.includes('/vscode-ipc-'));

  /** Collects what the frames have said so far; a frame that goes takes its record with it. */
  async function collectMessages(): Promise<void> {
    for (const frame of page.frames()) {
      const said = await frame
        .evaluate(() => (globalThis as { messagesOfTest?: string[] }).messagesOfTest ?? [])
        .catch(() => []);
      messages.push(...said);
    }
  }

  before(async () => {
    server = await startDeepSeekServer({ apiKey: key });
    other = await startDeepSeekServer();
    session = await startSession({
      settings: {
        'deepseek.baseUrl': server.url,
        'deepseek.profile': 'official',
        'git.enabled': false,
      },
    });
    page = await session.openWindow({
      async prepare(opened) {
        await opened.addInitScript(recordMessages);
      },
    });
    await until(() => extensionHosts(session.server.pid).length === 1, {
      what: 'the extension host',
    });
    socketsBefore = openSockets();
  });

  after(async () => {
    await session.stop();
    await server.close();
    await other.close();
  });

  it('is typed into a password box, never shown, and taken', async () => {
    await runCommand(page, 'DeepSeek: Set API Key', { opensPicker: true });
    const box = page.locator('.quick-input-widget input');
    await box.fill(key);
    assert.equal(await box.getAttribute('type'), 'password');
    typed.push(await page.locator('.quick-input-widget').innerText());
    await box.press('Enter');
    typed.push(await notification(page, /accepted/));
    await box.waitFor({ state: 'hidden' });
  });

  it('works through answers, failures, another address, a reload and the log', async () => {
    panel = await session.openPanel(page);
    await composer(panel).waitFor();
    await ask(panel, 'first');
    await answerBody(panel, 0).waitFor();
    await idle(panel);
    server.script([
      { error: { status: 401, message: `Your api key: ${key} is invalid` } },
      { error: { status: 400, bodyText: `{"error":{"message":"bad header Bearer ${key}"}}` } },
    ]);
    for (const [nth, question] of ['a refused one', 'a bad one'].entries()) {
      await ask(panel, question);
      await panel.getByRole('alert').nth(nth).waitFor();
      await idle(panel);
    }
    await collectMessages();
    session.server.writeSettings({
      'deepseek.baseUrl': other.url,
      'deepseek.profile': 'official',
      'git.enabled': false,
    });
    await page.reload({ waitUntil: 'domcontentloaded' });
    panel = await findWebview(page);
    await composer(panel).waitFor();
    await ask(panel, 'to another address');
    await other.waitFor((request) => request.finished && request.path.endsWith('/completions'));
    await idle(panel);
    await runCommand(page, 'DeepSeek: Show Log');
    await page.locator('.part.panel').waitFor();
    await collectMessages();
  });

  it('went to its own origin in Authorization, and nowhere else', () => {
    assert.ok(server.requests.length >= 4);
    for (const request of server.requests) {
      assert.equal(request.headers.authorization, `Bearer ${key}`);
      const { authorization, ...rest } = request.headers;
      assert.ok(authorization);
      assert.ok(!holdsKey(JSON.stringify([request.path, rest, request.bodyText])));
    }
    assert.ok(other.requests.length > 0);
    for (const request of other.requests) assert.ok(!holdsKey(JSON.stringify(request)));
  });

  it('is in no file of VS Code or the extension, state databases included', () => {
    // This VS Code writes no lines of extensions' log channels to the disk; what goes into them is redacted.
    const { userDataDir, extensionsDir, temporaryDir } = session.server;
    for (const folder of [userDataDir, extensionsDir, temporaryDir, session.workspace]) {
      for (const disguise of disguises) assert.deepEqual(grep(folder, disguise), [], folder);
    }
    // The scan reads what it should: the chat is found.
    assert.ok(grep(join(userDataDir, 'User', 'globalStorage'), 'a refused one').length > 0);
  });

  it('is in no message of the page, no console, no text on the screen and no process’s arguments', async () => {
    assert.ok(messages.some((message) => message.includes('a refused one')));
    assert.deepEqual(messages.filter(holdsKey), []);
    const lines = session.records.flatMap((record) => record.console);
    assert.deepEqual(lines.filter(holdsKey), []);
    // The log may have hidden the view. A picture can't be searched, but the frames that it shows can.
    panel = await session.openPanel(page);
    const shown = await until(
      async () => {
        // A frame that is being replaced has nothing to show.
        const all = await Promise.all(
          page.frames().map((frame) => frame.content().catch(() => '')),
        );
        return all.some((html) => html.includes('to another address')) && all;
      },
      { what: 'the chat on the screen' },
    );
    assert.deepEqual([...shown, ...typed].filter(holdsKey), []);
    const listed = spawnSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' });
    assert.ok(!holdsKey(listed.stdout));
  });

  it('is kept by the browser where VS Code keeps secrets, and in no other place of its storage', async () => {
    const places = await page.evaluate(async (wanted) => {
      const found: string[] = [];
      const look = (place: string, value: unknown): void => {
        if (wanted.some((text) => JSON.stringify(value ?? null).includes(text))) found.push(place);
      };
      for (const store of [localStorage, sessionStorage]) {
        for (let index = 0; index < store.length; index += 1) {
          const name = store.key(index)!;
          look(name, store.getItem(name));
        }
      }
      look('cookies', document.cookie);
      for (const { name = '' } of await indexedDB.databases()) {
        const database = await new Promise<IDBDatabase>((resolve, reject) => {
          const opening = indexedDB.open(name);
          opening.onsuccess = () => resolve(opening.result);
          opening.onerror = () => reject(new Error(name));
        });
        for (const store of database.objectStoreNames) {
          const all = await new Promise<unknown>((resolve, reject) => {
            const reading = database.transaction(store).objectStore(store).getAll();
            reading.onsuccess = () => resolve(reading.result);
            reading.onerror = () => reject(new Error(store));
          });
          look(`${name} ${store}`, all);
        }
        database.close();
      }
      return found;
    }, disguises);
    assert.deepEqual(
      places.filter((place) => place !== 'secrets.provider'),
      [],
    );
  });

  it('belongs to an extension that opens no listening socket', () => {
    assert.deepEqual(openSockets(), socketsBefore);
  });
});

/** Invariants of handling any webview message. */

import assert from 'node:assert/strict';
import { setImmediate as nextTask } from 'node:timers/promises';
import { isIntent } from '../../../src/protocol/isIntent.ts';
import { protocolVersion } from '../../../src/protocol/messages.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';
import type { Json } from '../jsonMutation.ts';
import { FuzzApp } from './fuzzApp.ts';
import {
  chatPlaceholder,
  generateMessages,
  turnPlaceholder,
  type MessageCase,
} from './intentGrammar.ts';
import { revive } from './specialValues.ts';

/** Number of cases per window, which limits the number of its chats. */
const casesPerWindow = 100;
const origin = 'https://api.deepseek.com';

let shared: FuzzApp | undefined;
let served = 0;

/** Sends webview messages to the extension. */
export const messageTarget: FuzzTarget = {
  name: 'messages',
  share: 3,
  generate: generateMessages,
  async check(input) {
    await renewWindow();
    const window = (shared ??= await FuzzApp.open());
    const page = await openPage(window);
    try {
      await sendAll(input as MessageCase, page);
    } finally {
      page.dispose();
    }
    window.checkFolder();
    checkAsked(window);
    for (const url of window.network.urls.splice(0)) {
      assert.equal(new URL(url).origin, origin, 'another origin');
    }
  },
  async close() {
    await shared?.close();
    shared = undefined;
    served = 0;
  },
};

async function renewWindow(): Promise<void> {
  served += 1;
  if (served % casesPerWindow !== 0) return;
  await shared?.close();
  shared = undefined;
}

/** A fake webview. */
interface FuzzPage {
  receive(message: unknown): void;
  readonly posted: Readonly<Record<string, unknown>>[];
  dispose(): void;
}

async function openPage({ app }: FuzzApp): Promise<FuzzPage> {
  const posted: Readonly<Record<string, unknown>>[] = [];
  const listeners: ((message: unknown) => void)[] = [];
  const disposers: (() => void)[] = [];
  const none = () => ({ dispose: () => undefined });
  const webview = {
    onDidReceiveMessage: (listener: (message: unknown) => void) => {
      listeners.push(listener);
      return { dispose: () => listeners.splice(listeners.indexOf(listener), 1) };
    },
    postMessage: (message: Readonly<Record<string, unknown>>) => {
      posted.push(message);
      return Promise.resolve(true);
    },
    asWebviewUri: () => ({ toString: () => 'https://page.example/file' }),
    cspSource: 'https://page.example',
    html: '',
    options: {},
  };
  const view = {
    webview,
    visible: true,
    badge: undefined,
    show: () => undefined,
    onDidChangeVisibility: none,
    onDidDispose: (listener: () => void) => {
      disposers.push(listener);
      return { dispose: () => undefined };
    },
  };
  await app.view.resolveWebviewView(view as never);
  const receive = (message: unknown) => {
    for (const listener of [...listeners]) listener(message);
  };
  return { receive, posted, dispose: () => disposers.forEach((dispose) => dispose()) };
}

async function sendAll({ messages }: MessageCase, page: FuzzPage): Promise<void> {
  page.receive({ type: 'newChat' });
  page.receive({ type: 'ready', protocol: protocolVersion, build: 'fuzz' });
  page.receive({ type: 'send', text: 'Hello' });
  await settle(page, 20);
  for (const { text, accepted } of messages) {
    const message = revive(JSON.parse(fillIn(text, page)) as Json);
    const isAccepted = isIntent(message);
    if (accepted !== undefined) assert.equal(isAccepted, accepted, text.slice(0, 500));
    if (isAccepted) checkShape(message);
    page.receive(message);
    await settle(page, 4);
  }
  await settle(page, 10);
}

/** Waits for everything that needs no timer. */
async function settle({ posted }: FuzzPage, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const before = posted.length;
    await nextTask();
    if (posted.length > before) round = Math.max(0, round - 2);
  }
}

/** Replaces placeholders with ids that the webview has seen. */
function fillIn(text: string, { posted }: FuzzPage): string {
  const json = JSON.stringify(posted);
  const turn = /"turnId":"([a-z0-9-]+)"/.exec(json)?.[1] ?? 'no-turn-yet';
  const chat = /"items":\[\{"id":"([a-z0-9-]+)"/.exec(json)?.[1] ?? 'no-chat-yet';
  return text.replaceAll(turnPlaceholder, turn).replaceAll(chatPlaceholder, chat);
}

/** An accepted message is a flat object of plain values, except for its one nested change. */
function checkShape(message: object): void {
  for (const [name, value] of Object.entries(message)) {
    if (name === 'change') continue;
    const isPlain = value === undefined || ['string', 'number', 'boolean'].includes(typeof value);
    assert.ok(isPlain, `${name} is no plain value`);
    if (typeof value === 'number') assert.ok(Number.isFinite(value), `${name} is no number`);
  }
  assert.ok(JSON.stringify(message).length < 25_000_000);
}

/** VS Code was not asked for anything that a webview must not reach. */
function checkAsked({ asked }: FuzzApp): void {
  for (const url of asked.opened.splice(0)) {
    const { protocol } = new URL(url);
    assert.ok(['https:', 'http:', 'mailto:'].includes(protocol), `opened ${url}`);
  }
  for (const command of asked.commands.splice(0)) {
    assert.match(
      command,
      /^(setContext|deepseek\.|workbench\.action\.(openSettings|reloadWindow)|vscode\.)/,
    );
  }
  asked.written.length = 0;
}

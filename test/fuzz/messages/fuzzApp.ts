/** The extension in this process, with a stub of VS Code, a temporary folder and a server that responds at once. */

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../../src/app/createApp.ts';
import { makeTemporaryFolder } from '../../../scripts/host/temporaryFolder.ts';
import {
  createAnything,
  createContext,
  createVscodeStub,
} from '../../../scripts/host/vscodeStub.ts';
import { untilQuiet } from '../untilQuiet.ts';
import { provideVscode } from './vscodeModule.ts';

const answer =
  'data: {"id":"r1","choices":[{"index":0,"delta":{"content":"An answer."},"finish_reason":null}]}\n\n' +
  'data: {"id":"r1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\n' +
  'data: [DONE]\n\n';

/** The calls that were made to VS Code. */
export interface Asked {
  readonly opened: string[];
  readonly commands: string[];
  readonly written: number[];
}

const asked: Asked = { opened: [], commands: [], written: [] };

/** One window. */
export class FuzzApp {
  readonly app: App;
  readonly asked = asked;
  readonly network: FakeNetwork;
  readonly #parent: string;
  readonly #subscriptions: { dispose(): unknown }[];
  readonly #remove: () => void;
  readonly #timers: TimerWatch;

  private constructor(
    app: App,
    folder: ReturnType<typeof makeTemporaryFolder>,
    subscriptions: { dispose(): unknown }[],
    timers: TimerWatch,
    network: FakeNetwork,
  ) {
    this.app = app;
    this.network = network;
    this.#parent = folder.path;
    this.#remove = () => folder.remove();
    this.#subscriptions = subscriptions;
    this.#timers = timers;
  }

  static async open(): Promise<FuzzApp> {
    provideVscode(createStub());
    (globalThis as { __BUILD__?: string }).__BUILD__ = 'fuzz';
    const folder = makeTemporaryFolder('fuzz-window-', '/dev/shm');
    const { path } = folder;
    mkdirSync(join(path, 'storage'));
    const subscriptions: { dispose(): unknown }[] = [];
    const context = createContext(join(path, 'storage')) as Record<string, unknown>;
    const own = createAnything({
      ...Object.fromEntries(contextNames.map((name) => [name, context[name]])),
      subscriptions,
      secrets: createSecrets(),
    });
    const { createApp } = await import('../../../src/app/createApp.ts');
    const timers = watchTimers();
    const network = replaceNetwork();
    const app = await createApp(own as never);
    return new FuzzApp(app, folder, subscriptions, timers, network);
  }

  /** Nothing was written outside the storage folder. */
  checkFolder(): void {
    assert.deepEqual(readdirSync(this.#parent), ['storage'], 'a file outside the storage folder');
  }

  async close(): Promise<void> {
    this.network.cutOff();
    for (const subscription of this.#subscriptions) subscription.dispose();
    // Pending work reopens files after each close; VS Code would stop its timers with the window.
    for (let round = 0; round < 4; round += 1) {
      await this.app.close();
      await untilQuiet(() => this.#timers.clear());
    }
    this.#timers.stop();
    this.network.restore();
    this.#remove();
  }
}

const contextNames = [
  'extensionUri',
  'extensionPath',
  'globalStorageUri',
  'storageUri',
  'logUri',
  'globalState',
  'workspaceState',
  'extension',
  'extensionMode',
] as const;

/** The fake network. */
interface FakeNetwork {
  /** The URLs requested since the last check. */
  readonly urls: string[];
  /** Makes all further requests fail. */
  cutOff(): void;
  restore(): void;
}

/** Answers the extension's requests; a late request must not reach a real server either. */
function replaceNetwork(): FakeNetwork {
  const real = globalThis.fetch;
  const urls: string[] = [];
  let isCut = false;
  globalThis.fetch = (input) => {
    const url = input instanceof Request ? input.url : String(input);
    urls.push(url);
    if (isCut) return Promise.reject(new TypeError('The window is closed.'));
    const headers = { 'content-type': 'application/json' };
    if (url.endsWith('/chat/completions')) return Promise.resolve(new Response(answer));
    const body = url.endsWith('/models') ? '{"data":[{"id":"deepseek-flash"}]}' : '{}';
    return Promise.resolve(new Response(body, { headers }));
  };
  return {
    urls,
    cutOff: () => void (isCut = true),
    restore: () => void (globalThis.fetch = real),
  };
}

interface TimerWatch {
  /** Clears every timer set since the last call. */
  clear(): void;
  stop(): void;
}

/** Tracks the extension's timers. */
function watchTimers(): TimerWatch {
  const real = globalThis.setTimeout;
  const timers = new Set<NodeJS.Timeout>();
  const watched = (...args: Parameters<typeof real>): NodeJS.Timeout => {
    const timer = real(...args);
    timers.add(timer);
    return timer;
  };
  globalThis.setTimeout = watched as typeof real;
  return {
    clear() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
    stop() {
      globalThis.setTimeout = real;
    },
  };
}

function createSecrets(): unknown {
  return {
    get: () => Promise.resolve('sk-canary0123456789abcdef'),
    store: () => Promise.resolve(),
    delete: () => Promise.resolve(),
    onDidChange: () => ({ dispose: () => undefined }),
  };
}

/** The stub, which records calls that are checked afterwards. */
function createStub(): Readonly<Record<string, unknown>> {
  const stub = createVscodeStub() as Record<string, unknown> & {
    readonly workspace: { getConfiguration(section?: string): Configuration };
  };
  const getConfiguration = (section?: string) =>
    withSettings(stub.workspace.getConfiguration(section));
  const env = createAnything({
    openExternal: (uri: unknown) => Promise.resolve(asked.opened.push(String(uri)) > 0),
    clipboard: { writeText: () => Promise.resolve() },
    language: 'en',
  });
  const commands = createAnything({
    executeCommand: (name: string) => Promise.resolve(void asked.commands.push(name)),
    registerCommand: () => ({ dispose: () => undefined }),
  });
  const workspace = createAnything({
    getConfiguration,
    workspaceFolders: undefined,
    isTrusted: true,
    onDidChangeConfiguration: () => ({ dispose: () => undefined }),
    fs: {
      writeFile: (_: unknown, bytes: Uint8Array) =>
        Promise.resolve(asked.written.push(bytes.length)),
    },
  });
  const Uri = createAnything({ parse: (text: string) => ({ toString: () => text }) });
  return { ...stub, env, commands, workspace, Uri };
}

/** The user's rate limits are disabled, so that no case waits for another. */
const settings: Readonly<Record<string, unknown>> = {
  'requestLimit.perMinute': 1_000_000,
  'requestLimit.concurrent': 1_000,
};

function withSettings(configuration: Configuration): unknown {
  return createAnything({
    get: (key: string) => settings[key] ?? configuration.get(key),
    inspect: (key: string) => ({ ...configuration.inspect(key), globalValue: settings[key] }),
  });
}

/** The used part of the VS Code API. */
interface Configuration {
  get(key: string): unknown;
  inspect(key: string): object;
}

/** Builds the core that every feature needs: log, settings, storage, keys, client and controller. */

import * as vscode from 'vscode';
import { ApiKeyCheck } from '../chat/request/apiKeyCheck.ts';
import { ChatController } from '../chat/chatController.ts';
import type { DeepSeekClient } from '../deepseek/types.ts';
import { createLog, type Log } from '../log.ts';
import { onIsolatedError } from '../platform/isolate.ts';
import { Lazy } from '../platform/lazy.ts';
import type { Redaction } from '../platform/ports.ts';
import { Redactor } from '../secrets/redact.ts';
import { readSettings } from '../settings.ts';
import { ConversationLog } from '../storage/log/conversationStore.ts';
import { FileMemento } from '../storage/fileMemento.ts';
import { KeyStore } from '../storage/keyStore.ts';
import { nodeFiles } from '../storage/nodeFiles.ts';
import { systemClock, systemIds } from '../systemClock.ts';
import type { Core } from '../ui/core.ts';
import { CurrencyMemory } from '../ui/account/currencyMemory.ts';
import { createHiddenKeys, type RedactedKeys } from '../ui/account/redactedKeys.ts';
import { Notices } from '../ui/notices/notices.ts';
import { storageNotice } from '../ui/notices/storageNotice.ts';
import { presentWorkspace } from '../ui/workspace.ts';
import { loadFeatures, loadRequests, loadTransport, loadUiStrings } from './chunks.ts';
import { createLazyLedger } from './lazyLedger.ts';

declare const __BUILD__: string;

/** The core as the composition root sees it: with what only the root may do. */
export interface AppCore extends Core {
  readonly store: ConversationLog;
  readonly keyStore: KeyStore;
  /** Removes every stored chat, the usage, the keys and the answers to questions, in this order. */
  readonly deleteStored: readonly (() => Promise<unknown>)[];
  /** Writes what waits; resolves when it is on the disk. */
  close(): Promise<void>;
}

/** Builds the core of one window. */
export function createCore(context: vscode.ExtensionContext): AppCore {
  const base = createBase(context);
  const { log, notices, storage, keys, keyStore, client, redactor, currencies } = base;
  const { store, ledger, memory } = storage;
  const { controller, keyCheck, setApiKey } = createChat(base);
  const history = createLazyHistory(context, {
    controller,
    store,
    clock: systemClock,
    ids: systemIds,
    logger: log,
  });
  return {
    context,
    build: __BUILD__,
    clock: systemClock,
    ids: systemIds,
    log,
    notices,
    memory,
    chats: store,
    store,
    ledger,
    keys,
    keyStore,
    keyCheck,
    controller,
    history,
    setApiKey,
    redaction: (origins) => knownKeys(origins, keys, redactor),
    keyOrigins: () => keyStore.origins,
    stageImport: createImportStage(context, log),
    loadRequests,
    loadDocuments: loadFeatures,
    loadUiStrings,
    preloads: [() => client.get(), loadTransport],
    deleteStored: [
      async () => (await history.get()).deleteAll(),
      () => ledger.deleteAll(),
      () => keyStore.removeAll(),
      async () => (await loadFeatures()).forgetConsents(context.globalState),
      () => currencies.forget(),
    ],
    async close() {
      await store.end();
      await ledger.close();
    },
  };
}

/** What chats are built on. */
function createBase(context: vscode.ExtensionContext) {
  const redactor = new Redactor();
  const log = createLog((text) => redactor.redact(text));
  onIsolatedError((error) => log.error(describeError(error)));
  const notices = new Notices();
  const { globalState, secrets } = context;
  const keyStore = new KeyStore(secrets, globalState, systemClock);
  return {
    globalState,
    redactor,
    log,
    notices,
    storage: createStorage(context, log, notices),
    keyStore,
    keys: createHiddenKeys(keyStore, (key) => redactor.add(key)),
    client: new Lazy(() => createClient(context, log)),
    mayGoUnencrypted: async (host: string) => {
      const { createUnencryptedConsent } = await loadFeatures();
      return await createUnencryptedConsent(globalState)(host);
    },
    currencies: new CurrencyMemory(globalState),
  };
}

/** The controller of chats, and the key that it asks for. */
function createChat(base: ReturnType<typeof createBase>) {
  const { globalState, log, storage, keys, client, mayGoUnencrypted, currencies } = base;
  const { store, ledger } = storage;
  const setApiKey = async (): Promise<boolean> => {
    const { promptForApiKey } = await loadFeatures();
    return await promptForApiKey(keyCheck, keys, mayGoUnencrypted);
  };
  const keyQuestion = new Lazy(async () => {
    const { createKeyQuestion } = await loadFeatures();
    return createKeyQuestion(globalState, setApiKey);
  });
  const controller: ChatController = new ChatController(
    {
      client: () => client.get(),
      store,
      sharing: store,
      keys,
      ledger,
      currencies,
      spending: {
        read: (since) => ledger.read(since),
        ask: async (question) => (await loadFeatures()).promptSpendLimit(question),
      },
      settings: readSettings,
      workspace: presentWorkspace,
      mayGoUnencrypted,
      askForKey: async (origin, host) => (await keyQuestion.get())(origin, host),
      clock: systemClock,
      ids: systemIds,
      logger: log,
    },
    loadRequests,
  );
  const keyCheck = new ApiKeyCheck(controller.models, readSettings);
  return { controller, keyCheck, setApiKey };
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What takes out keys, those of these origins among them. */
async function knownKeys(
  origins: readonly string[],
  keys: RedactedKeys,
  redactor: Redactor,
): Promise<Redaction> {
  const entered = [...new Set(origins)].filter((origin) => keys.wasEntered(origin));
  await Promise.all(entered.map((origin) => keys.read(origin)));
  return redactor.known;
}

/** The list of chats is read when it is first wanted. */
function createLazyHistory(
  { globalStorageUri }: vscode.ExtensionContext,
  ports: Parameters<Awaited<ReturnType<typeof loadFeatures>>['createChatHistory']>[2],
): Core['history'] {
  return new Lazy(async () => {
    const code = await loadFeatures();
    return { ...code, ...code.createChatHistory(globalStorageUri.fsPath, nodeFiles, ports) };
  });
}

function createStorage(context: vscode.ExtensionContext, log: Log, notices: Notices) {
  const folder = context.globalStorageUri.fsPath;
  const files = nodeFiles;
  const { version } = context.extension.packageJSON as { version: string };
  const logFailure = (error: unknown) => log.error(describeError(error));
  return {
    store: new ConversationLog({
      folder,
      files,
      clock: systemClock,
      logger: log,
      writer: version,
      onProblem: (code) => storageNotice(notices, code),
      onDamage: (damage) =>
        void loadFeatures().then(({ damageNotice }) => damageNotice(damage), logFailure),
    }),
    ledger: createLazyLedger({
      folder,
      windowId: systemIds.next(),
      files,
      logger: log,
      now: () => systemClock.now(),
    }),
    // Beside the workspace's own state, since that may be written seconds too late.
    memory: new FileMemento({
      folder: (context.storageUri ?? context.globalStorageUri).fsPath,
      files,
      logger: log,
    }),
  };
}

/** The worker is not started before the first import. */
function createImportStage(context: vscode.ExtensionContext, log: Log): Core['stageImport'] {
  const { version } = context.extension.packageJSON as { version: string };
  const imports = new Lazy(async () => {
    const { ChatImports } = await loadFeatures();
    return new ChatImports({
      folder: context.globalStorageUri.fsPath,
      files: nodeFiles,
      clock: systemClock,
      logger: log,
      worker: context.asAbsolutePath('dist/importWorker.js'),
      writer: version,
    });
  });
  return async (bytes, watcher) => (await imports.get()).stage(bytes, watcher);
}

async function createClient(context: vscode.ExtensionContext, log: Log): Promise<DeepSeekClient> {
  const requests = await loadRequests();
  const { version } = context.extension.packageJSON as { version: string };
  return requests.createClient({
    clock: systemClock,
    logger: log,
    userAgent: `DeepSeekChat/${version} VSCode/${vscode.version}`,
    loadTransport,
  });
}

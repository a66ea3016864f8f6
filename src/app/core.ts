/** Builds the core that every feature needs: log, settings, storage, keys, client and controller. */

import * as vscode from 'vscode';
import { ApiKeyCheck } from '../chat/request/apiKeyCheck.ts';
import { ChatController } from '../chat/chatController.ts';
import type { DeepSeekClient } from '../deepseek/types.ts';
import { createLog, type Log } from '../log.ts';
import { onIsolatedError } from '../platform/isolate.ts';
import { Lazy } from '../platform/lazy.ts';
import { Redactor } from '../secrets/redact.ts';
import { readSettings } from '../settings.ts';
import { ConversationLog } from '../storage/log/conversationStore.ts';
import { FileMemory } from '../storage/fileMemento.ts';
import { KeyStore } from '../storage/keyStore.ts';
import { nodeFiles } from '../storage/nodeFiles.ts';
import { UsageLedger } from '../storage/usageLedger.ts';
import { systemClock, systemIds } from '../system.ts';
import { promptForApiKey } from '../ui/account/apiKeyPrompt.ts';
import {
  createKeyQuestion,
  createUnencryptedConsent,
  forgetConsents,
} from '../ui/account/consentPrompts.ts';
import type { Core } from '../ui/core.ts';
import { CurrencyMemory } from '../ui/account/currencyMemory.ts';
import { damageNotice } from '../ui/notices/damageNotice.ts';
import { createHiddenKeys } from '../ui/account/redactedKeys.ts';
import { Notices } from '../ui/notices/notices.ts';
import { askToSpend } from '../ui/usage/spendLimitPrompt.ts';
import { storageNotice } from '../ui/notices/storageNotice.ts';
import { presentWorkspace } from '../ui/workspace.ts';
import { loadFeatures, loadRequests, loadTransport, loadUiStrings } from './chunks.ts';

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
  const redactor = new Redactor();
  const log = createLog((text) => redactor.redact(text));
  onIsolatedError((error) =>
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
  const notices = new Notices();
  const { globalState } = context;
  const storage = createStorage(context, log, notices);
  const { store, ledger } = storage;
  const keyStore = new KeyStore(context.secrets, globalState, systemClock);
  const keys = createHiddenKeys(keyStore, (key) => redactor.add(key));
  const client = new Lazy(() => createClient(context, log));
  const mayGoUnencrypted = createUnencryptedConsent(globalState);
  const currencies = new CurrencyMemory(globalState);
  const setApiKey = (): Promise<boolean> => promptForApiKey(keyCheck, keys, mayGoUnencrypted);
  const controller: ChatController = new ChatController(
    {
      client: () => client.get(),
      store,
      sharing: store,
      keys,
      ledger,
      currencies,
      spending: { read: (since) => ledger.read(since), ask: askToSpend },
      settings: readSettings,
      workspace: presentWorkspace,
      mayGoUnencrypted,
      askForKey: createKeyQuestion(globalState, setApiKey),
      clock: systemClock,
      ids: systemIds,
      logger: log,
    },
    loadRequests,
  );
  const keyCheck = new ApiKeyCheck(controller.models, readSettings);
  const history = new Lazy(async () => {
    const code = await loadFeatures();
    const ports = { controller, store, clock: systemClock, ids: systemIds, logger: log };
    const folder = context.globalStorageUri.fsPath;
    return { ...code, ...code.createChatHistory(folder, nodeFiles, ports) };
  });
  return {
    context,
    build: __BUILD__,
    clock: systemClock,
    ids: systemIds,
    log,
    notices,
    // Beside the workspace's own state, since that may be written seconds too late.
    memory: storage.memory,
    chats: store,
    store,
    ledger,
    keys,
    keyStore,
    keyCheck,
    controller,
    history,
    setApiKey,
    redaction: async (origins) => {
      const entered = [...new Set(origins)].filter((origin) => keys.wasEntered(origin));
      await Promise.all(entered.map((origin) => keys.read(origin)));
      return redactor.known;
    },
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
      () => forgetConsents(globalState),
      () => currencies.forget(),
    ],
    async close() {
      await store.close();
      await ledger.close();
    },
  };
}

function createStorage(context: vscode.ExtensionContext, log: Log, notices: Notices) {
  const folder = context.globalStorageUri.fsPath;
  const files = nodeFiles;
  const { version } = context.extension.packageJSON as { version: string };
  return {
    store: new ConversationLog({
      folder,
      files,
      clock: systemClock,
      logger: log,
      writer: version,
      onProblem: (code) => storageNotice(notices, code),
      onDamage: damageNotice,
    }),
    ledger: new UsageLedger({
      folder,
      windowId: systemIds.next(),
      files,
      logger: log,
      now: () => systemClock.now(),
    }),
    memory: new FileMemory({
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

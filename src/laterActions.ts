/** How the later parts are built that do what a person asks for by a command or a button. */

import type { ChatController } from './chat/chatController.ts';
import type { PartPorts } from './laterParts.ts';
import { readSettings } from './settings.ts';
import type { ConversationLog } from './storage/conversationLog.ts';
import { nodeFiles } from './storage/nodeFiles.ts';
import { systemClock } from './system.ts';
import type { CardActionPorts } from './views/cardActions.ts';
import type { CarryChats, CarryPorts } from './views/carryChats.ts';
import type { RunAction } from './views/chatPage.ts';
import type { RequestDocuments, RequestPorts } from './views/requestDocuments.ts';

/** Where the build puts what reads files with chats. */
const workerFile = 'dist/importWorker.cjs';

/** The buttons of cards and notices. */
export async function makeCardActions(ports: CardActionPorts): Promise<RunAction> {
  return (await import('./views/cardActions.ts')).createCardActions(ports);
}

/** Requests as they were sent, in tabs; a chat that is not open is read from the store. */
export async function makeRequestDocuments({
  controller,
  store,
  redaction,
}: {
  readonly controller: ChatController;
  readonly store: ConversationLog;
  readonly redaction: RequestPorts['redaction'];
}): Promise<RequestDocuments> {
  const { RequestDocuments } = await import('./views/requestDocuments.ts');
  return new RequestDocuments({
    find: async (id) => controller.find(id)?.conversation ?? (await store.read(id))?.conversation,
    ...{ settings: readSettings, redaction },
  });
}

/** Export, import and copying. */
export async function makeCarryChats(
  { context, log, folder }: PartPorts,
  {
    store,
    ...others
  }: Pick<CarryPorts, 'current' | 'show' | 'onImported' | 'redaction'> & {
    readonly store: ConversationLog;
  },
): Promise<CarryChats> {
  const { CarryChats } = await import('./views/carryChats.ts');
  const { ChatImports } = await import('./storage/imports/chatImports.ts');
  const imports = new ChatImports({
    ...{ folder, files: nodeFiles, clock: systemClock, logger: log },
    worker: context.asAbsolutePath(workerFile),
    writer: (context.extension.packageJSON as { version: string }).version,
  });
  return new CarryChats({
    ...{ ...others, clock: systemClock, logger: log },
    list: () => store.list(),
    read: async (id) => (await store.read(id))?.conversation,
    stage: (bytes, watcher) => imports.stage(bytes, watcher),
  });
}

/** The questions that a person answers once for each server. */
export async function makeConsents({ context }: PartPorts, setApiKey: () => Promise<boolean>) {
  const { createKeyQuestion, createUnencryptedConsent, forgetConsents } =
    await import('./views/consent.ts');
  const { globalState } = context;
  return {
    mayGo: createUnencryptedConsent(globalState),
    askForKey: createKeyQuestion(globalState, setApiKey),
    forget: () => forgetConsents(globalState),
  };
}

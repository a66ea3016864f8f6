/** How the later parts are built that do what a person asks for by a command or a button. */

import type { ChatController } from './chat/chatController.ts';
import type { ChatSession } from './chat/chatSession.ts';
import type { PartPorts } from './laterParts.ts';
import { readSettings } from './settings.ts';
import type { ConversationLog } from './storage/conversationLog.ts';
import { systemClock, systemIds } from './system.ts';
import type { CardActionPorts } from './views/cardActions.ts';
import type { CarryChats, CarryPorts } from './views/carryChats.ts';
import type { RunAction } from './views/chatPage.ts';
import type { LastAnswerCommands } from './views/lastAnswerCommands.ts';
import type { RequestDocuments, RequestPorts } from './views/requestDocuments.ts';

/** The buttons of cards and notices. */
export async function makeCardActions(ports: CardActionPorts): Promise<RunAction> {
  return (await import('./views/cardActions.ts')).createCardActions(ports);
}

/** The commands about the last answer, for the chat that is shown. */
export async function makeLastAnswer(
  shown: () => ChatSession | undefined,
): Promise<LastAnswerCommands> {
  const { LastAnswerCommands } = await import('./views/lastAnswerCommands.ts');
  const made = new LastAnswerCommands();
  made.tell(shown());
  return made;
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
  { log }: PartPorts,
  {
    controller,
    store,
    ...others
  }: Pick<CarryPorts, 'current' | 'show' | 'redaction'> & {
    readonly controller: ChatController;
    readonly store: ConversationLog;
  },
): Promise<CarryChats> {
  const { CarryChats } = await import('./views/carryChats.ts');
  return new CarryChats({
    ...{ ...others, clock: systemClock, ids: systemIds, logger: log },
    list: () => store.list(),
    read: async (id) => (await store.read(id))?.conversation,
    create: (events) => controller.createFrom(events),
  });
}

/** What each command does, by the parts of the extension that do it. */

import type { ApiKeyCheck } from './chat/apiKeyCheck.ts';
import type { ChatController } from './chat/chatController.ts';
import type { ChatSession } from './chat/chatSession.ts';
import type { CommandHandlers } from './commands.ts';
import type { makeHistory } from './laterHistory.ts';
import type { makeLateViews } from './laterParts.ts';
import type { Log } from './log.ts';
import type { LatePart } from './platform/latePart.ts';
import { systemIds } from './system.ts';
import type { removeApiKey } from './views/apiKeyPrompt.ts';
import type { CarryChats } from './views/carryChats.ts';
import type { ChatPlaces } from './views/chatPlaces.ts';
import { toFocusRequest, type ChatView } from './views/chatView.ts';
import type { LastAnswerCommands } from './views/lastAnswerCommands.ts';
import type { RequestDocuments } from './views/requestDocuments.ts';
import type { UsageViews } from './views/usageViews.ts';

/** The parts; most are loaded when the first command needs them. */
export interface CommandParts {
  readonly places: ChatPlaces;
  readonly chatView: ChatView;
  readonly controller: ChatController;
  readonly lastAnswer: LatePart<LastAnswerCommands>;
  /** The chat that is shown, or the one that was last. */
  readonly sessionInUse: () => Promise<ChatSession>;
  readonly views: ReturnType<typeof makeLateViews>;
  readonly selectModel: (session: ChatSession) => Promise<boolean>;
  readonly setApiKey: () => Promise<boolean>;
  readonly keyCheck: ApiKeyCheck;
  readonly keys: Parameters<typeof removeApiKey>[1];
  readonly history: LatePart<Awaited<ReturnType<typeof makeHistory>>>;
  readonly usageViews: LatePart<UsageViews>;
  readonly requests: LatePart<RequestDocuments>;
  readonly carry: LatePart<CarryChats>;
  readonly log: Log;
  readonly deleteAll: () => Promise<void>;
  readonly extensionId: string;
}

/** Ties every command to them. */
export function createCommandHandlers(parts: CommandParts): CommandHandlers {
  const { places, chatView, controller, lastAnswer, sessionInUse, views } = parts;
  const { history, requests, carry } = parts;
  return {
    newChat: (argument) => places.newChat(argument),
    focusChat: (argument) => chatView.focus(toFocusRequest(argument)),
    showHistory: () => places.showHistory(),
    rebuildHistory: async () =>
      (await views.listing.load()).rebuildHistory((await history.load()).library),
    duplicateChat: async () =>
      (await views.listing.load()).duplicateChat((await history.load()).library, places),
    openInEditor: () => places.openInEditor(),
    askSelection: async () =>
      (await views.selecting.load()).askSelection(places, () => systemIds.next()),
    selectModel: async () => void (await parts.selectModel(await sessionInUse())),
    showUsage: async () => (await parts.usageViews.load()).show(),
    getStarted: async () => (await views.walkthrough.load()).openWalkthrough(parts.extensionId),
    setApiKey: async () => void (await parts.setApiKey()),
    removeApiKey: async () => (await views.key.load()).removeApiKey(parts.keyCheck, parts.keys),
    stop: () => controller.stopAll(),
    findInChat: () => places.findInChat(),
    continue: async () => (await lastAnswer.load()).continue(await sessionInUse()),
    regenerate: async () => (await lastAnswer.load()).regenerate(await sessionInUse()),
    showRequest: async () => (await requests.load()).show((await sessionInUse()).conversation),
    copyRequest: async () => (await requests.load()).copyBody(),
    copyRequestAsCurl: async () => (await requests.load()).copyAsCurl(),
    copyChat: async () => (await carry.load()).copy(),
    exportChat: async () => (await carry.load()).exportChat(),
    exportAll: async () => (await carry.load()).exportAll(),
    importChat: async () => (await carry.load()).importChat(),
    showLog: () => parts.log.show(),
    deleteAllData: () => parts.deleteAll(),
  };
}

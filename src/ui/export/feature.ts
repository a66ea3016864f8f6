/** Export, import and copying of chats; loaded with the first of their commands. */

import type { ChatSession } from '../../chat/session/chatSession.ts';
import type { ConversationId } from '../../conversation/model.ts';
import { Lazy } from '../../platform/lazy.ts';
import type { Core, FeatureCommands } from '../core.ts';

/** Makes the feature; `show` shows an imported chat. */
export function createTransfer(
  core: Core,
  current: () => Promise<ChatSession>,
  shown: {
    readonly show: (id: ConversationId) => Promise<void>;
    /** Chats were stored beside the app. */
    readonly onImported: () => unknown;
  },
): FeatureCommands<'copyChat' | 'exportChat' | 'exportAll' | 'importChat'> {
  const { chats, clock, log, stageImport } = core;
  const transfer = new Lazy(async () => {
    const { TransferCommands } = await core.loadDocuments();
    return new TransferCommands({
      clock,
      logger: log,
      current,
      show: shown.show,
      onImported: () => void shown.onImported(),
      redaction: () => core.redaction(core.keyOrigins()),
      list: () => chats.list(),
      read: async (id) => (await chats.read(id))?.conversation,
      stage: stageImport,
    });
  });
  return {
    copyChat: async () => (await transfer.get()).copy(),
    exportChat: async () => (await transfer.get()).exportChat(),
    exportAll: async () => (await transfer.get()).exportAll(),
    importChat: async () => (await transfer.get()).importChat(),
  };
}

/** The real controller, client and log in this process, with an external folder and server. */

import { ChatController } from '../../src/chat/chatController.ts';
import * as requestCode from '../../src/chat/requestCode.ts';
import type { ChatPorts, ConversationStore } from '../../src/chat/ports.ts';
import { createClient } from '../../src/deepseek/client.ts';
import * as transport from '../../src/deepseek/http/sdkTransport.ts';
import { ConversationLog } from '../../src/storage/log/conversationStore.ts';
import { nodeFiles } from '../../src/storage/nodeFiles.ts';
import { systemClock, systemIds } from '../../src/systemClock.ts';
import { defaults } from '../unit/chat/testChat.ts';

/** A chat that another process can reopen. */
export interface PlainChat {
  readonly store: ConversationLog;
  readonly controller: ChatController;
}

/** Opens the chats of a folder; `watch` may wrap the store. */
export function openPlainChat(
  folder: string,
  baseUrl: string,
  watch: (store: ConversationStore) => ConversationStore = (store) => store,
  ports: Partial<ChatPorts> = {},
): PlainChat {
  const logger = { info() {}, warn() {}, error() {} };
  const store = new ConversationLog({
    folder,
    files: nodeFiles,
    clock: systemClock,
    logger,
    writer: '0.0.0',
    onProblem: (code) => {
      if (code !== undefined) throw new Error(code);
    },
  });
  const client = createClient({
    clock: systemClock,
    logger,
    userAgent: 'test',
    loadTransport: () => Promise.resolve(transport),
  });
  const controller = new ChatController(
    {
      client: () => Promise.resolve(client),
      store: watch(store),
      sharing: store,
      keys: { read: () => Promise.resolve('sk-test-key') },
      ledger: { record() {} },
      settings: () => ({ ...defaults, baseUrl }),
      mayGoUnencrypted: () => Promise.resolve(false),
      askForKey: () => Promise.resolve('cancelled'),
      clock: systemClock,
      ids: systemIds,
      logger,
      ...ports,
    },
    () => Promise.resolve(requestCode),
  );
  return { store, controller };
}

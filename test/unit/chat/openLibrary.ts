/** A library of the chats of a test, on the real disk unless another one is given. */

import { ChatLibrary } from '../../../src/chat/history/chatLibrary.ts';
import { ChatIndex } from '../../../src/storage/history/chatIndex.ts';
import { DeletedChats } from '../../../src/storage/history/trash.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { systemIds } from '../../../src/systemClock.ts';
import type { FakeClock } from '../fakeClock.ts';
import type { TestChat } from './testChat.ts';

const logger = { info() {}, warn() {}, error() {} };

/** Opens it as a window of its own does. */
export function openLibrary(
  { controller, store, folder }: TestChat,
  clock: FakeClock,
  files = nodeFiles,
): ChatLibrary {
  return new ChatLibrary({
    controller,
    store,
    clock,
    ids: systemIds,
    logger,
    chatIndex: new ChatIndex({ folder, files, logger }),
    trash: new DeletedChats(folder, files, clock),
  });
}

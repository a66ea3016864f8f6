/** The project's own search, set up as in a window. */

import { ChatController } from '../src/chat/chatController.ts';
import * as requestCode from '../src/chat/requestCode.ts';
import { ChatLibrary } from '../src/chat/history/chatLibrary.ts';
import { ChatSearch } from '../src/chat/history/chatSearch.ts';
import { createClient } from '../src/deepseek/client.ts';
import * as transport from '../src/deepseek/http/sdkTransport.ts';
import { ChatIndex } from '../src/storage/history/chatIndex.ts';
import { DeletedChats } from '../src/storage/history/trash.ts';
import { nodeFiles } from '../src/storage/nodeFiles.ts';
import { systemClock, systemIds } from '../src/system.ts';
import { openOwnLog } from './ownLog.ts';
import type { OpenSearch, SearchWay } from './searchWays.ts';

const logger = { info() {}, warn() {}, error() {} };

/** Keeps what it has read, as it does while a window is open; the first search has to read all. */
export const ownWay: SearchWay = {
  name: 'ours, after the first search',
  async open(folder) {
    const library = await openLibrary(folder);
    const search = new ChatSearch(library, systemClock);
    const opened = toOpenSearch(library, () => search);
    // The first search of a window reads every log; this way is about the later ones.
    await opened.find('nowhere', () => undefined);
    return opened;
  },
};

/** Knows no text yet, as in the first search of a window. */
export const ownFirstWay: SearchWay = {
  name: 'ours, the first search of a window',
  async open(folder) {
    const library = await openLibrary(folder);
    return toOpenSearch(library, () => new ChatSearch(library, systemClock));
  },
};

function toOpenSearch(library: ChatLibrary, searchFor: () => ChatSearch): OpenSearch {
  return {
    async find(text, onHit) {
      const { signal } = new AbortController();
      for await (const hit of searchFor().run(text, library.chats, signal)) {
        onHit(hit.chat.summary.id);
      }
    },
    close: () => Promise.resolve(),
  };
}

/** A library with nothing open, its list known. */
async function openLibrary(folder: string): Promise<ChatLibrary> {
  const store = openOwnLog(folder);
  const library = new ChatLibrary({
    controller: openController(store),
    store,
    shelf: new ChatIndex({ folder, files: nodeFiles, logger }),
    deleted: new DeletedChats(folder, nodeFiles, systemClock),
    clock: systemClock,
    ids: systemIds,
    logger,
  });
  await library.load();
  await library.refresh();
  return library;
}

/** A controller that nobody asks anything of. */
function openController(store: ReturnType<typeof openOwnLog>): ChatController {
  const fail = (): never => {
    throw new Error('Measuring asks no server.');
  };
  const client = createClient({
    clock: systemClock,
    logger,
    userAgent: 'bench',
    loadTransport: () => Promise.resolve(transport),
  });
  return new ChatController(
    {
      client: () => Promise.resolve(client),
      store,
      keys: { read: fail },
      ledger: { record: fail },
      settings: fail,
      mayGoUnencrypted: fail,
      askForKey: fail,
      clock: systemClock,
      ids: systemIds,
      logger,
    },
    () => Promise.resolve(requestCode),
  );
}

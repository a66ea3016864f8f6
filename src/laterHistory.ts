/** How the list of chats is built, when it is first needed. */

import { join } from 'node:path';
import type { ChatController } from './chat/chatController.ts';
import type { LibraryStore } from './chat/libraryPorts.ts';
import type { LatePart } from './platform/latePart.ts';
import { nodeFiles } from './storage/nodeFiles.ts';
import { systemClock, systemIds } from './system.ts';
import type { ItemMarks } from './views/chatItems.ts';
import type { HistoryPage, HistoryPane } from './views/historyPane.ts';
import type { UnseenChats } from './views/unseenChats.ts';
import { presentWorkspace } from './views/workspace.ts';
import type { PartPorts } from './laterParts.ts';

/** All chats, their list on the disk and what searches them. */
export async function makeHistory(
  { log, folder }: PartPorts,
  chats: { readonly controller: ChatController; readonly store: LibraryStore },
) {
  const [{ ChatIndex }, { ChatLibrary }, { ChatSearch }, { DeletedChats }, { toRecents }] =
    await Promise.all([
      import('./storage/chatIndex.ts'),
      import('./chat/chatLibrary.ts'),
      import('./chat/chatSearch.ts'),
      import('./storage/deletedChats.ts'),
      import('./views/chatItems.ts'),
    ]);
  const index = new ChatIndex({ folder, files: nodeFiles, logger: log });
  const deleted = new DeletedChats(folder, nodeFiles, systemClock);
  const library = new ChatLibrary({
    ...{ ...chats, deleted, shelf: index, clock: systemClock, ids: systemIds, logger: log },
  });
  const search = new ChatSearch(library, systemClock);
  const deleteAll = async () => {
    await index.deleteAll();
    await deleted.deleteAll();
    // What an import left that was not finished.
    await nodeFiles.remove(join(folder, 'imports'));
    search.clear();
  };
  const recents = (marks: ItemMarks) => toRecents(library.chats, presentWorkspace(), marks);
  return { library, search, recents, deleteAll };
}

/** Lists of chats for pages. */
export async function makeHistoryPanes(
  { log }: PartPorts,
  history: LatePart<Awaited<ReturnType<typeof makeHistory>>>,
  unseen: UnseenChats,
): Promise<(page: HistoryPage) => HistoryPane> {
  const { HistoryPane } = await import('./views/historyPane.ts');
  const { library, search } = await history.load();
  const workspace = presentWorkspace;
  const services = { library, search, unseen, workspace, clock: systemClock, logger: log };
  return (page) => new HistoryPane(page, services);
}

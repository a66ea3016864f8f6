/** The list of chats: its commands, and what panels show of it. */

import { once } from '../platform/once.ts';
import type { ChatItem } from '../protocol/history.ts';
import { toRecents } from './chatItems.ts';
import type { ChatPlaces } from './chatPlaces.ts';
import type { Core, FeatureCommands } from './core.ts';
import { duplicateChat, rebuildHistory } from './historyCommands.ts';
import { HistoryPane, type HistoryPage } from './historyPane.ts';
import { UnseenChats } from './unseenChats.ts';
import { presentWorkspace } from './workspace.ts';

/** Makes the feature; `isSeen` says whether a chat is on the screen at this moment. */
export function createHistory(core: Core, isSeen: (id: string) => boolean) {
  const { controller, library, search, memory, clock, log } = core;
  const unseen = new UnseenChats(controller, memory, isSeen);
  const services = {
    library,
    search,
    unseen,
    workspace: presentWorkspace,
    clock,
    logger: log,
  };
  // The first empty chat is posted before the list is read.
  const load = once(() => clock.after(0, () => void library.load()));
  return {
    unseen,
    createController: (page: HistoryPage) => new HistoryPane(page, services),
    /** The chats that an empty chat offers. */
    recents(): readonly ChatItem[] {
      load();
      const marks = { isUnseen: (id: string) => unseen.has(id) };
      return toRecents(library.chats, presentWorkspace(), marks);
    },
    commands: (
      webviews: ChatPlaces,
    ): FeatureCommands<'showHistory' | 'rebuildHistory' | 'duplicateChat'> => ({
      showHistory: () => webviews.showHistory(),
      rebuildHistory: () => rebuildHistory(library),
      duplicateChat: () => duplicateChat(library, webviews),
    }),
  };
}

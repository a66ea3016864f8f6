/** The list of chats: its commands and its part of the panel. */

import { Emitter } from '../../platform/emitter.ts';
import { Lazy } from '../../platform/lazy.ts';
import { once } from '../../platform/once.ts';
import type { ChatItem } from '../../protocol/history.ts';
import type { ChatWebviews } from '../panel/webviews/chatWebviews.ts';
import type { Core, FeatureCommands } from '../core.ts';
import type { HistoryPage, HistoryController } from './historyController.ts';
import { UnreadChats } from './unreadChats.ts';
import { presentWorkspace } from '../workspace.ts';

/** Makes the feature; `isSeen` says whether a chat is on the screen at this moment. */
export function createHistory(core: Core, isSeen: (id: string) => boolean) {
  const { controller, memory, clock, log } = core;
  const unread = new UnreadChats(controller, memory, isSeen);
  const isUnread = (id: string) => unread.has(id);
  const onChange = new Emitter<void>();
  const onRemove = new Emitter<string>();
  const history = new Lazy(async () => {
    const made = await core.history.get();
    made.library.onChange.on(() => onChange.fire());
    made.library.onRemove.on((id) => onRemove.fire(id));
    return made;
  });
  const load = async () => {
    try {
      await (await history.get()).library.load();
    } catch (error) {
      log.error(`The list of chats: ${String(error)}`);
    }
  };
  // The first empty chat is posted before the list is read.
  const loadSoon = once(() => clock.after(0, () => void load()));
  return {
    unread,
    /** The list of chats is another one now. */
    onChange,
    /** A chat is about to be deleted. */
    onRemove,
    /** Reads again what was stored beside the app. */
    refresh: async () => (await history.get()).library.refresh(),
    async createController(page: HistoryPage): Promise<HistoryController> {
      const { HistoryController, library, search } = await history.get();
      const services = { library, search, unread, workspace: presentWorkspace, clock, logger: log };
      return new HistoryController(page, services);
    },
    /** The chats that an empty chat offers; none before the list is read. */
    recents(): readonly ChatItem[] {
      loadSoon();
      const made = history.value;
      return made?.toRecents(made.library.chats, presentWorkspace(), { isUnread }) ?? [];
    },
    commands: (
      webviews: ChatWebviews,
    ): FeatureCommands<'showHistory' | 'rebuildHistory' | 'duplicateChat'> => ({
      showHistory: () => webviews.showHistory(),
      async rebuildHistory() {
        const { library, rebuildHistory } = await history.get();
        await rebuildHistory(library);
      },
      async duplicateChat() {
        const { library, duplicateChat } = await history.get();
        await duplicateChat(library, webviews);
      },
    }),
  };
}

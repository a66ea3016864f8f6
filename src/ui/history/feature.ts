/** The list of chats: its commands and its part of the panel. */

import { Emitter } from '../../platform/emitter.ts';
import { Lazy } from '../../platform/lazy.ts';
import { once } from '../../platform/once.ts';
import type { ChatItem } from '../../protocol/history.ts';
import type { ChatPlaces } from '../panel/webviews/chatWebviews.ts';
import type { Core, FeatureCommands } from '../core.ts';
import type { HistoryPage, HistoryPane } from './historyController.ts';
import { UnseenChats } from './unreadChats.ts';
import { presentWorkspace } from '../workspace.ts';

/** Makes the feature; `isSeen` says whether a chat is on the screen at this moment. */
export function createHistory(core: Core, isSeen: (id: string) => boolean) {
  const { controller, memory, clock, log } = core;
  const unseen = new UnseenChats(controller, memory, isSeen);
  const isUnseen = (id: string) => unseen.has(id);
  const onChange = new Emitter<void>();
  const onRemove = new Emitter<string>();
  const history = new Lazy(async () => {
    const made = await core.history.get();
    made.library.onChange.on(() => onChange.fire());
    made.library.onRemove.on((id) => onRemove.fire(id));
    return made;
  });
  // The first empty chat is posted before the list is read.
  const load = once(() =>
    clock.after(0, () => {
      history
        .get()
        .then(({ library }) => library.load())
        .catch((error: unknown) => log.error(`The list of chats: ${String(error)}`));
    }),
  );
  return {
    unseen,
    /** The list of chats is another one now. */
    onChange,
    /** A chat is about to be deleted. */
    onRemove,
    /** Reads again what was stored beside the app. */
    refresh: async () => (await history.get()).library.refresh(),
    async createController(page: HistoryPage): Promise<HistoryPane> {
      const { HistoryPane, library, search } = await history.get();
      return new HistoryPane(page, {
        library,
        search,
        unseen,
        workspace: presentWorkspace,
        clock,
        logger: log,
      });
    },
    /** The chats that an empty chat offers; none before the list is read. */
    recents(): readonly ChatItem[] {
      load();
      const made = history.value;
      return made?.toRecents(made.library.chats, presentWorkspace(), { isUnseen }) ?? [];
    },
    commands: (
      webviews: ChatPlaces,
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

/** The actions available to templates, most of them carried out by the page's helpers. */

import type { Intent } from '../../src/protocol/messages.ts';
import { fill, type UiStrings } from '../../src/protocol/strings/uiStrings.ts';
import type { Find } from '../find/find.ts';
import type { MessageActions } from '../transcript/actions/messageActions.ts';
import type { SavedState } from '../state/savedState.ts';
import type { PageActions, UiState } from '../state/templateContext.ts';
import type { PromptHistory } from '../composer/promptHistory.ts';
import type { QueueActions } from '../composer/queueActions.ts';
import type { ScrollController } from '../scroll/scrollController.ts';
import type { Submitter } from '../composer/submit.ts';
import { withStarter } from '../state/prefillState.ts';
import type { PageState } from '../state/state.ts';

/** What the actions need of the page. */
export interface PageActionsPort {
  readonly strings: UiStrings;
  readonly find: Find;
  readonly memory: SavedState;
  readonly messages: MessageActions;
  readonly prompts: PromptHistory;
  readonly queue: QueueActions;
  readonly reading: ScrollController;
  readonly sending: Submitter;
  state(): PageState | null;
  ui(): UiState;
  /** Replaces the page's own state and draws soon. */
  put(ui: UiState): void;
  post(intent: Intent): void;
  focusComposer(): void;
}

/** The actions of one page. */
export function createPageActions(port: PageActionsPort): PageActions {
  const { find, memory, messages, prompts, queue, reading, sending } = port;
  const setUi = (change: Partial<UiState>) => port.put({ ...port.ui(), ...change });
  /** What was opened for another chat is closed. */
  const ofThisChat = <T extends { readonly of: string }>(item: T | undefined) =>
    item?.of === port.state()?.conversation.id ? item : undefined;
  return {
    post: (intent) => port.post(intent),
    toggleFold: (key, open) => {
      setUi({ folds: { ...port.ui().folds, [key]: open } });
      memory.saveSoon();
    },
    setDraft: (draft) => {
      setUi({ draft });
      memory.saveSoon();
    },
    recall: (event) => prompts.onKey(event),
    setStarter: (starter) => {
      port.put(withStarter(port.ui(), starter));
      memory.saveSoon();
    },
    submit: () => sending.submit(),
    sendLater: (at) => sending.later(at),
    removeContext: ({ id, label }) => {
      port.post({ type: 'removeContext', id });
      setUi({ status: fill(port.strings.announceRemoved, label) });
      port.focusComposer();
    },
    sheet: () => ofThisChat(port.ui().sheet),
    setSheet: (sheet) => setUi({ sheet }),
    modelList: () => ofThisChat(port.ui().modelList),
    setModelList: (modelList) => setUi({ modelList }),
    find,
    queue,
    setEdit: (text) => messages.setEdit(text),
    sendEdit: () => messages.sendEdit(),
    cancelEdit: () => messages.cancelEdit(),
    jumpToEnd: () => reading.jump(),
    loadEarlier: () => reading.loadEarlier(),
    loadLater: () => reading.loadLater(),
  };
}

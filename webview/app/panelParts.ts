/** Builds the helpers of a page, each with what it may see and do. */

import type { Intent } from '../../src/protocol/messages.ts';
import type { UiStrings } from '../../src/protocol/strings/uiStrings.ts';
import { PromptHistory } from '../composer/promptHistory.ts';
import { QueueActions } from '../composer/queueActions.ts';
import { Submitter } from '../composer/submit.ts';
import { Find } from '../find/find.ts';
import { HistoryOverlay } from '../history/historyOverlay.ts';
import { ScrollController } from '../scroll/scrollController.ts';
import type { Channel } from '../state/channel.ts';
import { SavedState } from '../state/savedState.ts';
import type { PageState } from '../state/state.ts';
import type { PageActions, UiState } from '../state/templateContext.ts';
import { CopyOffers } from '../transcript/actions/copyOffers.ts';
import { MessageActions } from '../transcript/actions/messageActions.ts';
import { unfolded } from '../transcript/answer/reasoningFolds.ts';
import { focusComposer } from './keyboard.ts';
import { createPageActions } from './pageActions.ts';

/** The page that the helpers belong to. */
export interface PanelPort {
  readonly root: HTMLElement;
  readonly strings: UiStrings;
  readonly channel: Channel;
  state(): PageState | null;
  ui(): UiState;
  /** Replaces the page's own state and draws soon. */
  put(ui: UiState): void;
  /** What is drawn into; none before the first drawing. */
  container(): HTMLElement | undefined;
  redraw(): void;
}

/** What moves in the transcript and remembers where it stood. */
export interface ReadingParts {
  readonly memory: SavedState;
  readonly reading: ScrollController;
  readonly find: Find;
  readonly history: HistoryOverlay;
}

/** What acts on messages and drafts. */
export interface WritingParts {
  readonly messages: MessageActions;
  readonly sending: Submitter;
  readonly queue: QueueActions;
  readonly prompts: PromptHistory;
  readonly copies: CopyOffers;
  readonly actions: PageActions;
}

/** What most helpers need of the page. */
function createCommonPort(port: PanelPort) {
  return {
    strings: port.strings,
    state: () => port.state(),
    ui: () => port.ui(),
    put: (ui: UiState) => port.put(ui),
    setUi: (change: Partial<UiState>) => port.put({ ...port.ui(), ...change }),
    post: (intent: Intent) => port.channel.post(intent),
    root: () => port.container(),
  };
}

/** Makes those that read. */
export function createReadingParts(port: PanelPort): ReadingParts {
  const { strings, state, setUi, post } = createCommonPort(port);
  const memory = new SavedState(port.channel, () => ({
    conversationId: state()?.conversation.id,
    ui: port.ui(),
    anchor: reading.anchor(),
  }));
  const reading: ScrollController = new ScrollController({
    state,
    post,
    atEnd: (atEnd, newBelow) => setUi({ atEnd, newBelow }),
    moved: () => memory.saveSoon(),
    takes: (turnId) => find.takes(turnId),
  });
  const find: Find = new Find({
    conversation: () => state()?.conversation,
    post,
    show: (shown) => setUi({ find: shown }),
    unfold: (turnId) => setUi({ folds: unfolded(state(), turnId, port.ui().folds) }),
    readingAt: () => reading.anchor()?.id.split('/')[0],
    leaveEnd: () => reading.leaveEnd(),
    redraw: () => port.redraw(),
  });
  const history = new HistoryOverlay({
    strings,
    post,
    redraw: () => port.redraw(),
    say: (status) => setUi({ status }),
    focusElsewhere: () => focusComposer(port.root),
  });
  return { memory, reading, find, history };
}

/** Makes those that write. */
export function createWritingParts(port: PanelPort, parts: ReadingParts): WritingParts {
  const { memory, reading, find } = parts;
  const common = createCommonPort(port);
  const { strings, setUi, post } = common;
  const jumpToEnd = () => reading.jump();
  const messages = new MessageActions({
    ...common,
    setUi: (change) => {
      setUi(change);
      memory.saveSoon();
    },
    restoreAnchor: (anchor) => reading.restore(anchor),
    jumpToEnd,
  });
  const sending = new Submitter({ ...common, memory, jumpToEnd });
  const queue = new QueueActions({ ...common, saveDraft: () => memory.save() });
  const prompts = new PromptHistory({
    draft: () => port.ui().draft,
    setDraft: (draft) => actions.setDraft(draft),
    ask: () => post({ type: 'recallPrompts' }),
  });
  const copies = new CopyOffers(port.root, {
    ...common,
    copy: (text) => {
      post({ type: 'copy', text });
      setUi({ status: strings.copied });
    },
  });
  const actions: PageActions = createPageActions({
    ...common,
    find,
    memory,
    messages,
    prompts,
    queue,
    reading,
    sending,
    focusComposer: () => focusComposer(port.root),
  });
  return { messages, sending, queue, prompts, copies, actions };
}

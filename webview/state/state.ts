/** The page's state: a fold of the host's facts, each applied once and in order. */

import type { Conversation } from '../../src/conversation/model.ts';
import type { Estimates } from '../../src/protocol/estimate.ts';
import type { ContextChip, Fact, PanelState } from '../../src/protocol/messages.ts';
import type { TurnReceipts } from '../../src/protocol/receipts.ts';
import { fromWindow, type ConversationWindow } from '../../src/protocol/window.ts';
import { foldHistory, type HistoryState } from './historyState.ts';
import { foldEarlier, foldEvents, foldLater } from './windowReducer.ts';

/** The page's replica; readonly data. */
export interface PageState {
  readonly revision: number;
  readonly conversation: Conversation;
  /** How many turns of the branch come before those held. */
  readonly earlier: number;
  /** The positions of those turns that have siblings. */
  readonly branches: ConversationWindow['branches'];
  /** How many turns of the branch come after those held. */
  readonly later: number;
  /** How many turns at the start of the branch a summary covers. */
  readonly summarised?: number;
  readonly panel: PanelState;
  /** When `panel` arrived, on the page's clock, in milliseconds. */
  readonly panelAt: number;
  /** Page's clock less the host's, as small as any message showed it; none before the first text. */
  readonly clockSkew?: number;
  /** The host's last draft. */
  readonly draft: string;
  /** What is attached to the next message. */
  readonly context: readonly ContextChip[];
  /** The receipts of the answers, as far as they are known. */
  readonly receipts?: TurnReceipts;
  /** The last estimates of the next request. */
  readonly estimates?: Estimates;
  /** The last list of chats. */
  readonly history?: HistoryState;
}

/** Folds a fact that arrived at `now` (milliseconds); `'resync'` when it does not follow the state's revision. */
export function foldFact(state: PageState | null, fact: Fact, now: number): PageState | 'resync' {
  if (fact.type === 'snapshot') {
    return {
      revision: fact.revision,
      conversation: fromWindow(fact.window),
      earlier: fact.window.earlier,
      branches: fact.window.branches,
      later: fact.window.later,
      ...(fact.window.summarised === undefined ? {} : { summarised: fact.window.summarised }),
      panel: fact.panel,
      panelAt: now,
      draft: fact.draft,
      context: fact.context,
      ...(state?.history === undefined ? {} : { history: state.history }),
      // A new one follows; until then the last one of the same chat is still right.
      ...(state?.receipts === undefined || state.conversation.id !== fact.window.id
        ? {}
        : { receipts: state.receipts }),
      ...(state?.clockSkew === undefined ? {} : { clockSkew: state.clockSkew }),
      ...(state?.estimates === undefined || state.conversation.id !== fact.window.id
        ? {}
        : { estimates: state.estimates }),
    };
  }
  if (state === null || fact.revision !== state.revision + 1) return 'resync';
  const next = { ...state, revision: fact.revision };
  switch (fact.type) {
    case 'events':
      return {
        ...next,
        ...skew(state, fact, now),
        ...foldEvents(state, fact.events),
      };
    case 'panel':
      return { ...next, panel: fact.panel, panelAt: now };
    case 'earlier':
      return { ...next, ...foldEarlier(state, fact) };
    case 'later':
      return { ...next, ...foldLater(state, fact) };
    case 'draft':
      return {
        ...next,
        context: fact.context,
        ...(fact.text === undefined ? {} : { draft: fact.text }),
      };
    case 'receipts':
      return { ...next, receipts: { ...state.receipts, ...fact.receipts } };
    case 'history':
      return { ...next, history: foldHistory(state.history, fact) };
    case 'estimates':
      return { ...next, estimates: fact };
    case 'found':
    case 'prompts':
    case 'focusFind':
    case 'focusComposer':
    case 'showHistory':
      return next;
  }
}

function skew(
  state: PageState,
  fact: Extract<Fact, { type: 'events' }>,
  now: number,
): { clockSkew?: number } {
  let minimum = state.clockSkew;
  for (const event of fact.events) {
    if (event.type !== 'partAppended' && event.type !== 'turnStarted') continue;
    minimum = Math.min(minimum ?? Infinity, now - event.at);
  }
  return minimum === undefined ? {} : { clockSkew: minimum };
}

/** The host's time now, in milliseconds since the epoch, as well as the page can tell. */
export function hostNow(state: PageState, now: number): number {
  return now - (state.clockSkew ?? 0);
}

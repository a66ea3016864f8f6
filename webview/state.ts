/** What the page knows: a fold of the host's facts, each applied exactly once and in order. */

import { reduceAll } from '../src/conversation/reduce.ts';
import type { Conversation } from '../src/conversation/model.ts';
import type { ContextChip, Fact, PanelState } from '../src/protocol/messages.ts';
import { fromWindow } from '../src/protocol/window.ts';
import { foldHistory, type HistoryState } from './history/historyState.ts';

/** The page's replica; readonly data. */
export interface PageState {
  readonly revision: number;
  readonly conversation: Conversation;
  /** How many turns of the branch come before those held. */
  readonly earlier: number;
  readonly panel: PanelState;
  /** When `panel` arrived, on the page's clock, in milliseconds. */
  readonly panelAt: number;
  /** Page's clock less the host's, as small as any message showed it; none before the first text. */
  readonly clockSkew?: number;
  /** The draft that the host told last. */
  readonly draft: string;
  /** What is attached to the next message. */
  readonly context: readonly ContextChip[];
  /** The list of chats as last told. */
  readonly history?: HistoryState;
}

/** Folds a fact that arrived at `now` (milliseconds); `'resync'` when it does not follow the state's revision. */
export function foldFact(state: PageState | null, fact: Fact, now: number): PageState | 'resync' {
  if (fact.type === 'snapshot') {
    return {
      revision: fact.revision,
      conversation: fromWindow(fact.window),
      earlier: fact.window.earlier,
      panel: fact.panel,
      panelAt: now,
      draft: fact.draft,
      context: fact.context,
      ...(state?.history === undefined ? {} : { history: state.history }),
      ...(state?.clockSkew === undefined ? {} : { clockSkew: state.clockSkew }),
    };
  }
  if (state === null || fact.revision !== state.revision + 1) return 'resync';
  const next = { ...state, revision: fact.revision };
  switch (fact.type) {
    case 'events':
      return {
        ...next,
        ...skew(state, fact, now),
        conversation: reduceAll(state.conversation, fact.events),
      };
    case 'panel':
      return { ...next, panel: fact.panel, panelAt: now };
    case 'earlier':
      return { ...next, ...withEarlier(state.conversation, fact), earlier: fact.earlier };
    case 'draft':
      return {
        ...next,
        context: fact.context,
        ...(fact.text === undefined ? {} : { draft: fact.text }),
      };
    case 'history':
      return { ...next, history: foldHistory(state.history, fact) };
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
  let least = state.clockSkew;
  for (const event of fact.events) {
    if (event.type !== 'partAppended' && event.type !== 'turnStarted') continue;
    least = Math.min(least ?? Infinity, now - event.at);
  }
  return least === undefined ? {} : { clockSkew: least };
}

function withEarlier(
  conversation: Conversation,
  fact: Extract<Fact, { type: 'earlier' }>,
): { conversation: Conversation } {
  const turns = new Map(fact.turns.map((turn) => [turn.id, turn]));
  for (const [id, turn] of conversation.turns) turns.set(id, turn);
  return { conversation: { ...conversation, turns } };
}

/** The host's time now, in milliseconds since the epoch, as well as the page can tell. */
export function hostNow(state: PageState, now: number): number {
  return now - (state.clockSkew ?? 0);
}

/** The part of a conversation that the page holds: the last turns of the active branch. */

import { activeBranch } from '../conversation/branch.ts';
import type { Conversation, ConversationSettings, Turn, TurnId } from '../conversation/model.ts';
import { branchPlaces, type BranchPlace } from '../conversation/siblings.ts';
import { emptyConversation } from '../conversation/reduce.ts';

/** How many turns a snapshot holds. */
export const windowSize = 30;

/** A conversation's tail as plain JSON. */
export interface ConversationWindow {
  readonly id: string;
  readonly title: string | null;
  readonly settings: ConversationSettings;
  /** In order; the last one may be in progress. */
  readonly turns: readonly Turn[];
  /** How many turns of the branch come before `turns`. */
  readonly earlier: number;
  /** Where those of `turns` stand that have siblings. */
  readonly branches: Readonly<Record<TurnId, BranchPlace>>;
}

/** The last `windowSize` turns of the active branch, or more, so that it begins no later than with `first`. */
export function toWindow(conversation: Conversation, first?: TurnId): ConversationWindow {
  const branch = activeBranch(conversation);
  const wanted = first === undefined ? -1 : branch.findIndex((turn) => turn.id === first);
  const usual = Math.max(0, branch.length - windowSize);
  const turns = branch.slice(wanted < 0 ? usual : Math.min(wanted, usual));
  return {
    id: conversation.id,
    title: conversation.title ?? null,
    settings: conversation.settings,
    turns,
    earlier: branch.length - turns.length,
    branches: branchPlaces(conversation, turns),
  };
}

/** Up to `windowSize` turns of the active branch that come just before a turn, and how many come before those. */
export function earlierTurns(
  conversation: Conversation,
  before: TurnId,
): Pick<ConversationWindow, 'turns' | 'earlier' | 'branches'> {
  const branch = activeBranch(conversation);
  const end = branch.findIndex((turn) => turn.id === before);
  const start = Math.max(0, end - windowSize);
  if (end < 0) return { turns: [], earlier: 0, branches: {} };
  const turns = branch.slice(start, end);
  return { turns, earlier: start, branches: branchPlaces(conversation, turns) };
}

/** A conversation that holds just the window, for the page to fold events into. */
export function fromWindow(window: ConversationWindow): Conversation {
  const last = window.turns.at(-1);
  const open = last?.status === 'inProgress' ? last : null;
  return {
    ...emptyConversation,
    id: window.id,
    ...(window.title === null ? {} : { title: window.title }),
    settings: window.settings,
    turns: new Map(window.turns.filter((turn) => turn !== open).map((turn) => [turn.id, turn])),
    openTurn: open,
    activeLeaf: last?.id ?? null,
  };
}

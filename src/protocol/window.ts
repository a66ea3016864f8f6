/** The part of a conversation that the page holds: consecutive turns of the active branch. */

import { activeBranch } from '../conversation/activeBranch.ts';
import type {
  Conversation,
  ConversationSettings,
  QueuedMessage,
  Turn,
  TurnId,
} from '../conversation/model.ts';
import { queueOf } from '../conversation/queue.ts';
import { branchPlaces, type BranchPosition } from '../conversation/branches.ts';
import { summarisedCount } from '../conversation/turnSummary.ts';
import { emptyConversation } from '../conversation/events/reduce.ts';

/** How many turns a snapshot or a page holds: 30 messages, each question with its answer. */
export const windowSize = 15;

/** A part of a conversation's branch as plain JSON. */
export interface ConversationWindow {
  readonly id: string;
  readonly title: string | null;
  readonly settings: ConversationSettings;
  /** In order; the last one may be in progress. */
  readonly turns: readonly Turn[];
  /** How many turns of the branch come before `turns`. */
  readonly earlier: number;
  /** How many turns of the branch come after `turns`. */
  readonly later: number;
  /** How many turns at the start of the branch a summary covers; none if missing. */
  readonly summarised?: number;
  /** The positions of those `turns` that have siblings. */
  readonly branches: Readonly<Record<TurnId, BranchPosition>>;
  /** The messages that wait to be sent; none where it is missing. */
  readonly queue?: readonly QueuedMessage[];
}

/** `windowSize` turns of the active branch: around a turn of it, most of them after it since it is shown at the top, else the last ones. */
export function toWindow(conversation: Conversation, around?: TurnId): ConversationWindow {
  const branch = activeBranch(conversation);
  const latest = Math.max(0, branch.length - windowSize);
  const at = around === undefined ? -1 : branch.findIndex((turn) => turn.id === around);
  const start = at < 0 ? latest : Math.max(0, Math.min(latest, at - Math.floor(windowSize / 3)));
  const turns = branch.slice(start, start + windowSize);
  const summarised = summarisedCount(branch);
  const queue = queueOf(conversation);
  return {
    id: conversation.id,
    title: conversation.title ?? null,
    settings: conversation.settings,
    turns,
    earlier: start,
    later: branch.length - start - turns.length,
    ...(summarised === 0 ? {} : { summarised }),
    branches: branchPlaces(conversation, turns),
    ...(queue.length === 0 ? {} : { queue }),
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

/** Up to `windowSize` turns of the active branch that come just after a turn, and how many come after those. */
export function laterTurns(
  conversation: Conversation,
  after: TurnId,
): Pick<ConversationWindow, 'turns' | 'later' | 'branches'> {
  const branch = activeBranch(conversation);
  const start = branch.findIndex((turn) => turn.id === after) + 1;
  if (start === 0) return { turns: [], later: 0, branches: {} };
  const turns = branch.slice(start, start + windowSize);
  const later = branch.length - start - turns.length;
  return { turns, later, branches: branchPlaces(conversation, turns) };
}

/** A conversation that holds just the window, for the page to fold events into. */
export function fromWindow(window: ConversationWindow): Conversation {
  const shell = {
    ...emptyConversation,
    id: window.id,
    ...(window.title === null ? {} : { title: window.title }),
    settings: window.settings,
    ...(window.queue === undefined ? {} : { queue: window.queue }),
  };
  return withTurns(shell, window.turns);
}

/** The same conversation with these turns as all there is; the last one may be in progress. */
export function withTurns(conversation: Conversation, turns: readonly Turn[]): Conversation {
  const last = turns.at(-1);
  const open = last?.status === 'inProgress' ? last : null;
  return {
    ...conversation,
    turns: new Map(turns.filter((turn) => turn !== open).map((turn) => [turn.id, turn])),
    openTurn: open,
    activeLeaf: last?.id ?? null,
  };
}

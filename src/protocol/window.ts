/** The part of a conversation that the page holds: the last turns of the active branch. */

import { activeBranch } from '../conversation/branch.ts';
import type { Conversation, ConversationSettings, Turn, TurnId } from '../conversation/model.ts';
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
}

/** The last `windowSize` turns of the active branch. */
export function toWindow(conversation: Conversation): ConversationWindow {
  const branch = activeBranch(conversation);
  const turns = branch.slice(-windowSize);
  return {
    id: conversation.id,
    title: conversation.title ?? null,
    settings: conversation.settings,
    turns,
    earlier: branch.length - turns.length,
  };
}

/** Up to `windowSize` turns of the active branch that come just before a turn, and how many come before those. */
export function earlierTurns(
  conversation: Conversation,
  before: TurnId,
): { turns: readonly Turn[]; earlier: number } {
  const branch = activeBranch(conversation);
  const end = branch.findIndex((turn) => turn.id === before);
  const start = Math.max(0, end - windowSize);
  return end < 0 ? { turns: [], earlier: 0 } : { turns: branch.slice(start, end), earlier: start };
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

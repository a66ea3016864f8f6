/** Selectors of a conversation: the active branch, a turn's siblings, a part's duration. */

import type { Conversation, Part, Turn, TurnId } from './model.ts';

/** The turn with this id, ended or in progress. */
export function findTurn(conversation: Conversation, id: TurnId): Turn | undefined {
  return conversation.openTurn?.id === id ? conversation.openTurn : conversation.turns.get(id);
}

/** The turns of the active branch that are shown and sent. */
export function activeBranch(conversation: Conversation): Turn[] {
  return visiblePath(conversation, conversation.activeLeaf);
}

/**
 * The turns from the root to a turn; the first hidden one ends them, since what follows it goes with it. A parent
 * that is not known begins them.
 */
export function visiblePath(conversation: Conversation, leaf: TurnId | null): Turn[] {
  const path = pathTo(conversation, leaf);
  const end = path.findIndex((turn) => turn.hidden === true);
  return end < 0 ? path : path.slice(0, end);
}

/** The turns from the root to a turn, hidden ones among them. */
export function pathTo(conversation: Conversation, leaf: TurnId | null): Turn[] {
  const path: Turn[] = [];
  const seen = new Set<TurnId>();
  let id = leaf;
  while (id !== null && !seen.has(id)) {
    seen.add(id);
    const turn = findTurn(conversation, id);
    if (turn === undefined) break;
    path.push(turn);
    id = turn.parentId;
  }
  return path.reverse();
}

/** How long a part took in milliseconds: until the next part began, or the turn ended; none while it grows. */
export function partDuration(turn: Turn, part: Part): number | undefined {
  const next = turn.parts[turn.parts.indexOf(part) + 1];
  const end = next?.startedAt ?? turn.endedAt;
  return end === undefined ? undefined : Math.max(0, end - part.startedAt);
}

/** All text of one kind in a turn, joined in order. */
export function textOf(turn: Turn, kind: 'reasoning' | 'content'): string {
  let text = '';
  for (const part of turn.parts) if (part.kind === kind) text += part.text;
  return text;
}

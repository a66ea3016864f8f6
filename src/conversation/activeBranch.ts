/** Selectors of a conversation: the active branch, a turn's siblings, a part's duration. */

import type { Conversation, Part, Turn, TurnId } from './model.ts';

/** Finds a turn by id, ended or in progress. */
export function findTurn(conversation: Conversation, id: TurnId): Turn | undefined {
  return conversation.openTurn?.id === id ? conversation.openTurn : conversation.turns.get(id);
}

/** The turns of the active branch that are shown and sent. */
export function activeBranch(conversation: Conversation): Turn[] {
  return visiblePath(conversation, conversation.activeLeaf);
}

/**
 * The turns from the root to a turn, cut at the first hidden one because hiding a turn also hides its descendants. The
 * path starts at the earliest turn whose parent is unknown.
 */
export function visiblePath(conversation: Conversation, leaf: TurnId | null): Turn[] {
  const path = pathTo(conversation, leaf);
  const end = path.findIndex((turn) => turn.hidden === true);
  return end < 0 ? path : path.slice(0, end);
}

/** The turns from the root to a turn, including hidden ones. */
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

/** Duration of a part in milliseconds, up to the next part or the end of the turn; undefined while it streams. */
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

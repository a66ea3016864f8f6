/** Values derived from a conversation: the active branch, a turn's siblings, a part's duration. */

import type { Conversation, Part, Turn, TurnId } from './model.ts';

/** The turn with this id, ended or in progress. */
export function findTurn(conversation: Conversation, id: TurnId): Turn | undefined {
  return conversation.openTurn?.id === id ? conversation.openTurn : conversation.turns.get(id);
}

/** The turns from the root to the active leaf, hidden ones left out; a parent that is not known ends the walk. */
export function activeBranch(conversation: Conversation): Turn[] {
  const branch: Turn[] = [];
  const seen = new Set<TurnId>();
  let id = conversation.activeLeaf;
  while (id !== null && !seen.has(id)) {
    seen.add(id);
    const turn = findTurn(conversation, id);
    if (turn === undefined) break;
    if (turn.hidden !== true) branch.push(turn);
    id = turn.parentId;
  }
  return branch.reverse();
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

/** Finds the branch that a turn lies on. */

import { findTurn } from './branch.ts';
import type { Conversation, Turn, TurnId } from './model.ts';

/** The last turn of the newest branch that goes through a turn; none when there is no such turn. */
export function newestLeaf(conversation: Conversation, through: TurnId): TurnId | undefined {
  if (findTurn(conversation, through) === undefined) return undefined;
  const newest = new Map<TurnId | null, Turn>();
  const { turns, openTurn } = conversation;
  for (const turn of [...turns.values(), ...(openTurn === null ? [] : [openTurn])]) {
    if (turn.hidden === true) continue;
    const other = newest.get(turn.parentId);
    if (other === undefined || turn.startedAt >= other.startedAt) newest.set(turn.parentId, turn);
  }
  const seen = new Set<TurnId>();
  let leaf = through;
  for (let next = newest.get(leaf); next !== undefined; next = newest.get(leaf)) {
    if (seen.has(next.id)) break;
    seen.add(next.id);
    leaf = next.id;
  }
  return leaf;
}

/** Brings a turn into sight that lies on a branch which is not shown. */

import type { ChatSession } from '../chat/chatSession.ts';
import { activeBranch, findTurn } from '../conversation/branch.ts';
import type { TurnId } from '../conversation/model.ts';

/** Selects the latest branch through a turn, unless the turn is on the branch that is shown. */
export function showBranchOf(session: ChatSession, turnId: TurnId): void {
  const { conversation } = session;
  if (findTurn(conversation, turnId) === undefined) return;
  if (activeBranch(conversation).some((turn) => turn.id === turnId)) return;
  const through = new Set([turnId]);
  let leaf = turnId;
  // Children come after their parents, so the last one found is the latest.
  for (const turn of conversation.turns.values()) {
    if (turn.parentId === null || !through.has(turn.parentId) || turn.hidden === true) continue;
    through.add(turn.id);
    leaf = turn.id;
  }
  session.selectBranch(leaf);
}

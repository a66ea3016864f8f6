/** Moves a declined message with its context from the chat back to the draft. */

import type { ChatSession } from '../../chat/session/chatSession.ts';
import { findTurn } from '../../conversation/activeBranch.ts';
import type { TurnId } from '../../conversation/model.ts';
import type { Drafts } from './drafts.ts';

/** Hides the turn and attaches its pieces again; the page has put the words back. What no longer fits stays in the turn. */
export function takeBackMessage(session: ChatSession, turnId: TurnId, drafts: Drafts): void {
  const { id } = session.conversation;
  const turn = findTurn(session.conversation, turnId);
  if (turn === undefined) return;
  session.hideTurn(turnId, true);
  // One by one, so that a full draft takes as many as it can.
  for (const item of turn.user.context) drafts.attach(id, [item]);
}

/** Events that hide or exclude turns, or switch branches; nothing is deleted. */

import { activeBranch, findTurn } from './activeBranch.ts';
import type { ConversationEvent } from './events/events.ts';
import type { Conversation, TurnId } from './model.ts';
import { reduceAll } from './events/reduce.ts';
import { deepestLeaf, visibleChildren } from './branches.ts';

/** Shows the branch that ends in this leaf. */
export function branchSelection(conversation: Conversation, leaf: TurnId): ConversationEvent[] {
  const known = findTurn(conversation, leaf) !== undefined;
  return known && leaf !== conversation.activeLeaf ? [{ type: 'branchSelected', leaf }] : [];
}

/**
 * Hides a turn with its descendants, or shows it again. Hiding activates the nearest sibling, because otherwise nothing
 * visible would lead to the siblings.
 */
export function hideTurnEvents(
  conversation: Conversation,
  turnId: TurnId,
  hidden: boolean,
): ConversationEvent[] {
  const turn = findTurn(conversation, turnId);
  if (turn === undefined || (turn.hidden ?? false) === hidden) return [];
  const siblings = visibleChildren(conversation, turn.parentId);
  const index = siblings.indexOf(turn);
  const shown = activeBranch(conversation).includes(turn);
  const hiding: ConversationEvent = { type: 'turnHidden', turnId, hidden };
  const after = reduceAll(conversation, [hiding]);
  if (hidden) {
    const nearest = shown ? (siblings[index - 1] ?? siblings[index + 1]) : undefined;
    return nearest === undefined
      ? [hiding]
      : [hiding, ...branchSelection(after, deepestLeaf(after, nearest))];
  }
  const back = findTurn(after, turnId);
  return back === undefined || activeBranch(after).includes(back)
    ? [hiding]
    : [hiding, ...branchSelection(after, deepestLeaf(after, back))];
}

/** Excludes a turn from requests, or includes it again. */
export function excludeTurnEvents(
  conversation: Conversation,
  turnId: TurnId,
  excluded: boolean,
): ConversationEvent[] {
  const turn = findTurn(conversation, turnId);
  const changes = turn !== undefined && (turn.excluded ?? false) !== excluded;
  return changes ? [{ type: 'turnExcluded', turnId, excluded }] : [];
}

/** Excludes a context item from requests, or includes it again. */
export function contextExclusion(
  conversation: Conversation,
  turnId: TurnId,
  contextId: string,
  excluded: boolean,
): ConversationEvent[] {
  const turn = findTurn(conversation, turnId);
  const known = turn?.user.context.some((item) => item.id === contextId) === true;
  const changes = known && (turn.excludedContext ?? []).includes(contextId) !== excluded;
  return changes ? [{ type: 'contextExcluded', turnId, contextId, excluded }] : [];
}

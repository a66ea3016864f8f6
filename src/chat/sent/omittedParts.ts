/** Lists what a request left out of a chat, and why; pure. */

import { answerText } from '../../conversation/answer/answerProblem.ts';
import { textOf } from '../../conversation/activeBranch.ts';
import { contextLabel } from '../../conversation/context/contextLabel.ts';
import type { Conversation, Turn } from '../../conversation/model.ts';
import { splitLeakedToolCalls } from '../../conversation/answer/leakedToolCalls.ts';
import { answerOf } from '../request/continuationMessages.ts';
import { isEmptyQuestion } from '../../conversation/question.ts';
import type { RebuiltRequest } from './rebuiltRequest.ts';

/** Something of a turn that was not sent. */
export type OmittedPart =
  /** Question and answer, by the user's wish or because there is nothing in them. */
  | { readonly what: 'turn'; readonly rule: 'excluded' | 'empty' }
  /** The turn failed or was stopped before the model said anything. */
  | { readonly what: 'answer'; readonly rule: 'none' }
  /** Thoughts go back only where the server wants them (contract 6.3). */
  | { readonly what: 'thoughts'; readonly rule: 'reasoningPolicy' }
  /** A tool call that leaked into the answer. */
  | { readonly what: 'toolMarkup'; readonly rule: 'neverSent' }
  /** An attached piece, by the user's wish. */
  | { readonly what: 'piece'; readonly rule: 'excluded'; readonly label: string };

/** What was left out of one turn of the branch that led to the request, as it was then. */
export function omittedParts(turn: Turn, { branch, record }: RebuiltRequest): OmittedPart[] {
  if (turn.excluded === true) return [{ what: 'turn', rule: 'excluded' }];
  const pieces = turn.user.context
    .filter(({ id }) => turn.excludedContext?.includes(id) === true)
    .map((item) => ({ what: 'piece', rule: 'excluded', label: contextLabel(item) }) as const);
  if (isEmptyQuestion(turn)) return [...pieces, { what: 'turn', rule: 'empty' }];
  if (turn === branch.at(-1)) return pieces;
  return [...pieces, ...answerParts(turn, record.form?.sendsReasoning === true)];
}

function answerParts(turn: Turn, sendsReasoning: boolean): OmittedPart[] {
  const parts: OmittedPart[] = [];
  if (answerOf(turn) === '') parts.push({ what: 'answer', rule: 'none' });
  if (splitLeakedToolCalls(answerText(turn)).markup !== '') {
    parts.push({ what: 'toolMarkup', rule: 'neverSent' });
  }
  if (!sendsReasoning && textOf(turn, 'reasoning') !== '') {
    parts.push({ what: 'thoughts', rule: 'reasoningPolicy' });
  }
  return parts;
}

/** How many turns there were beside the branch when the request was sent, and how many of them are deleted now. */
export function siblingCounts(
  { turns }: Conversation,
  { branch, turn }: RebuiltRequest,
): { readonly beside: number; readonly deleted: number } {
  const ids = new Set(branch.map(({ id }) => id));
  const beside = [...turns.values()].filter(
    ({ id, startedAt }) => !ids.has(id) && startedAt < turn.startedAt,
  );
  return { beside: beside.length, deleted: beside.filter(({ hidden }) => hidden === true).length };
}

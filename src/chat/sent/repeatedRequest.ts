/** Finds an earlier answer to exactly the same request bytes. */

import { getAnswerProblem } from '../../conversation/answer/answerProblem.ts';
import { findTurn, visiblePath } from '../../conversation/activeBranch.ts';
import type { Conversation, Turn } from '../../conversation/model.ts';
import { visibleTurns } from '../../conversation/search/searchText.ts';
import type { DraftQuestion } from '../usage/nextRequestMessages.ts';
import { isEmptyQuestion } from '../../conversation/question.ts';
import { buildRequest } from '../request/requestBuilder.ts';
import { sha256 } from '../request/requestRecord.ts';
import type { NextRequest } from '../request/requestPlanner.ts';

type Turns = Conversation['turns'];

/** By question, the turns that a whole answer came to; kept for as long as no turn ends or is marked. */
const known = new WeakMap<Turns, ReadonlyMap<string, readonly Turn[]>>();

/**
 * The latest turn whose request had exactly the bytes that this draft would send to the same server, if its answer is
 * whole and can be shown. The body is built only where an earlier question has the same words.
 */
export function findIdenticalRequest(
  conversation: Conversation,
  draft: DraftQuestion,
  { base, plan }: Pick<NextRequest, 'base' | 'plan'>,
): Turn | undefined {
  const { text, context, instead } = draft;
  const same = answeredBy(conversation.turns).get(text.trim()) ?? [];
  const candidates = same.filter(
    ({ user, request }) => request?.origin === base.origin && user.context.length >= context.length,
  );
  if (candidates.length === 0 || isEmptyQuestion({ user: { text, context } })) return undefined;
  const replaced = instead === undefined ? undefined : findTurn(conversation, instead);
  const parentId = replaced === undefined ? conversation.activeLeaf : replaced.parentId;
  const before = visiblePath(conversation, parentId);
  const asking: Turn = {
    id: 'draft',
    parentId: before.at(-1)?.id ?? null,
    startedAt: 0,
    user: { text, context },
    parts: [],
    status: 'inProgress',
  };
  const body = buildRequest(conversation.systemPrompt, [...before, asking], plan);
  const hash = sha256(JSON.stringify(body));
  const sent = candidates.filter(({ request }) => request?.bodySha256 === hash);
  if (sent.length === 0) return undefined;
  // Deleted turns are not offered again.
  const shown = new Set(visibleTurns(conversation).map(({ id }) => id));
  return sent.findLast(({ id }) => shown.has(id));
}

function answeredBy(turns: Turns): ReadonlyMap<string, readonly Turn[]> {
  const before = known.get(turns);
  if (before !== undefined) return before;
  const byText = new Map<string, Turn[]>();
  for (const turn of turns.values()) {
    if (turn.status !== 'complete' || turn.request === undefined) continue;
    // What goes on from another answer, or from the user's words, is not the whole answer to its question.
    if (turn.continues !== undefined || turn.starter !== undefined) continue;
    if (getAnswerProblem(turn) !== undefined) continue;
    const text = turn.user.text.trim();
    const same = byText.get(text);
    if (same === undefined) byText.set(text, [turn]);
    else same.push(turn);
  }
  known.set(turns, byText);
  return byText;
}

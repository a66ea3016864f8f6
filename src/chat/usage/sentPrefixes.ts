/** What earlier requests reveal about the next one: the tokens of their common prefix, and how many are cached. */

import { allMessageHashes } from '../../conversation/messageHashes.ts';
import { findTurn } from '../../conversation/activeBranch.ts';
import type { Conversation, RequestRecord, Turn } from '../../conversation/model.ts';
import { isCountedByServer } from '../../conversation/usage.ts';
import type { CachedRequest } from './cacheMiss.ts';
import type { MeasuredMessage } from './messageSizes.ts';

/** An earlier request that the next one begins with, whole. */
export interface SentPrefix {
  readonly turn: Turn;
  readonly request: RequestRecord;
  readonly hashes: readonly string[];
  /** The hash of its answer as later requests hold it. */
  readonly answerHash?: string;
}

/** So many of those that match are looked at further. */
const maxMatches = 4;
/** So many candidates are compared in full; each may take as long as the chat is long. */
const maxCandidates = 64;

/** The earlier requests whose messages these begin with, the longest first; a refused one left nothing behind. */
export function sentPrefixes(
  hashes: readonly string[],
  turns: readonly Turn[],
  conversation: Conversation,
): readonly SentPrefix[] {
  const candidates: { readonly turn: Turn; readonly request: RequestRecord }[] = [];
  for (const turn of turns) {
    const { request } = turn;
    if (request === undefined || turn.status === 'failed') continue;
    // Most differ in their last message, so that is looked at first.
    const last = request.messageHashes.at(-1);
    const count = countOf(request);
    if (count > hashes.length || (last !== undefined && last !== hashes[count - 1])) continue;
    candidates.push({ turn, request });
  }
  candidates.sort((candidate, other) => countOf(other.request) - countOf(candidate.request));
  const found: SentPrefix[] = [];
  for (const { turn, request } of candidates.slice(0, maxCandidates)) {
    const all = hashesOf(request, conversation);
    if (all?.every((hash, index) => hash === hashes[index]) !== true) continue;
    found.push({ turn, request, hashes: all });
    if (found.length === maxMatches) break;
  }
  return found;
}

/** The hashes of all messages of a request. */
export function hashesOf(
  request: RequestRecord,
  conversation: Conversation,
): readonly string[] | undefined {
  return allMessageHashes(request, (id) => findTurn(conversation, id));
}

function countOf({ after, messageHashes }: RequestRecord): number {
  return (after?.messages ?? 0) + messageHashes.length;
}

/** A request as the cache knows it; `prompt` is its size if the server reported none. */
export function toCachedRequest(
  { turn, request, hashes, answerHash }: SentPrefix,
  prompt: number,
): CachedRequest {
  const { model, thinking, userId } = request.parameters;
  // What follows thoughts that are not sent again cannot be found again.
  const tokens = turn.parts.every(({ kind }) => kind === 'content')
    ? answerTokens(turn)
    : undefined;
  return {
    at: turn.startedAt,
    origin: request.origin,
    model,
    thinking,
    ...(userId === undefined ? {} : { userId }),
    messageHashes: hashes,
    usage: turn.usage ?? { prompt, cached: 0, uncached: prompt, completion: 0 },
    ...(answerHash === undefined || tokens === undefined
      ? {}
      : { answer: { hash: answerHash, tokens } }),
  };
}

/** Tokens of an answer as part of the next prompt, as the server counted them; undefined if they cannot be separated. */
export function answerTokens({ usage, parts, continues, starter }: Turn): number | undefined {
  if (!isCountedByServer(usage) || continues !== undefined || starter !== undefined) {
    return undefined;
  }
  const onlyAnswer = parts.every(({ kind }) => kind === 'content');
  if (onlyAnswer) return usage.completion;
  return usage.reasoning === undefined ? undefined : usage.completion - usage.reasoning;
}

/** The sum of what some messages weigh, uncorrected. */
export function tokenWeight(messages: readonly MeasuredMessage[]): number {
  return messages.reduce((sum, { tokens }) => sum + tokens, 0);
}

/** Explains why a request found less of its prefix in the cache than the previous one left there (contract 14). */

import type { RequestRecord } from '../../conversation/model.ts';
import type { Usage } from '../../conversation/usage.ts';

/** What decides which cached prefix a request can meet. */
export interface CachedRequest {
  /** When it started, in milliseconds since the epoch. */
  readonly at: number;
  readonly origin: string;
  readonly model: string;
  readonly thinking: string;
  /** Separates caches within an account. */
  readonly userId?: string;
  /** Hash of the tools that were offered. */
  readonly tools?: string;
  /** Hash of each message, in order. */
  readonly messageHashes: readonly string[];
  readonly usage?: Usage;
  /** What it was answered, where the cache kept that too: the hash of the message that later requests hold. */
  readonly answer?: { readonly hash: string; readonly tokens: number };
}

/** Why the cache was missed. */
export type CacheBreakCause =
  | { readonly kind: 'server' | 'model' | 'userId' | 'tools' | 'thinking' }
  /** The first message that is another one than before, from zero. */
  | { readonly kind: 'message'; readonly index: number }
  /** Nothing was asked for so long, in milliseconds. */
  | { readonly kind: 'age'; readonly ms: number }
  /** Nothing that is known here: the cache is kept as well as it can be, and not more. */
  | { readonly kind: 'evicted' };

/** A cache that was missed, and what that took. */
export interface CacheBreak {
  readonly cause: CacheBreakCause;
  /** Prompt tokens that were found before and were paid in full now. */
  readonly missed: number;
}

/** Caches are stored in blocks of so many tokens at least. */
const blockTokens = 64;
/** Less than this is not worth a word, in tokens. */
const minMissedTokens = 512;
/** Unused entries vanish after hours; before that something else is the cause, in milliseconds. */
const mayVanishMs = 2 * 3_600_000;

/** The cause of a miss; none where the cache gave what it could, or where nothing can be said. */
export function explainCacheBreak(
  before: CachedRequest,
  now: CachedRequest,
): CacheBreak | undefined {
  if (before.usage === undefined || now.usage === undefined) return undefined;
  const could = before.usage.prompt - (before.usage.prompt % blockTokens);
  const missed = Math.min(could, now.usage.prompt) - now.usage.cached;
  if (missed < minMissedTokens) return undefined;
  return { cause: causeOf(before, now), missed };
}

function causeOf(before: CachedRequest, now: CachedRequest): CacheBreakCause {
  if (before.origin !== now.origin) return { kind: 'server' };
  if (before.model !== now.model) return { kind: 'model' };
  if (before.userId !== now.userId) return { kind: 'userId' };
  if (before.tools !== now.tools) return { kind: 'tools' };
  const index = firstDifference(before.messageHashes, now.messageHashes);
  if (index < before.messageHashes.length) return { kind: 'message', index };
  if (before.thinking !== now.thinking) return { kind: 'thinking' };
  const ms = now.at - before.at;
  return ms >= mayVanishMs ? { kind: 'age', ms } : { kind: 'evicted' };
}

/** How many tokens of a request's prompt the next one finds stored, if it goes on from it with all of its messages. */
export function storedTokens(
  usage: Usage,
  before: RequestRecord | undefined,
  now: RequestRecord | undefined,
  at: number,
): number {
  if (before === undefined || now === undefined || usage.estimated === true) return 0;
  const turnParameters = before.parameters;
  const other = now.parameters;
  const same =
    before.origin === now.origin &&
    turnParameters.model === other.model &&
    turnParameters.userId === other.userId;
  if (!same || at - (before.form?.at ?? at) >= mayVanishMs) return 0;
  return usage.prompt - (usage.prompt % blockTokens);
}

/** How many messages two requests share at their beginning. */
export function firstDifference(item: readonly string[], other: readonly string[]): number {
  let index = 0;
  while (index < item.length && index < other.length && item[index] === other[index]) index += 1;
  return index;
}

/**
 * About how many tokens of the next request are in the cache: the longest earlier request that its messages begin
 * with, whole, since only whole ones are stored, and its answer, which is stored as well. None where nothing can be
 * said.
 */
export function expectedHit(
  next: Omit<CachedRequest, 'usage' | 'at' | 'answer'>,
  earlier: readonly CachedRequest[],
  now: number,
): number {
  const candidates = earlier
    .filter(
      (cachedRequest) =>
        cachedRequest.usage !== undefined &&
        now - cachedRequest.at < mayVanishMs &&
        cachedRequest.origin === next.origin &&
        cachedRequest.model === next.model &&
        cachedRequest.userId === next.userId &&
        cachedRequest.tools === next.tools &&
        cachedRequest.messageHashes.length <= next.messageHashes.length,
    )
    .sort(
      (cachedRequest, other) => other.messageHashes.length - cachedRequest.messageHashes.length,
    );
  const found = candidates.find(({ messageHashes }) => {
    // Most differ in their last message, so that is looked at first.
    const last = messageHashes.length - 1;
    if (messageHashes[last] !== next.messageHashes[last]) return false;
    return firstDifference(messageHashes, next.messageHashes) === messageHashes.length;
  });
  const prompt = found?.usage?.prompt ?? 0;
  const { answer, messageHashes = [] } = found ?? {};
  const goesOn = answer !== undefined && next.messageHashes[messageHashes.length] === answer.hash;
  const stored = goesOn ? prompt + answer.tokens : prompt;
  return stored - (stored % blockTokens);
}

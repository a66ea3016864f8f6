/** Finds the earlier request whose prefix should have been cached, and explains the miss. */

import { findTurn, visiblePath } from '../../conversation/activeBranch.ts';
import { allMessageHashes } from '../../conversation/messageHashes.ts';
import type { Conversation, RequestRecord, Turn } from '../../conversation/model.ts';
import { isCountedByServer, type Usage } from '../../conversation/usage.ts';
import { explainCacheBreak, type CacheBreak, type CachedRequest } from './cacheMiss.ts';

/** A turn with a request that was counted. */
interface Counted {
  readonly turn: Turn;
  readonly request: RequestRecord;
  readonly usage: Usage;
}

/** Why a turn found less in the cache than the request before it had left there; none where it found that, or nothing can be said. */
export function missedCache(turn: Turn, conversation: Conversation): CacheBreak | undefined {
  const now = toCounted(turn);
  const before = now && requestBefore(turn, conversation);
  if (now === undefined || before === undefined) return undefined;
  // Other servers may have no cache at all.
  const known = now.request.profile !== 'compatible' || before.usage.cached > 0;
  if (!known) return undefined;
  const found = explainCacheBreak(toCached(before, conversation), toCached(now, conversation));
  if (found?.cause.kind !== 'message') return found;
  // Where messages of before are not known any more, nothing can be said of them.
  const compared = [before, now].every((item) => hashesOf(item, conversation) !== undefined);
  return compared ? found : undefined;
}

/** The last request on the way to a turn; for the first of a branch, one that asked the same. */
function requestBefore(turn: Turn, conversation: Conversation): Counted | undefined {
  const path = visiblePath(conversation, turn.parentId);
  const ancestors = path.map(toCounted).filter((item) => item !== undefined);
  if (ancestors.length > 0) return ancestors.at(-1);
  const same = [...conversation.turns.values()].filter(
    (other) =>
      other.id !== turn.id &&
      other.parentId === turn.parentId &&
      other.startedAt < turn.startedAt &&
      JSON.stringify(other.user) === JSON.stringify(turn.user),
  );
  return same.map(toCounted).findLast((item) => item !== undefined);
}

function toCounted(turn: Turn): Counted | undefined {
  const { request, usage } = turn;
  if (request === undefined || !isCountedByServer(usage)) return undefined;
  return { turn, request, usage };
}

function toCached({ turn, request, usage }: Counted, conversation: Conversation): CachedRequest {
  const { model, thinking, userId } = request.parameters;
  return {
    at: request.form?.at ?? turn.startedAt,
    origin: request.origin,
    model,
    thinking,
    ...(userId === undefined ? {} : { userId }),
    // Looked up only where something was missed: a long chat's hashes lie in many turns.
    get messageHashes() {
      return hashesOf({ request }, conversation) ?? [];
    },
    usage,
  };
}

function hashesOf({ request }: Pick<Counted, 'request'>, conversation: Conversation) {
  return allMessageHashes(request, (id) => findTurn(conversation, id));
}

/** The end of a turn as an event, and as the log line by which support finds its request. */

import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { Turn, TurnId } from '../../conversation/model.ts';
import type { StreamOutcome } from '../../deepseek/types.ts';

/** The event that ends a turn; `at` in milliseconds since the epoch. */
export function toTurnEnded(
  turnId: TurnId,
  outcome: StreamOutcome,
  at: number,
): Extract<ConversationEvent, { type: 'turnEnded' }> {
  return {
    type: 'turnEnded',
    turnId,
    at,
    status: outcome.status === 'aborted' ? 'stopped' : outcome.status,
    ...(outcome.status === 'complete' && outcome.finishReason !== undefined
      ? { finishReason: outcome.finishReason }
      : {}),
    ...('error' in outcome ? { error: outcome.error } : {}),
  };
}

/** One line with what support needs to find the request; nothing of what was said. */
export function describeEnd({ id, status, error, request, traceId, responseId }: Turn): string {
  const failure = error === undefined ? '' : ` ${error.kind} ${String(error.status ?? '')}`;
  const at = `${request?.parameters.model ?? '-'} at ${request?.origin ?? '-'}`;
  const ids = `trace ${traceId ?? '-'}, response ${responseId ?? '-'}`;
  return `Turn ${id}: ${status}${failure} (${at}; ${ids})`;
}

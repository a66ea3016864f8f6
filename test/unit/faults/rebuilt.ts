/** Invariant of the stored requests: each can be rebuilt byte for byte. */

import assert from 'node:assert/strict';
import { rebuiltRequest } from '../../../src/chat/sent/rebuiltRequest.ts';
import type { Conversation } from '../../../src/conversation/model.ts';
import type { RememberedRequest } from '../../fakes/types.ts';

/** Every request of the conversation rebuilds to the bytes of one that the server received. */
export function assertRebuilt(
  conversation: Conversation,
  requests: readonly RememberedRequest[],
): void {
  const sent = new Set(requests.map(({ bodyText }) => bodyText));
  for (const { id, request, status, traceId } of conversation.turns.values()) {
    const rebuilt = rebuiltRequest(conversation, id);
    assert.equal(rebuilt === undefined, request === undefined);
    if (rebuilt === undefined) continue;
    const bytes = JSON.stringify(rebuilt.body);
    assert.ok(rebuilt.proven, `not proven: ${bytes}`);
    // A stop may happen before the request was sent.
    const left = status !== 'stopped' || traceId !== undefined;
    assert.ok(!left || sent.has(bytes), `never sent: ${bytes}`);
    assert.equal(rebuilt.shown, rebuilt.body);
  }
}

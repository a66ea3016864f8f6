/** What must hold of the log's story of requests: each can be made again byte for byte. */

import assert from 'node:assert/strict';
import { rebuiltRequest } from '../../../src/chat/sent/rebuiltRequest.ts';
import type { Conversation } from '../../../src/conversation/model.ts';
import type { RememberedRequest } from '../../fakes/types.ts';

/** Every request of the conversation is made again with the bytes of one of those that the server was sent. */
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
    // A stop may be faster than the request that was on its way.
    const left = status !== 'stopped' || traceId !== undefined;
    assert.ok(!left || sent.has(bytes), `never sent: ${bytes}`);
    assert.equal(rebuilt.shown, rebuilt.body);
  }
}

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { emptyConversation, reduceAll } from '../../src/conversation/reduce.ts';

describe('reduce', () => {
  it('names a conversation by its first event only', () => {
    const state = reduceAll(emptyConversation, [
      { type: 'conversationCreated', id: 'a', at: 1, systemPrompt: 's' },
      { type: 'conversationCreated', id: 'b', at: 2, systemPrompt: 't' },
    ]);
    assert.deepEqual([state.id, state.createdAt, state.systemPrompt], ['a', 1, 's']);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { leafContaining } from '../../../src/conversation/branches.ts';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';

const turn = (turnId: string, parentId: string | null, at: number): ConversationEvent[] => [
  { type: 'turnStarted', turnId, parentId, at, user: { text: '', context: [] } },
  { type: 'turnEnded', turnId, at, status: 'complete' },
];

describe('the leaf that shows a turn', () => {
  const tree = reduceAll(emptyConversation, [
    ...turn('a', null, 1),
    ...turn('old', 'a', 2),
    ...turn('older-leaf', 'old', 3),
    ...turn('new', 'a', 4),
    ...turn('hidden', 'new', 5),
    { type: 'turnHidden', turnId: 'hidden', hidden: true },
  ]);

  it('is the end of the newest branch through the turn, without hidden turns', () => {
    assert.equal(leafContaining(tree, 'a'), 'new');
    assert.equal(leafContaining(tree, 'old'), 'older-leaf');
    assert.equal(leafContaining(tree, 'unknown'), undefined);
  });

  it('is found in a chat whose turns form a cycle', () => {
    const ring = reduceAll(emptyConversation, [...turn('x', 'y', 1), ...turn('y', 'x', 2)]);
    assert.ok(['x', 'y'].includes(leafContaining(ring, 'x')!));
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';
import {
  bySummaryOrder,
  toChatListEntry,
  type ChatListEntry,
} from '../../../src/conversation/chatListEntry.ts';

const workspace = { uri: 'file:///w', name: 'w' };

function turn(id: string, parentId: string | null, at: number): ConversationEvent[] {
  return [
    { type: 'turnStarted', turnId: id, parentId, at, user: { text: `Q ${id}`, context: [] } },
    { type: 'turnEnded', turnId: id, at: at + 5, status: 'complete' },
  ];
}

describe('the list entry of a chat', () => {
  const begun: ConversationEvent[] = [
    { type: 'conversationCreated', id: 'c', at: 10, systemPrompt: '', workspace },
    ...turn('a', null, 20),
    ...turn('b', 'a', 30),
    ...turn('beside', null, 40),
    { type: 'branchSelected', leaf: 'b' },
  ];

  it('counts the turns of the active branch and uses the latest time of any turn', () => {
    assert.deepEqual(toChatListEntry(reduceAll(emptyConversation, begun)), {
      id: 'c',
      title: 'Q a',
      createdAt: 10,
      updatedAt: 45,
      turns: 2,
      pinned: false,
      workspace,
    });
  });

  it('uses the start of the turn in progress, the title and the pin', () => {
    const events: ConversationEvent[] = [
      ...begun,
      { type: 'titled', title: ' My\nparser ', by: 'person' },
      { type: 'pinned', pinned: true },
      { type: 'turnStarted', turnId: 'c', parentId: 'b', at: 90, user: { text: 'x', context: [] } },
    ];
    const { title, pinned, turns, updatedAt } = toChatListEntry(
      reduceAll(emptyConversation, events),
    );
    assert.deepEqual([title, pinned, turns, updatedAt], ['My parser', true, 3, 90]);
  });

  it('is sorted with pinned chats first, then by last turn', () => {
    const item = (id: string, updatedAt: number, pinned = false): ChatListEntry => ({
      id,
      title: '',
      createdAt: 0,
      updatedAt,
      turns: 1,
      pinned,
    });
    const list = [item('a', 1), item('b', 3), item('p', 2, true), item('c', 3), item('q', 9, true)];
    assert.deepEqual(
      list.sort(bySummaryOrder).map(({ id }) => id),
      ['q', 'p', 'c', 'b', 'a'],
    );
  });
});

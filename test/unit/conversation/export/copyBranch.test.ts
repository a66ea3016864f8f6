import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { buildRequest } from '../../../../src/chat/request/requestBuilder.ts';
import { activeBranch, pathTo } from '../../../../src/conversation/activeBranch.ts';
import { copyBranch } from '../../../../src/conversation/export/copyBranch.ts';
import { isConversationEvent } from '../../../../src/conversation/events/isConversationEvent.ts';
import type { Conversation } from '../../../../src/conversation/model.ts';
import {
  emptyConversation,
  reduce,
  reduceAll,
} from '../../../../src/conversation/events/reduce.ts';
import { anyTree, treeOf } from '../tree.ts';

const made = { id: 'copy', now: 77 };
const fold = (...args: Parameters<typeof copyBranch>): Conversation =>
  reduceAll(emptyConversation, copyBranch(...args));
const request = (chat: Conversation) =>
  JSON.stringify(
    buildRequest(chat.systemPrompt, activeBranch(chat), {
      model: 'm',
      thinking: 'unset',
      mergesSameRole: true,
      sendsReasoning: false,
      asksForUsage: true,
      extraBody: {},
      prefix: 'none',
    }),
  );

describe('a copy of a conversation', () => {
  // Fault A13
  it('has the same turns and sends the same bytes, with branches, hidden and excluded turns', () => {
    fc.assert(
      fc.property(anyTree, (chat) => {
        const copy = fold(chat, 'wholeTree', made);
        assert.deepEqual([copy.id, copy.createdAt], ['copy', 77]);
        assert.deepEqual([...copy.turns], [...chat.turns]);
        assert.deepEqual(activeBranch(copy), activeBranch(chat));
        assert.equal(request(copy), request(chat));
      }),
    );
  });

  it('of one branch up to a turn has the same turns and bytes as the original', () => {
    fc.assert(
      fc.property(anyTree, fc.nat(), (chat, nth) => {
        const branch = activeBranch(chat);
        const last = branch[nth % Math.max(1, branch.length)];
        if (last === undefined) return;
        const events = copyBranch(chat, { turnId: last.id }, made);
        assert.ok(events.every((event) => isConversationEvent(event)));
        const copy = reduceAll(emptyConversation, events);
        assert.deepEqual(activeBranch(copy), pathTo(chat, last.id));
        assert.equal(copy.turns.size, pathTo(chat, last.id).length);
        assert.equal(
          request(copy),
          request(reduce(chat, { type: 'branchSelected', leaf: last.id })),
        );
      }),
    );
  });

  it('gets the given title, and keeps its author and the settings of the chat', () => {
    const chat = reduceAll(treeOf('a'), [
      { type: 'titled', title: 'Mine', by: 'person' },
      { type: 'settingsChanged', settings: { thinking: 'off' } },
      { type: 'pinned', pinned: true },
    ]);
    const copy = fold(chat, { turnId: 'a' }, { ...made, title: 'Mine (copy)' });
    assert.deepEqual(
      [copy.title, copy.titledBy, copy.settings, copy.pinned],
      ['Mine (copy)', 'person', { thinking: 'off' }, false],
    );
    const workspace = { uri: 'file:///w', name: 'w' };
    assert.deepEqual(fold({ ...chat, workspace }, { turnId: 'a' }, made).workspace, workspace);
    assert.equal(fold(chat, { turnId: 'a' }, made).title, 'Mine');
    assert.equal(fold(treeOf('a'), { turnId: 'a' }, made).title, undefined);
  });

  it('ends a turn that is in progress in the original', () => {
    const chat = reduce(treeOf('a'), {
      type: 'turnStarted',
      turnId: 'b',
      parentId: 'a',
      at: 5,
      user: { text: 'b', context: [] },
    });
    const copy = fold(chat, 'wholeTree', made);
    assert.equal(copy.openTurn, null);
    assert.deepEqual(
      activeBranch(copy).map(({ id, status, endedAt }) => [id, status, endedAt]),
      [
        ['a', 'complete', 9],
        ['b', 'interrupted', 77],
      ],
    );
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import { isConversationEvent } from '../../../src/conversation/events/isConversationEvent.ts';
import { queueOf } from '../../../src/conversation/queue.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';
import { fromWindow, toWindow } from '../../../src/protocol/window.ts';
import { foldEvents } from '../../../webview/state/windowReducer.ts';

const user = (text: string) => ({ text, context: [] });
const queued = (id: string, before?: string): ConversationEvent => ({
  type: 'messageQueued',
  message: { id, user: user(id), after: null },
  ...(before === undefined ? {} : { before }),
});
const started = (turnId: string): ConversationEvent => ({
  type: 'turnStarted',
  turnId,
  parentId: null,
  at: 1,
  user: user(turnId),
});
const fold = (...events: ConversationEvent[]) => reduceAll(emptyConversation, events);
const ids = (...events: ConversationEvent[]) => queueOf(fold(...events)).map(({ id }) => id);

describe('queued messages of a conversation', () => {
  it('are in insertion order, or where they were moved', () => {
    assert.deepEqual(ids(queued('a'), queued('b'), queued('c', 'b')), ['a', 'c', 'b']);
    assert.deepEqual(ids(queued('a'), queued('b', 'gone')), ['a', 'b']);
    const order: ConversationEvent = { type: 'queueOrdered', messageIds: ['c', 'gone', 'a'] };
    assert.deepEqual(ids(queued('a'), queued('b'), queued('c'), order), ['c', 'a', 'b']);
  });

  it('are updated in place, and removed', () => {
    const message = { id: 'a', user: user('other'), after: null, notBefore: 5 };
    const changed = fold(queued('a'), queued('b'), { type: 'messageQueued', message });
    assert.deepEqual(
      queueOf(changed).map((item) => item.user.text),
      ['other', 'b'],
    );
    assert.deepEqual(ids(queued('a'), { type: 'messageUnqueued', messageId: 'a' }), []);
    assert.equal('queue' in fold(queued('a'), started('a')), false);
  });

  // Fault W1
  it('become a turn with their id once; late or repeated events do not queue them again', () => {
    assert.deepEqual(ids(queued('a'), queued('b'), started('a')), ['b']);
    assert.deepEqual(ids(started('a'), queued('a')), []);
    const ended: ConversationEvent = {
      type: 'turnEnded',
      turnId: 'a',
      at: 2,
      status: 'complete',
    };
    assert.deepEqual(ids(started('a'), ended, queued('a')), []);
  });

  it('are the same in a webview, even if its window does not reach the end', () => {
    const before = fold(started('x'), queued('a'), queued('b'));
    const page = fromWindow(toWindow(before));
    assert.deepEqual(queueOf(page), queueOf(before));
    const held = { conversation: page, earlier: 0, later: 3, branches: {} };
    const after = foldEvents(held, [started('a'), queued('c')]);
    assert.deepEqual(
      queueOf(after.conversation).map(({ id }) => id),
      ['b', 'c'],
    );
    assert.equal(after.later, 4);
  });

  it('are accepted from a log only if every field is valid', () => {
    const right = { id: 'a', user: user('x'), after: null, starter: 's', notBefore: 1 };
    const is = (message: unknown) => isConversationEvent({ type: 'messageQueued', message });
    assert.equal(is(right), true);
    for (const wrong of [{ id: 1 }, { user: 'x' }, { after: 1 }, { notBefore: '1' }]) {
      assert.equal(is({ ...right, ...wrong }), false, JSON.stringify(wrong));
    }
    assert.equal(isConversationEvent({ type: 'queueOrdered', messageIds: [1] }), false);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { activeBranch } from '../../../src/conversation/activeBranch.ts';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import type { Conversation } from '../../../src/conversation/model.ts';
import { emptyConversation, reduce, reduceAll } from '../../../src/conversation/events/reduce.ts';
import {
  earlierTurns,
  fromWindow,
  laterTurns,
  toWindow,
  windowSize,
} from '../../../src/protocol/window.ts';

function chatOf(turns: number): Conversation {
  const events: ConversationEvent[] = [
    { type: 'conversationCreated', id: 'c', at: 0, systemPrompt: '' },
  ];
  for (let n = 1; n <= turns; n += 1) {
    const turnId = `t${String(n)}`;
    const parentId = n === 1 ? null : `t${String(n - 1)}`;
    events.push({ type: 'turnStarted', turnId, parentId, at: n, user: { text: '', context: [] } });
    if (n < turns) events.push({ type: 'turnEnded', turnId, at: n, status: 'complete' });
  }
  return reduceAll(emptyConversation, events);
}

describe('the window of a conversation', () => {
  it('holds the last turns and counts those before', () => {
    const window = toWindow(chatOf(windowSize + 7));
    assert.equal(window.turns.length, windowSize);
    assert.equal(window.earlier, 7);
    assert.equal(window.turns.at(-1)?.status, 'inProgress');
  });

  it('goes on by the same events as the whole, through JSON', () => {
    const whole = chatOf(windowSize + 7);
    const page = fromWindow(JSON.parse(JSON.stringify(toWindow(whole))) as never);
    const event: ConversationEvent = {
      type: 'partAppended',
      turnId: whole.openTurn!.id,
      partId: 'p',
      kind: 'content',
      offset: 0,
      text: 'x',
      at: 1,
    };
    assert.deepEqual(
      activeBranch(reduce(page, event)),
      activeBranch(reduce(whole, event)).slice(-windowSize),
    );
  });

  it('pages backwards to the first turn', () => {
    const whole = chatOf(windowSize * 2 + 5);
    const first = toWindow(whole).turns[0]!.id;
    const page = earlierTurns(whole, first);
    assert.deepEqual([page.turns.length, page.earlier], [windowSize, 5]);
    const last = earlierTurns(whole, page.turns[0]!.id);
    assert.deepEqual([last.turns.length, last.earlier], [5, 0]);
    assert.deepEqual(earlierTurns(whole, 'unknown'), {
      turns: [],
      earlier: 0,
      branches: {},
    });
  });

  it('lies around a turn, and at the edges of the branch is as large', () => {
    const whole = chatOf(windowSize * 3);
    const around = (turn: number) => {
      const window = toWindow(whole, `t${String(turn)}`);
      return [window.earlier, window.turns.length, window.later];
    };
    const before = Math.floor(windowSize / 3);
    const others = windowSize * 2;
    const start = windowSize - before;
    assert.deepEqual(around(windowSize + 1), [start, windowSize, others - start]);
    assert.deepEqual(around(1), [0, windowSize, others]);
    assert.deepEqual(around(windowSize * 3), [others, windowSize, 0]);
    assert.deepEqual(toWindow(whole, 'unknown'), toWindow(whole));
    assert.equal(fromWindow(toWindow(whole, `t${String(windowSize + 1)}`)).openTurn, null);
  });

  it('pages forwards to the last turn', () => {
    const whole = chatOf(windowSize * 2 + 5);
    const last = toWindow(whole, 't1').turns.at(-1)!.id;
    const page = laterTurns(whole, last);
    const next = `t${String(windowSize + 1)}`;
    assert.deepEqual([page.turns[0]!.id, page.turns.length, page.later], [next, windowSize, 5]);
    const rest = laterTurns(whole, page.turns.at(-1)!.id);
    assert.deepEqual([rest.turns.length, rest.later], [5, 0]);
    assert.deepEqual(laterTurns(whole, 'unknown'), { turns: [], later: 0, branches: {} });
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { activeBranch, textOf } from '../../../../src/conversation/activeBranch.ts';
import {
  EventRepairer,
  replacementText,
} from '../../../../src/conversation/events/repairEvents.ts';
import type { ConversationEvent } from '../../../../src/conversation/events/events.ts';
import type { Conversation } from '../../../../src/conversation/model.ts';
import {
  emptyConversation,
  reduce,
  reduceAll,
} from '../../../../src/conversation/events/reduce.ts';
import { anyEvent } from '../streamEvents.ts';

const start = (turnId: string, parentId: string | null, at: number): ConversationEvent => ({
  type: 'turnStarted',
  turnId,
  parentId,
  at,
  user: { text: `ask ${turnId}`, context: [] },
});
const piece = (turnId: string, offset: number, text: string): ConversationEvent => ({
  type: 'partAppended',
  turnId,
  partId: `${turnId}-p`,
  kind: 'content',
  offset,
  text,
  at: 5,
});
const end = (turnId: string, at: number): ConversationEvent => ({
  type: 'turnEnded',
  turnId,
  at,
  status: 'complete',
});
const two: readonly ConversationEvent[] = [
  start('t1', null, 1),
  piece('t1', 0, 'ab'),
  piece('t1', 2, 'cd'),
  end('t1', 2),
  start('t2', 't1', 3),
  piece('t2', 0, 'ef'),
  end('t2', 4),
];

function repaired(events: readonly ConversationEvent[]): Conversation {
  const repairer = new EventRepairer();
  return reduceAll(
    emptyConversation,
    events.flatMap((event) => repairer.repair(event)),
  );
}

const reported = (conversation: Conversation) =>
  activeBranch(conversation).map((turn) => [turn.user.text, textOf(turn, 'content'), turn.status]);

describe('a log with missing lines', () => {
  it('shows a turn without its end as interrupted, and then the next one', () => {
    assert.deepEqual(reported(repaired(two.toSpliced(3, 1))), [
      ['ask t1', 'abcd', 'interrupted'],
      ['ask t2', 'ef', 'complete'],
    ]);
  });

  it('marks the question as lost and shows the answer if the start of a turn is missing', () => {
    assert.deepEqual(reported(repaired(two.toSpliced(0, 1))), [
      [replacementText, 'abcd', 'complete'],
      ['ask t2', 'ef', 'complete'],
    ]);
  });

  it('attaches a turn whose parent is missing to the previous turn', () => {
    const third = [start('t3', 't2', 6), end('t3', 7)];
    assert.deepEqual(reported(repaired([...two.slice(0, 4), ...third])), [
      ['ask t1', 'abcd', 'complete'],
      ['ask t3', '', 'complete'],
    ]);
  });

  it('marks a missing piece of an answer and keeps the rest', () => {
    assert.deepEqual(reported(repaired(two.toSpliced(1, 1)))[0], [
      'ask t1',
      `${replacementText} cd`,
      'complete',
    ]);
  });

  it('is unchanged if nothing is missing', () => {
    const repairer = new EventRepairer();
    for (const event of two) assert.deepEqual(repairer.repair(event), [event]);
  });

  it('folds in any order, step by step or at once, with at most one turn in progress', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const repairer = new EventRepairer();
        const all = events.flatMap((event) => repairer.repair(event));
        const atOnce = reduceAll(emptyConversation, all);
        const oneByOne = all.reduce((state, event) => reduce(state, event), emptyConversation);
        assert.deepEqual(atOnce, oneByOne);
        for (const turn of atOnce.turns.values()) assert.notEqual(turn.status, 'inProgress');
        // Every parent is a known turn.
        const known = new Set([...atOnce.turns.keys(), atOnce.openTurn?.id, null]);
        for (const turn of atOnce.turns.values()) assert.ok(known.has(turn.parentId), turn.id);
      }),
    );
  });
});

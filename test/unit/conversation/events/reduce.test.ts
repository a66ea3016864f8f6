import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  activeBranch,
  findTurn,
  partDuration,
  textOf,
} from '../../../../src/conversation/activeBranch.ts';
import type { ConversationEvent } from '../../../../src/conversation/events/events.ts';
import { isConversationEvent } from '../../../../src/conversation/events/isConversationEvent.ts';
import { pushMerged } from '../../../../src/conversation/events/mergeEvents.ts';
import type { RequestRecord, Turn } from '../../../../src/conversation/model.ts';
import {
  emptyConversation,
  reduce,
  reduceAll,
} from '../../../../src/conversation/events/reduce.ts';
import { anyEvent, streamedPieces } from '../streamEvents.ts';

const started = (turnId: string, parentId: string | null = null): ConversationEvent => ({
  type: 'turnStarted',
  turnId,
  parentId,
  at: 1,
  user: { text: turnId, context: [] },
});
const ended = (turnId: string): ConversationEvent => ({
  type: 'turnEnded',
  turnId,
  at: 9,
  status: 'complete',
});
const text = (offset: number, piece: string, at = 2): ConversationEvent => ({
  type: 'partAppended',
  turnId: 't1',
  partId: 'p1',
  kind: 'content',
  offset,
  text: piece,
  at,
});

describe('reduce', () => {
  it('keeps response metadata of the last request only', () => {
    const request: RequestRecord = {
      profile: 'official',
      origin: 'https://api.deepseek.com',
      repairs: [],
      parameters: { model: 'm', thinking: 'unset' },
      messageHashes: [],
      bodySha256: '',
    };
    const sent: ConversationEvent = { type: 'requestSent', turnId: 't1', request };
    const tried: ConversationEvent = {
      type: 'responseStarted',
      turnId: 't1',
      responseId: 'r1',
      traceId: 'x1',
    };
    const state = reduceAll(emptyConversation, [started('t1'), sent, tried, sent]);
    assert.deepEqual([state.openTurn?.responseId, state.openTurn?.traceId], [undefined, undefined]);
    const again = reduce(state, { ...tried, traceId: 'x2' });
    assert.equal(again.openTurn?.traceId, 'x2');
  });

  it('takes the id from the first event only', () => {
    const state = reduceAll(emptyConversation, [
      { type: 'conversationCreated', id: 'a', at: 1, systemPrompt: 's' },
      { type: 'conversationCreated', id: 'b', at: 2, systemPrompt: 't' },
    ]);
    assert.deepEqual([state.id, state.createdAt, state.systemPrompt], ['a', 1, 's']);
  });

  it('accepts any events in any order, with at most one turn in progress', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        const state = reduceAll(emptyConversation, events);
        for (const turn of state.turns.values()) assert.notEqual(turn.status, 'inProgress');
      }),
    );
  });

  /** A turn without the flags that the user can change after it ended. */
  const unmarked = (turn: Turn | undefined) => {
    const marks = { hidden: 0, excluded: 0, excludedContext: 0 };
    return { ...turn, ...marks };
  };

  it('never changes an ended turn, except hiding and excluding it', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
        let state = emptyConversation;
        for (const event of events) {
          const next = reduce(state, event);
          for (const [id, turn] of state.turns) {
            assert.deepEqual(unmarked(next.turns.get(id)), unmarked(turn));
          }
          state = next;
        }
      }),
    );
  });

  it('drops text that arrives after the end', () => {
    const state = reduceAll(emptyConversation, [
      started('t1'),
      text(0, 'kept'),
      ended('t1'),
      text(4, ' late'),
    ]);
    assert.equal(textOf(findTurn(state, 't1')!, 'content'), 'kept');
  });

  it('appends text once, however often and with whatever overlap it arrives', () => {
    const state = reduceAll(emptyConversation, [
      started('t1'),
      text(0, 'abc'),
      text(0, 'abc'),
      text(1, 'bcde'),
      text(9, 'gap'),
    ]);
    assert.equal(textOf(findTurn(state, 't1')!, 'content'), 'abcde');
  });

  it('folds any merging of a stream to the same state', () => {
    fc.assert(
      fc.property(
        streamedPieces,
        fc.infiniteStream(fc.boolean()),
        fc.boolean(),
        (pieces, joins, twice) => {
          const coalesced: ConversationEvent[] = [];
          for (const piece of pieces) {
            if (joins.next().value === true) pushMerged(coalesced, piece);
            else coalesced.push(piece);
            if (twice) coalesced.push(piece);
          }
          const begun = reduce(emptyConversation, started('t1'));
          assert.deepEqual(reduceAll(begun, coalesced), reduceAll(begun, pieces));
        },
      ),
    );
  });

  it('keeps both branches when a question is asked again, and activates the new one', () => {
    const state = reduceAll(emptyConversation, [
      started('t1'),
      ended('t1'),
      started('t2', 't1'),
      ended('t2'),
      started('t3', 't1'),
      ended('t3'),
    ]);
    const ids = () => activeBranch(state).map((turn) => turn.id);
    assert.deepEqual(ids(), ['t1', 't3']);
    assert.deepEqual(
      activeBranch(reduce(state, { type: 'branchSelected', leaf: 't2' })).map((turn) => turn.id),
      ['t1', 't2'],
    );
  });

  it('removes a hidden turn and its descendants from the branch, and restores them', () => {
    const state = reduceAll(
      emptyConversation,
      ['t1', 't2', 't3'].flatMap((id, index) => [
        started(id, index === 0 ? null : `t${String(index)}`),
        ended(id),
      ]),
    );
    const hidden = reduce(state, { type: 'turnHidden', turnId: 't2', hidden: true });
    assert.deepEqual(
      activeBranch(hidden).map((turn) => turn.id),
      ['t1'],
    );
    const shown = reduce(hidden, { type: 'turnHidden', turnId: 't2', hidden: false });
    assert.equal(activeBranch(shown).length, 3);
  });

  it('stores settings and exclusions of a turn, and ignores unknown context items', () => {
    const piece = { id: 'x', kind: 'file', path: 'a.ts', text: 'a' } as const;
    const state = reduceAll(emptyConversation, [
      {
        type: 'turnStarted',
        turnId: 't1',
        parentId: null,
        at: 1,
        user: { text: 'q', context: [piece] },
        settings: { thinking: 'off' },
      },
      ended('t1'),
      { type: 'turnExcluded', turnId: 't1', excluded: true },
      { type: 'contextExcluded', turnId: 't1', contextId: 'x', excluded: true },
      { type: 'contextExcluded', turnId: 't1', contextId: 'y', excluded: true },
    ]);
    const turn = findTurn(state, 't1');
    assert.deepEqual(
      [turn?.settings, turn?.excluded, turn?.excludedContext],
      [{ thinking: 'off' }, true, ['x']],
    );
    const back = reduceAll(state, [
      { type: 'turnExcluded', turnId: 't1', excluded: false },
      { type: 'contextExcluded', turnId: 't1', contextId: 'x', excluded: false },
    ]);
    assert.deepEqual(
      [findTurn(back, 't1')?.excluded, findTurn(back, 't1')?.excludedContext],
      [false, []],
    );
  });

  it('never overwrites a title that the user set', () => {
    const state = reduceAll(emptyConversation, [
      { type: 'titled', title: 'mine', by: 'person' },
      { type: 'titled', title: 'theirs', by: 'model' },
    ]);
    assert.equal(state.title, 'mine');
  });

  it('measures reasoning until the answer starts', () => {
    const state = reduceAll(emptyConversation, [
      started('t1'),
      { ...text(0, 'hm', 1_000), kind: 'reasoning', partId: 'r1' } as ConversationEvent,
      text(0, 'answer', 13_000),
    ]);
    const turn = findTurn(state, 't1')!;
    assert.equal(partDuration(turn, turn.parts[0]!), 12_000);
    assert.equal(partDuration(turn, turn.parts[1]!), undefined);
  });
});

describe('isConversationEvent', () => {
  it('accepts every event that the fold knows', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        assert.equal(isConversationEvent(JSON.parse(JSON.stringify(event))), true);
      }),
    );
  });

  it('rejects missing or mistyped fields, and anything that is not an event', () => {
    fc.assert(
      fc.property(streamedPieces, fc.anything(), (pieces, junk) => {
        for (const piece of pieces) {
          for (const name of ['turnId', 'partId', 'kind', 'offset', 'text', 'at']) {
            assert.equal(isConversationEvent({ ...piece, [name]: {} }), false, name);
          }
        }
        if (!isConversationEvent(junk)) return;
        assert.equal(typeof junk.type, 'string');
      }),
    );
    for (const none of [null, undefined, 3, 'x', [], {}, { type: 'toString' }]) {
      assert.equal(isConversationEvent(none), false);
    }
  });
});

/** Folds random events: the reducer's invariants hold in any order, however text is split. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findTurn } from '../../src/conversation/activeBranch.ts';
import { EventRepairer } from '../../src/conversation/events/repairEvents.ts';
import type { ConversationEvent, PartAppended } from '../../src/conversation/events/events.ts';
import type { Conversation } from '../../src/conversation/model.ts';
import { emptyConversation, reduce, reduceAll } from '../../src/conversation/events/reduce.ts';
import type { SoakEntry } from './entry.ts';

const turnId = fc.constantFrom('t1', 't2');
const partId = fc.constantFrom('p1', 'p2');
const at = fc.integer({ min: 0, max: 1000 });
const kind = fc.constantFrom('reasoning' as const, 'content' as const);
const text = fc.string({
  unit: fc.constantFrom('a', 'b', '\n', '\ud83d', '\ude00'),
  maxLength: 12,
});

const appended: fc.Arbitrary<PartAppended> = fc.record({
  type: fc.constant('partAppended' as const),
  turnId,
  partId,
  kind,
  // Mostly applicable text: at the start or near the end of a short one.
  offset: fc.oneof(fc.constant(0), fc.nat({ max: 4 }), fc.nat({ max: 16 })),
  text,
  at,
});

const piece = { id: 'c1', kind: 'file' as const, path: 'a.ts', text: 'a' };

const event: fc.Arbitrary<ConversationEvent> = fc.oneof(
  { arbitrary: appended, weight: 6 },
  {
    arbitrary: fc.record({
      type: fc.constant('turnStarted' as const),
      turnId,
      parentId: fc.option(turnId),
      at,
      user: fc.record({ text, context: fc.constantFrom([], [piece]) }),
      settings: fc.constantFrom({}, { model: 'other' }),
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      type: fc.constant('turnEnded' as const),
      turnId,
      at,
      status: fc.constantFrom('complete', 'stopped', 'interrupted', 'failed'),
    }),
    weight: 2,
  },
  fc.record({
    type: fc.constant('toolCallRequested' as const),
    turnId,
    partId,
    at,
    callId: text,
    name: text,
    arguments: text,
  }),
  fc.record({ type: fc.constant('toolCallResolved' as const), turnId, partId, result: text }),
  fc.record({ type: fc.constant('turnHidden' as const), turnId, hidden: fc.boolean() }),
  fc.record({ type: fc.constant('turnExcluded' as const), turnId, excluded: fc.boolean() }),
  fc.record({
    type: fc.constant('contextExcluded' as const),
    turnId,
    contextId: fc.constantFrom('c1', 'c2'),
    excluded: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('conversationCreated' as const),
    id: fc.constant('c'),
    at,
    systemPrompt: text,
    workspace: fc.constant({ uri: 'file:///a', name: 'a' }),
  }),
  fc.record({
    type: fc.constant('settingsChanged' as const),
    settings: fc.constantFrom({}, { model: 'other' }),
  }),
  fc.record({ type: fc.constant('branchSelected' as const), leaf: fc.option(turnId) }),
  fc.record({
    type: fc.constant('titled' as const),
    title: text,
    by: fc.constantFrom('person', 'local', 'model'),
  }),
  fc.record({ type: fc.constant('pinned' as const), pinned: fc.boolean() }),
);

/** Events that may change an ended turn: hiding it, or excluding it or its context. */
const afterwards: ReadonlySet<string> = new Set(['turnHidden', 'turnExcluded', 'contextExcluded']);

/**
 * An ended turn changes only in visibility and exclusions, late events are dropped, and repeated text has no effect.
 */
function checkStep(before: Conversation, next: ConversationEvent): Conversation {
  const after = reduce(before, next);
  for (const [id, turn] of before.turns) {
    const found = after.turns.get(id);
    assert.ok(found !== undefined);
    const free = { hidden: false, excluded: false, excludedContext: [] };
    assert.deepEqual({ ...found, ...free }, { ...turn, ...free });
  }
  assert.ok(after.openTurn === null || !after.turns.has(after.openTurn.id));
  const opens = next.type === 'turnStarted' || afterwards.has(next.type);
  if ('turnId' in next && !opens && next.turnId !== before.openTurn?.id) {
    assert.equal(after, before);
  }
  if (next.type === 'partAppended') {
    assert.deepEqual(reduce(after, next), after);
    if (after !== before) checkGrowth(before, after, next);
  }
  return after;
}

/** Applied text starts within the existing text, and the part gets the expected length. */
function checkGrowth(before: Conversation, after: Conversation, next: PartAppended): void {
  const had = textLength(before, next.partId);
  assert.ok(next.offset <= had);
  assert.equal(textLength(after, next.partId), Math.max(had, next.offset + next.text.length));
}

function textLength(conversation: Conversation, part: string): number {
  const found = conversation.openTurn?.parts.find(({ id }) => id === part);
  return found === undefined || found.kind === 'toolCall' ? 0 : found.text.length;
}

/** A repaired log needs no further repair, and contains every turn that it mentions. */
function checkMending(events: readonly ConversationEvent[]): void {
  const repairer = new EventRepairer();
  const mended = events.flatMap((conversationEvent) => repairer.repair(conversationEvent));
  const folded = mended.reduce(checkStep, emptyConversation);
  for (const conversationEvent of events) {
    const inner =
      conversationEvent.type === 'turnEnded' || conversationEvent.type === 'partAppended';
    if (inner) {
      assert.ok(findTurn(folded, conversationEvent.turnId) !== undefined, conversationEvent.turnId);
    }
  }
  const again = new EventRepairer();
  const twice = reduceAll(
    emptyConversation,
    mended.flatMap((conversationEvent) => again.repair(conversationEvent)),
  );
  assert.deepEqual(twice, folded);
}

/** Streams a text in random pieces and repeats some of them: the result is always the same. */
function checkStream(whole: string, cuts: readonly number[], again: readonly number[]): void {
  const opened = reduceAll(emptyConversation, [
    { type: 'turnStarted', turnId: 't1', parentId: null, at: 0, user: { text: '', context: [] } },
  ]);
  const places = [...new Set([0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length])];
  places.sort((a, b) => a - b);
  const pieces = places.slice(0, -1).map((offset, index): PartAppended => {
    const piece = whole.slice(offset, places[index + 1]);
    return {
      type: 'partAppended',
      turnId: 't1',
      partId: 'p1',
      kind: 'content',
      offset,
      text: piece,
      at: 1,
    };
  });
  let state = opened;
  for (const [index, piece] of pieces.entries()) {
    state = reduce(state, piece);
    const late = pieces[(again[index % again.length] ?? 0) % (index + 1)];
    if (late !== undefined) state = reduce(state, late);
  }
  const atOnce: PartAppended = {
    type: 'partAppended',
    turnId: 't1',
    partId: 'p1',
    kind: 'content',
    offset: 0,
    text: whole,
    at: 1,
  };
  assert.deepEqual(state, reduce(opened, atOnce));
}

/** The reducer with random events and random splits. */
export const reduceSoak: SoakEntry = {
  name: 'reduce',
  shows:
    'the reducer is total, ended turns never change, and any cutting or repetition of streamed text folds to the same state; a log without lines is made whole',
  runs: 10_000,
  batch: 1_000,
  runBatch(seed, runs) {
    const options = { seed, numRuns: runs, endOnFailure: true };
    fc.assert(
      fc.property(fc.array(event, { minLength: 20, maxLength: 60 }), (events) => {
        events.reduce(checkStep, emptyConversation);
        checkMending(events);
      }),
      options,
    );
    const numbers = fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 10 });
    fc.assert(fc.property(fc.string({ maxLength: 60 }), numbers, numbers, checkStream), options);
    return Promise.resolve();
  },
};

/** Streams of conversation events for property tests. */

import fc from 'fast-check';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';

const ids = fc.constantFrom('t1', 't2', 't3');
const partIds = fc.constantFrom('p1', 'p2');
const kinds = fc.constantFrom('reasoning' as const, 'content' as const);
const words = fc.string({ unit: 'grapheme', maxLength: 6 });

/** Any event, valid in the current state or not. */
export const anyEvent: fc.Arbitrary<ConversationEvent> = fc.oneof(
  fc.record({
    type: fc.constant('conversationCreated' as const),
    id: fc.constantFrom('a', 'b'),
    at: fc.nat(),
    systemPrompt: words,
  }),
  fc.record({
    type: fc.constant('turnStarted' as const),
    turnId: ids,
    parentId: fc.option(ids, { nil: null }),
    at: fc.nat(),
    user: fc.record({ text: words, context: fc.constant([]) }),
  }),
  fc.record({
    type: fc.constant('turnStarted' as const),
    turnId: ids,
    parentId: fc.constant(null),
    at: fc.nat(),
    user: fc.record({ text: words, context: fc.constant([]) }),
    continues: ids,
  }),
  fc.record({
    type: fc.constant('logprobsReported' as const),
    turnId: ids,
    partId: partIds,
    offset: fc.nat(8),
    tokens: fc.array(fc.record({ text: words, logprob: fc.constant(-1) })),
  }),
  fc.record({
    type: fc.constant('partAppended' as const),
    turnId: ids,
    partId: partIds,
    kind: kinds,
    offset: fc.nat(8),
    text: words,
    at: fc.nat(),
  }),
  fc.record({
    type: fc.constant('turnEnded' as const),
    turnId: ids,
    at: fc.nat(),
    status: fc.constantFrom(
      'complete' as const,
      'stopped' as const,
      'interrupted' as const,
      'failed' as const,
    ),
  }),
  fc.record({
    type: fc.constant('usageReported' as const),
    turnId: ids,
    usage: fc.constant({ prompt: 3, cached: 1, uncached: 2, completion: 4 }),
  }),
  fc.record({ type: fc.constant('turnHidden' as const), turnId: ids, hidden: fc.boolean() }),
  fc.record({ type: fc.constant('turnExcluded' as const), turnId: ids, excluded: fc.boolean() }),
  fc.record({
    type: fc.constant('contextExcluded' as const),
    turnId: ids,
    contextId: fc.constantFrom('x', 'y'),
    excluded: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('branchSelected' as const),
    leaf: fc.option(ids, { nil: null }),
  }),
  fc.record({
    type: fc.constant('titled' as const),
    title: words,
    by: fc.constantFrom('person' as const, 'local' as const, 'model' as const),
  }),
  fc.record({ type: fc.constant('pinned' as const), pinned: fc.boolean() }),
);

/** A text streamed into one turn as pieces with offsets, like the API sends it. */
export const streamedPieces: fc.Arbitrary<readonly ConversationEvent[]> = fc
  .array(fc.tuple(kinds, fc.string({ unit: 'binary', minLength: 1, maxLength: 5 })), {
    maxLength: 20,
  })
  .map((pieces) => {
    const lengths = { reasoning: 0, content: 0 };
    return pieces.map(([kind, text], index): ConversationEvent => {
      const offset = lengths[kind];
      lengths[kind] += text.length;
      return {
        type: 'partAppended',
        turnId: 't1',
        partId: kind === 'reasoning' ? 'p1' : 'p2',
        kind,
        offset,
        text,
        at: index,
      };
    });
  });

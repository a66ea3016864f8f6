/** Conversation trees for tests. */

import fc from 'fast-check';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import type { Conversation, TurnId } from '../../../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';

const created: ConversationEvent = {
  type: 'conversationCreated',
  id: 'c',
  at: 1,
  systemPrompt: 'Be brief.',
};

/** A complete turn with reasoning and an answer. */
export function turnEvents(turnId: TurnId, parentId: TurnId | null): ConversationEvent[] {
  const part = { type: 'partAppended', turnId, offset: 0, at: 3 } as const;
  const piece = { id: 'x', kind: 'file', path: 'a.ts', text: `piece of ${turnId}` } as const;
  return [
    { type: 'turnStarted', turnId, parentId, at: 2, user: { text: turnId, context: [piece] } },
    { type: 'responseStarted', turnId, responseId: `r-${turnId}` },
    { ...part, partId: 'r', kind: 'reasoning', text: 'hm', field: 'reasoning_content' },
    { ...part, partId: 'c', kind: 'content', text: `answer to ${turnId}` },
    { type: 'usageReported', turnId, usage: { prompt: 3, cached: 1, uncached: 2, completion: 4 } },
    { type: 'turnEnded', turnId, at: 9, status: 'complete', finishReason: 'stop' },
  ];
}

/** A conversation with turns written as `id` or `id<parent`; the last one's branch is active. */
export function treeOf(...turns: readonly string[]): Conversation {
  const events = turns.flatMap((turn) => {
    const [id = '', parent = null] = turn.split('<');
    return turnEvents(id, parent);
  });
  return reduceAll(emptyConversation, [created, ...events]);
}

/** Any tree that a user can create: follow-ups, alternatives, branch switches, hidden and excluded turns. */
export const anyTree: fc.Arbitrary<Conversation> = fc
  .array(
    fc.record({
      parent: fc.nat(),
      root: fc.boolean(),
      mark: fc.constantFrom('none', 'none', 'hide', 'exclude', 'piece', 'select'),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((steps) => {
    const events: ConversationEvent[] = [created];
    for (const [index, { parent, root, mark }] of steps.entries()) {
      const turnId = `t${String(index)}`;
      const of = `t${String(parent % (index + 1))}`;
      events.push(...turnEvents(turnId, root || of === turnId ? null : of));
      if (mark === 'hide') events.push({ type: 'turnHidden', turnId: of, hidden: true });
      if (mark === 'exclude') events.push({ type: 'turnExcluded', turnId: of, excluded: true });
      if (mark === 'select') events.push({ type: 'branchSelected', leaf: of });
      if (mark === 'piece') {
        events.push({ type: 'contextExcluded', turnId: of, contextId: 'x', excluded: true });
      }
    }
    return reduceAll(emptyConversation, events);
  });

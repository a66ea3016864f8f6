/** Folds changes of the window: pages added or dropped, events beyond its end. */

import { activeBranch } from '../../src/conversation/activeBranch.ts';
import type { ConversationEvent } from '../../src/conversation/events/events.ts';
import type { Conversation } from '../../src/conversation/model.ts';
import { reduceAll } from '../../src/conversation/events/reduce.ts';
import type { Fact } from '../../src/protocol/messages.ts';
import { windowSize, withTurns, type ConversationWindow } from '../../src/protocol/window.ts';

/** Turns and what lies beyond them. */
export interface Held {
  readonly conversation: Conversation;
  readonly earlier: number;
  readonly later: number;
  readonly branches: ConversationWindow['branches'];
}

/** The maximum number of turns held; those farthest from the new ones are dropped. */
export const maxTurns = 10 * windowSize;

/** Events of the conversation; a turn that begins beyond the window's end is counted and not held. */
export function foldEvents(held: Held, events: readonly ConversationEvent[]): Held {
  // Not the whole of it: the caller's state has more, and newer.
  const { conversation, earlier, later, branches } = held;
  if (later === 0) {
    return { conversation: reduceAll(conversation, events), earlier, later, branches };
  }
  const begun = events.filter((event) => event.type === 'turnStarted').length;
  const known = events.map((event): ConversationEvent =>
    // It waits no longer, wherever its turn is.
    event.type === 'turnStarted' ? { type: 'messageUnqueued', messageId: event.turnId } : event,
  );
  return { conversation: reduceAll(conversation, known), earlier, later: later + begun, branches };
}

/** A page that comes before the first turn held. */
export function foldEarlier(held: Held, fact: Extract<Fact, { type: 'earlier' }>): Held {
  const turns = [...fact.turns, ...activeBranch(held.conversation)];
  const kept = turns.slice(0, maxTurns);
  return {
    conversation: withTurns(held.conversation, kept),
    earlier: fact.earlier,
    later: held.later + turns.length - kept.length,
    branches: { ...held.branches, ...fact.branches },
  };
}

/** A page that comes after the last turn held. */
export function foldLater(held: Held, fact: Extract<Fact, { type: 'later' }>): Held {
  const turns = [...activeBranch(held.conversation), ...fact.turns];
  const kept = turns.slice(-maxTurns);
  return {
    conversation: withTurns(held.conversation, kept),
    earlier: held.earlier + turns.length - kept.length,
    later: fact.later,
    branches: { ...held.branches, ...fact.branches },
  };
}

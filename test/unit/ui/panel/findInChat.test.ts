import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ConversationEvent } from '../../../../src/conversation/events/events.ts';
import { emptyConversation, reduceAll } from '../../../../src/conversation/events/reduce.ts';
import type { IntentPage } from '../../../../src/ui/panel/intents/intentHandlers.ts';
import { ChatFind } from '../../../../src/ui/panel/findInChat.ts';
import { FakeClock } from '../../fakeClock.ts';

/** The handlers of "Find in Chat" do not look at the webview. */
const noPage = {} as IntentPage;

function turn(n: number, question: string, reasoning: string, answer: string): ConversationEvent[] {
  const turnId = `t${String(n)}`;
  const part = { type: 'partAppended', turnId, offset: 0, at: 1 } as const;
  const parentId = n === 1 ? null : `t${String(n - 1)}`;
  return [
    { type: 'turnStarted', turnId, parentId, at: n, user: { text: question, context: [] } },
    { ...part, partId: 'r', kind: 'reasoning', text: reasoning },
    { ...part, partId: 'c', kind: 'content', text: answer },
    { type: 'turnEnded', turnId, at: n, status: 'complete' },
  ];
}

function open(...events: ConversationEvent[]) {
  let conversation = reduceAll(emptyConversation, events);
  const clock = new FakeClock();
  const posted: { hits: readonly unknown[]; more: boolean; query: string }[] = [];
  const find = new ChatFind({
    clock,
    conversation: () => conversation,
    post: (fact) => posted.push(fact),
  });
  return {
    clock,
    posted,
    find,
    ask: (query: string, reasoning = false, matchCase = false) =>
      find.intents.find({ type: 'find', query, reasoning, matchCase }, noPage),
    happen: (...more: ConversationEvent[]) => {
      conversation = reduceAll(conversation, more);
      find.onEvents();
    },
  };
}

describe('finding in a whole chat', () => {
  it('counts the places in questions, answers and, if asked to, reasoning, in the order of the branch', () => {
    const page = open(
      ...turn(1, 'needle?', 'a needle', 'no'),
      ...turn(2, 'x', 'x', 'Needle needle'),
    );
    page.ask('needle');
    page.ask('needle', true);
    page.ask('Needle', false, true);
    page.ask('  ');
    assert.deepEqual(
      page.posted.map(({ hits }) => hits),
      [
        [
          { turnId: 't1', place: 'question', count: 1 },
          { turnId: 't2', place: 'answer', count: 2 },
        ],
        [
          { turnId: 't1', place: 'question', count: 1 },
          { turnId: 't1', place: 'reasoning', count: 1 },
          { turnId: 't2', place: 'answer', count: 2 },
        ],
        [{ turnId: 't2', place: 'answer', count: 1 }],
        [],
      ],
    );
  });

  it('answers again while the chat goes on, when something was found, and not after it was ended', () => {
    const page = open(...turn(1, 'needle', '', ''));
    page.ask('needle');
    page.happen(...turn(2, 'nothing', '', ''));
    page.clock.advance(1_000);
    assert.equal(page.posted.length, 1);
    page.happen(...turn(3, 'a needle', '', ''));
    page.clock.advance(1_000);
    assert.equal(page.posted.at(-1)!.hits.length, 2);
    page.find.intents.endFind({ type: 'endFind' }, noPage);
    page.happen(...turn(4, 'a needle', '', ''));
    page.clock.advance(1_000);
    assert.equal(page.posted.length, 2);
  });

  it('lets others work in between, and answers the last query only', () => {
    const page = open(
      ...turn(1, 'one', '', ''),
      ...turn(2, 'two', '', ''),
      ...turn(3, 'one', '', ''),
    );
    // Every look at the clock finds that the time is up.
    let steady = 0;
    page.clock.monotonic = () => (steady += 100);
    page.ask('one');
    page.ask('two');
    assert.equal(page.posted.length, 0);
    page.clock.advance(10);
    page.clock.advance(10);
    page.clock.advance(10);
    page.clock.advance(10);
    assert.deepEqual(
      page.posted.map(({ query, hits }) => [query, hits.length]),
      [['two', 1]],
    );
  });

  it('stops counting where it helps nobody', () => {
    const page = open(...turn(1, 'a'.repeat(30_000), '', ''), ...turn(2, 'a', '', ''));
    page.ask('a');
    assert.equal(page.posted[0]!.more, true);
    assert.equal(page.posted[0]!.hits.length, 1);
  });
});

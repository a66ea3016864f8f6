import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ConversationEvent } from '../../../src/conversation/events.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/reduce.ts';
import { windowSize } from '../../../src/protocol/window.ts';
import { WindowPlace } from '../../../src/views/windowPlace.ts';

const started = (turn: number, parent = turn - 1): ConversationEvent => ({
  type: 'turnStarted',
  turnId: `t${String(turn)}`,
  parentId: parent === 0 ? null : `t${String(parent)}`,
  at: turn,
  user: { text: '', context: [] },
});
const ended = (turn: number): ConversationEvent => ({
  type: 'turnEnded',
  turnId: `t${String(turn)}`,
  at: turn,
  status: 'complete',
});

/** How many turns come before the one that a window lies around. */
const before = Math.floor(windowSize / 3);

/** The first and the last of a window's turns and how many follow, for one that begins with this turn. */
function windowFrom(first: number, all = 90): [string, string, number] {
  const last = first + windowSize - 1;
  return [`t${String(first)}`, `t${String(last)}`, all - last];
}

/** A chat of 90 turns and a page that shows its end. */
function open() {
  let conversation = emptyConversation;
  for (let turn = 1; turn <= 90; turn += 1) {
    conversation = reduceAll(conversation, [started(turn), ended(turn)]);
  }
  const posted: unknown[] = [];
  const place = new WindowPlace({
    conversation: () => conversation,
    post: (fact) => posted.push([fact.type, fact.turns[0]?.id, fact.turns.at(-1)?.id]),
    snapshot: (show) => {
      place.window();
      posted.push(['snapshot', show]);
    },
  });
  place.window();
  return {
    place,
    posted,
    shown: () => {
      const { turns, later } = place.window();
      return [turns[0]?.id, turns.at(-1)?.id, later];
    },
    happen: (own: boolean, ...events: ConversationEvent[]) => {
      conversation = reduceAll(conversation, events);
      return place.follow(events, own);
    },
  };
}

describe('the place that a page reads at', () => {
  it('is the end until a turn is asked for, and again when the end is', () => {
    const { place, posted, shown } = open();
    const end = windowFrom(91 - windowSize);
    assert.deepEqual(shown(), end);
    assert.equal(place.handle({ type: 'showTurn', turnId: 't40' }), true);
    const [first, last] = windowFrom(40 - before);
    assert.deepEqual(shown(), windowFrom(40 - before));
    place.handle({ type: 'loadLater', after: last });
    place.handle({ type: 'loadEarlier', before: first });
    assert.deepEqual(shown(), windowFrom(40 - 2 * before));
    place.handle({ type: 'showLatest' });
    assert.deepEqual(shown(), end);
    assert.deepEqual(posted, [
      ['snapshot', 't40'],
      ['later', ...windowFrom(40 - before + windowSize).slice(0, 2)],
      ['earlier', ...windowFrom(40 - before - windowSize).slice(0, 2)],
      ['snapshot', null],
    ]);
    assert.equal(place.handle({ type: 'stop' }), false);
  });

  it('is the end once the last page was loaded, and is not when the page let go of it', () => {
    const { place, shown } = open();
    place.handle({ type: 'showTurn', turnId: 't50' });
    place.handle({ type: 'loadLater', after: `t${String(90 - windowSize)}` });
    assert.equal(shown()[2], 0);
    place.handle({ type: 'readingAt', turnId: 't20' });
    assert.deepEqual(shown(), windowFrom(20 - before));
  });

  it('is the end when its turn has left the branch', () => {
    const { place, happen, shown } = open();
    place.handle({ type: 'showTurn', turnId: 't50' });
    assert.equal(happen(false, started(91, 10)), 'stay');
    assert.deepEqual(shown(), ['t1', 't91', 0]);
  });

  it('stays while a chat goes on elsewhere, and goes to the end for what the page asked itself', () => {
    const { place, happen, shown } = open();
    assert.equal(happen(false, started(91)), 'fold');
    assert.equal(happen(false, ended(91)), 'fold');
    place.handle({ type: 'showTurn', turnId: 't40' });
    assert.equal(happen(false, started(92)), 'stay');
    assert.deepEqual(shown(), windowFrom(40 - before, 92));
    assert.equal(happen(false, ended(92)), 'fold');
    assert.equal(happen(true, started(93)), 'goToLatest');
    assert.deepEqual(shown(), windowFrom(94 - windowSize, 93));
  });

  it('is told anew when the branch moves', () => {
    const { happen } = open();
    assert.equal(happen(true, started(91, 89)), 'goToLatest', 'a turn beside the last');
    assert.equal(happen(false, ended(91)), 'fold');
    assert.equal(happen(false, { type: 'branchSelected', leaf: 't90' }), 'stay');
    assert.equal(happen(false, started(92, 90)), 'fold', 'a turn after the chosen leaf');
    assert.equal(happen(false, { type: 'turnHidden', turnId: 't3', hidden: true }), 'stay');
  });
});

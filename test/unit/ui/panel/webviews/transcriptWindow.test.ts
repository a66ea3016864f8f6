import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ConversationEvent } from '../../../../../src/conversation/events/events.ts';
import { emptyConversation, reduceAll } from '../../../../../src/conversation/events/reduce.ts';
import { windowSize } from '../../../../../src/protocol/window.ts';
import type { IntentPage } from '../../../../../src/ui/panel/intents/intentHandlers.ts';
import { TranscriptWindow } from '../../../../../src/ui/panel/webviews/transcriptWindow.ts';

/** The handlers of the window do not look at the webview. */
const noPage = {} as IntentPage;

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
  const place = new TranscriptWindow({
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
      const begun = events.find((event) => event.type === 'turnStarted');
      if (own && begun !== undefined) place.followTurn(begun.turnId);
      conversation = reduceAll(conversation, events);
      return place.follow(events);
    },
  };
}

describe('the place that a page reads at', () => {
  it('is the end until a turn is asked for, and again when the end is', () => {
    const { place, posted, shown } = open();
    const end = windowFrom(91 - windowSize);
    assert.deepEqual(shown(), end);
    place.intents.showTurn({ type: 'showTurn', turnId: 't40' }, noPage);
    const [first, last] = windowFrom(40 - before);
    assert.deepEqual(shown(), windowFrom(40 - before));
    place.intents.loadLater({ type: 'loadLater', after: last }, noPage);
    place.intents.loadEarlier({ type: 'loadEarlier', before: first }, noPage);
    assert.deepEqual(shown(), windowFrom(40 - 2 * before));
    place.intents.showLatest({ type: 'showLatest' }, noPage);
    assert.deepEqual(shown(), end);
    assert.deepEqual(posted, [
      ['snapshot', 't40'],
      ['later', ...windowFrom(40 - before + windowSize).slice(0, 2)],
      ['earlier', ...windowFrom(40 - before - windowSize).slice(0, 2)],
      ['snapshot', null],
    ]);
  });

  it('is the end once the last page was loaded, and is not when the page let go of it', () => {
    const { place, shown } = open();
    place.intents.showTurn({ type: 'showTurn', turnId: 't50' }, noPage);
    place.intents.loadLater({ type: 'loadLater', after: `t${String(90 - windowSize)}` }, noPage);
    assert.equal(shown()[2], 0);
    place.intents.readingAt({ type: 'readingAt', turnId: 't20' }, noPage);
    assert.deepEqual(shown(), windowFrom(20 - before));
  });

  it('is the end when its turn has left the branch', () => {
    const { place, happen, shown } = open();
    place.intents.showTurn({ type: 'showTurn', turnId: 't50' }, noPage);
    assert.equal(happen(false, started(91, 10)), 'stay');
    assert.deepEqual(shown(), ['t1', 't91', 0]);
  });

  it('stays while a chat goes on elsewhere, and goes to the end for what the page asked itself', () => {
    const { place, happen, shown } = open();
    assert.equal(happen(false, started(91)), 'fold');
    assert.equal(happen(false, ended(91)), 'fold');
    place.intents.showTurn({ type: 'showTurn', turnId: 't40' }, noPage);
    assert.equal(happen(false, started(92)), 'stay');
    assert.deepEqual(shown(), windowFrom(40 - before, 92));
    assert.equal(happen(false, ended(92)), 'fold');
    assert.equal(happen(true, started(93)), 'goToLatest');
    assert.deepEqual(shown(), windowFrom(94 - windowSize, 93));
  });

  it('is posted again when the branch moves', () => {
    const { happen } = open();
    assert.equal(happen(true, started(91, 89)), 'goToLatest', 'a turn beside the last');
    assert.equal(happen(false, ended(91)), 'fold');
    assert.equal(happen(false, { type: 'branchSelected', leaf: 't90' }), 'stay');
    assert.equal(happen(false, started(92, 90)), 'fold', 'a turn after the chosen leaf');
    assert.equal(happen(false, { type: 'turnHidden', turnId: 't3', hidden: true }), 'stay');
  });
});

/** Invariants of any response from any server. */

import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { StreamEvent, StreamOutcome } from '../../../src/deepseek/types.ts';
import { assertSame } from '../assertSame.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';
import type { AnswerTexts, StreamCase, StreamTruth } from './streamCase.ts';
import { otherUrl, playStream, vendorUrl, type StreamResult } from './streamDriver.ts';
import { generateStream } from './streamGrammar.ts';
import { checkTurn, closeTurns } from './turnDriver.ts';

/** Maximum duration of a stop, in milliseconds. */
const maxStopMs = 1_000;

/** Reads server responses with the client. */
export const streamTarget: FuzzTarget = {
  name: 'streams',
  share: 59,
  generate: generateStream,
  async check(input) {
    const streamCase = input as StreamCase;
    if (streamCase.isTurn === true) {
      await checkTurn(streamCase);
      return;
    }
    const result = await playStream(streamCase);
    checkEnd(streamCase, result);
    checkBounds(streamCase, result.events);
    checkTruth(streamCase.truth, result.events);
    checkEvidence(streamCase, outcomeOf(result.events));
    // Packet boundaries must not change the result.
    if (
      streamCase.end !== 'clean' ||
      streamCase.stopAfter !== undefined ||
      streamCase.cuts.length === 0
    ) {
      return;
    }
    const atOnce = await playStream({ ...streamCase, cuts: [] });
    const read = summaryOf(result.events);
    const expected = summaryOf(atOnce.events);
    assertSame(read, expected, 'packets change what is read');
  },
  close() {
    closeTurns();
    return Promise.resolve();
  },
};

function outcomeOf(events: readonly StreamEvent[]): StreamOutcome {
  const last = events.at(-1);
  assert.ok(last?.type === 'ended', 'the last event is not the end');
  return last.outcome;
}

/** It ends once and in time, contacts no other server, and cleans up. */
function checkEnd({ vendor, status }: StreamCase, result: StreamResult): void {
  assert.ok(result.ended, `the turn never ends (${result.tookMs / 60_000} minutes)`);
  const ends = result.events.filter(({ type }) => type === 'ended').length;
  assert.equal(ends, 1, 'not exactly one end');
  const { origin } = new URL(vendor ? vendorUrl : otherUrl);
  for (const url of result.urls) assert.equal(new URL(url).origin, origin, 'another origin');
  assert.ok((result.stopMs ?? 0) <= maxStopMs, `the stop took ${result.stopMs ?? 0} ms`);
  assert.ok(result.released, 'the connection is kept');
  assert.equal(result.timers, 0, 'timers are left');
  const { status: how } = outcomeOf(result.events);
  if (status !== 200) assert.notEqual(how, 'complete', `complete with status ${status}`);
}

/** The output is plain data whose size is bounded by the input. */
function checkBounds({ body }: StreamCase, events: readonly StreamEvent[]): void {
  const json = JSON.stringify(events);
  assert.ok(isDeepStrictEqual(JSON.parse(json), events), 'events do not survive JSON');
  assert.ok(json.length <= 6 * body.length + 4_096, `${json.length} characters of events`);
  const read = events.filter(({ type }) => type !== 'waiting' && type !== 'stalled').length;
  assert.ok(read <= 16 + body.length / 8, `${read} events of ${body.length} bytes`);
}

function checkTruth(
  { exact, beginningOf, incomplete }: StreamTruth,
  events: readonly StreamEvent[],
): void {
  const outcome = outcomeOf(events);
  const { reasoning, content } = textsOf(events);
  if (incomplete !== undefined) assert.notEqual(outcome.status, 'complete', incomplete);
  if (beginningOf !== undefined) {
    assert.ok(beginningOf.content.startsWith(content), `the answer has ${content}`);
    assert.ok(beginningOf.reasoning.startsWith(reasoning), `the reasoning has ${reasoning}`);
  }
  if (exact === undefined) return;
  const { finishReason, ...texts } = exact;
  assertSame({ reasoning, content }, texts, 'the answer is read otherwise');
  assertSame(outcome, { status: 'complete', finishReason }, 'the end is read otherwise');
}

/** Nothing is complete without a finish reason anywhere in the bytes. */
function checkEvidence({ body, profile, vendor }: StreamCase, outcome: StreamOutcome): void {
  if (outcome.status !== 'complete') return;
  const hasReason = /"finish_reason"\s*:\s*"/i.test(body.replaceAll(/[\r\n]+(data:)?/g, ''));
  const hasDone = body.includes('[DONE]') && (profile === 'compatible' || !vendor);
  assert.ok(hasReason || hasDone, 'complete without any finish reason');
}

function textsOf(events: readonly StreamEvent[]): AnswerTexts {
  const join = (kind: 'reasoning' | 'content') =>
    events.map((event) => (event.type === kind ? event.text : '')).join('');
  return { reasoning: join('reasoning'), content: join('content') };
}

function summaryOf(events: readonly StreamEvent[]): unknown {
  const others = events.filter(({ type }) =>
    ['identified', 'toolCalls', 'usage', 'ended'].includes(type),
  );
  return { ...textsOf(events), others };
}

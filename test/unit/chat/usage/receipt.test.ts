/** What an answer took: every request of it, priced when it started. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { receiptOf } from '../../../../src/chat/usage/receipt.ts';
import type { ConversationEvent } from '../../../../src/conversation/events/events.ts';
import type { RequestRecord } from '../../../../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../../../../src/conversation/events/reduce.ts';
import type { Usage } from '../../../../src/conversation/usage.ts';

const usd = { currency: 'USD', overrides: {} } as const;
/** A Friday, five minutes before its second peak ends. */
const peak = Date.UTC(2026, 10, 20, 9, 55);
const offPeak = peak + 10 * 60_000;

function record(at: number, more: Partial<RequestRecord> = {}): RequestRecord {
  return {
    profile: 'official',
    origin: 'https://api.deepseek.com',
    parameters: { model: 'deepseek-flash', thinking: 'enabled' },
    messageHashes: ['q'],
    bodySha256: '',
    repairs: [],
    form: { at, path: '/chat/completions' },
    priced: true,
    ...more,
  };
}

function counted(cached: number, uncached: number, completion: number): Usage {
  return { prompt: cached + uncached, cached, uncached, completion };
}

function started(turnId: string, more: object = {}): ConversationEvent {
  const user = { text: turnId, context: [] };
  return { type: 'turnStarted', turnId, parentId: null, at: peak, user, ...more };
}

const ended = (turnId: string): ConversationEvent => ({
  type: 'turnEnded',
  turnId,
  at: offPeak,
  status: 'complete',
});

function receipt(turnId: string, events: readonly ConversationEvent[], pricing = usd) {
  const conversation = reduceAll(emptyConversation, events);
  return receiptOf(conversation.turns.get(turnId)!, conversation, pricing);
}

describe('the receipt of a turn', () => {
  it('prices its request by the moment when that started, not the turn', () => {
    const of = (at: number) =>
      receipt('t', [
        started('t'),
        { type: 'requestSent', turnId: 't', request: record(at) },
        { type: 'usageReported', turnId: 't', usage: counted(64, 100, 10) },
        ended('t'),
      ])!.total.amount;
    // 64 × 0.003 + 100 × 0.15 + 10 × 0.60 for a million tokens, in 1e-12 dollars
    assert.equal(of(offPeak), 21_192_000);
    assert.equal(of(peak), 2 * 21_192_000);
  });

  it('adds what a request took that another one followed', () => {
    const found = receipt('t', [
      started('t'),
      { type: 'requestSent', turnId: 't', request: record(peak) },
      { type: 'usageReported', turnId: 't', usage: { ...counted(0, 100, 0), estimated: true } },
      { type: 'requestSent', turnId: 't', request: record(offPeak) },
      { type: 'usageReported', turnId: 't', usage: counted(64, 36, 10) },
      ended('t'),
    ])!;
    assert.deepEqual(
      found.requests.map(({ at, price, cost }) => [at, price?.period, cost]),
      [
        [peak, 'peak', 30_000_000],
        [offPeak, 'offPeak', 11_592_000],
      ],
    );
    assert.equal(found.total.amount, 41_592_000);
    assert.equal(found.total.usage.prompt, 200);
    assert.equal(found.estimated, true);
  });

  it('includes the request of the answer that it goes on from', () => {
    const found = receipt('more', [
      started('cut'),
      { type: 'requestSent', turnId: 'cut', request: record(offPeak) },
      { type: 'usageReported', turnId: 'cut', usage: counted(0, 100, 10) },
      ended('cut'),
      started('more', { continues: 'cut' }),
      { type: 'requestSent', turnId: 'more', request: record(offPeak) },
      { type: 'usageReported', turnId: 'more', usage: counted(64, 46, 20) },
      ended('more'),
    ])!;
    assert.equal(found.requests.length, 2);
    assert.deepEqual([found.total.usage.prompt, found.total.usage.completion], [210, 30]);
  });

  it('has no cost where no price is known, and the price that the user set where one is', () => {
    const events: ConversationEvent[] = [
      started('t'),
      {
        type: 'requestSent',
        turnId: 't',
        request: record(offPeak, { origin: 'http://127.0.0.1', priced: false }),
      },
      { type: 'usageReported', turnId: 't', usage: counted(0, 100, 10) },
      ended('t'),
    ];
    const unknown = receipt('t', events)!;
    assert.deepEqual([unknown.total.unpriced, unknown.requests[0]?.cost], [1, undefined]);
    const overrides = { 'deepseek-flash': { USD: { cached: 0, uncached: 1, output: 2 } } };
    const own = receipt('t', events, { ...usd, overrides })!;
    assert.deepEqual(
      [own.total.amount, own.requests[0]!.price?.listDate],
      [120_000_000, undefined],
    );
  });

  it('takes the price of the official host for a request of an older version, and its turn’s time', () => {
    const { profile, origin, parameters, messageHashes, bodySha256, repairs } = record(0);
    const old = { profile, origin, parameters, messageHashes, bodySha256, repairs };
    const found = receipt('t', [
      started('t'),
      { type: 'requestSent', turnId: 't', request: old },
      { type: 'usageReported', turnId: 't', usage: counted(0, 100, 0) },
      ended('t'),
    ])!;
    assert.deepEqual([found.requests[0]!.at, found.total.amount], [peak, 30_000_000]);
  });

  it('is none where nothing is known of what the turn took', () => {
    assert.equal(receipt('t', [started('t'), ended('t')]), undefined);
  });
});

describe('a cache that gave less than it had', () => {
  const long = counted(0, 20_000, 10);
  const first: ConversationEvent[] = [
    started('a'),
    { type: 'requestSent', turnId: 'a', request: record(offPeak, { messageHashes: ['s', 'q'] }) },
    { type: 'usageReported', turnId: 'a', usage: long },
    ended('a'),
  ];
  const second = (request: RequestRecord, usage: Usage): ConversationEvent[] => [
    ...first,
    started('b', { parentId: 'a', at: offPeak + 60_000 }),
    { type: 'requestSent', turnId: 'b', request },
    { type: 'usageReported', turnId: 'b', usage },
    ended('b'),
  ];
  const after = { turnId: 'a', messages: 2 };
  const next = (more: Partial<RequestRecord> = {}) =>
    record(offPeak + 60_000, { after, messageHashes: ['x', 'r'], ...more });

  it('is named with what it cost more', () => {
    const parameters = { model: 'deepseek-v4-pro', thinking: 'enabled' } as const;
    const { missed } = receipt('b', second(next({ parameters }), counted(0, 21_000, 10)))!;
    assert.deepEqual(missed?.cause, { kind: 'model' });
    // 19 968 tokens, whole blocks of 64, at 0.66 in the place of 0.022
    assert.deepEqual([missed?.missed, missed?.cost], [19_968, 19_968 * 638_000]);
  });

  it('is named by the message that is another one than before', () => {
    const request = next({ after: { turnId: 'a', messages: 1 }, messageHashes: ['Q', 'x', 'r'] });
    const { missed } = receipt('b', second(request, counted(0, 21_000, 10)))!;
    assert.deepEqual(missed?.cause, { kind: 'message', index: 1 });
  });

  it('is not spoken of where the cache gave what it had', () => {
    const found = receipt('b', second(next(), counted(19_968, 1_032, 10)))!;
    assert.equal(found.missed, undefined);
  });

  it('is not spoken of where a server may have no cache, or counted nothing', () => {
    const other = { profile: 'compatible', priced: false } as const;
    assert.equal(receipt('b', second(next(other), counted(0, 21_000, 10)))!.missed, undefined);
    const estimated = { ...counted(0, 21_000, 10), estimated: true } as const;
    assert.equal(receipt('b', second(next(), estimated))!.missed, undefined);
  });

  it('is named for the same question asked again of another model', () => {
    const parameters = { model: 'deepseek-v4-pro', thinking: 'enabled' } as const;
    const { missed } = receipt('b', [
      ...first,
      started('b', { at: offPeak + 60_000, user: { text: 'a', context: [] } }),
      { type: 'requestSent', turnId: 'b', request: record(offPeak, { parameters }) },
      { type: 'usageReported', turnId: 'b', usage: long },
      ended('b'),
    ])!;
    assert.deepEqual(missed?.cause, { kind: 'model' });
  });
});

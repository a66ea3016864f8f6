/** One stream truncated and split at every byte: packet boundaries must not matter. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { BodyReader } from '../../../src/deepseek/stream/bodyReader.ts';
import type { StreamEvent, StreamOutcome } from '../../../src/deepseek/types.ts';
import { chatCall, chunk, collect, describeOutcome, sendStream, withLoopback } from './loopback.ts';

const call = chatCall('https://example.invalid', { profile: 'compatible' });

function fragment(text: string, id?: string): string {
  const start = id === undefined ? {} : { id, type: 'function' };
  const fn = { ...(id !== undefined && { name: 'read' }), arguments: text };
  return chunk({ tool_calls: [{ index: 0, ...start, function: fn }] });
}

const sample =
  '\ufeff: keep-alive\r\n\r\n' +
  chunk({ content: '<think>Grüße 思考</think>\n\n' }) +
  chunk({ content: 'Ünïcödé 😀 答え' }).replaceAll('\n', '\r\n') +
  fragment('{"path":', 'call_a') +
  fragment('"ä.ts"}') +
  chunk({}, {}, 'tool_calls').replaceAll('\n', '\r') +
  'data: {"id":"r1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\n' +
  'data: [DONE]';
const bytes = new TextEncoder().encode(sample);

/** Merges adjacent text of one kind, because pieces may be split anywhere. */
function merged(events: readonly StreamEvent[]): StreamEvent[] {
  const result: StreamEvent[] = [];
  for (const event of events) {
    const last = result.at(-1);
    if (event.type === 'content' && last?.type === 'content') {
      result[result.length - 1] = { ...last, text: last.text + event.text };
    } else if (event.type === 'reasoning' && last?.type === 'reasoning') {
      result[result.length - 1] = { ...last, text: last.text + event.text };
    } else {
      result.push(event);
    }
  }
  return result;
}

function read(pieces: readonly Uint8Array[]): { events: StreamEvent[]; outcome: StreamOutcome } {
  const events: StreamEvent[] = [];
  const reader = new BodyReader(call, { host: 'example.invalid' }, (event) => events.push(event));
  for (const piece of pieces) reader.push(piece);
  const outcome = reader.end();
  return { events: merged(events), outcome };
}

const whole = read([bytes]);

describe('A stream in packets', () => {
  it('is read correctly', () => {
    assert.deepEqual(whole, {
      events: [
        { type: 'identified', responseId: 'r1' },
        { type: 'reasoning', text: 'Grüße 思考', field: 'think' },
        { type: 'content', text: 'Ünïcödé 😀 答え' },
        {
          type: 'toolCalls',
          calls: [{ callId: 'call_a', name: 'read', arguments: '{"path":"ä.ts"}' }],
        },
        { type: 'usage', usage: { prompt: 3, cached: 0, uncached: 3, completion: 2 } },
      ],
      outcome: { status: 'complete', finishReason: 'tool_calls' },
    });
  });

  // Fault M13
  it('gives the same events split in two or into single bytes', () => {
    for (let at = 0; at <= bytes.length; at++) {
      assert.deepEqual(read([bytes.subarray(0, at), bytes.subarray(at)]), whole, `split at ${at}`);
    }
    assert.deepEqual(read([...bytes].map((byte) => Uint8Array.of(byte))), whole);
  });

  it('never completes or emits a tool call before the finish reason is complete', () => {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    const closing = text.indexOf('}]}', text.indexOf('"finish_reason":"tool_calls"')) + 3;
    const needed = new TextEncoder().encode(text.slice(0, closing)).length;
    for (let at = 0; at < bytes.length; at++) {
      const { events, outcome } = read([bytes.subarray(0, at)]);
      const expected = at < needed ? /^(failed|interrupted)/ : /^complete tool_calls$/;
      assert.match(describeOutcome(outcome), expected, `cut at ${at} of ${needed}`);
      assert.equal(
        events.some((event) => event.type === 'toolCalls'),
        at >= needed,
      );
    }
  });

  it('turns invalid UTF-8 into the replacement character', () => {
    const start = new TextEncoder().encode('data: {"choices":[{"delta":{"content":"a');
    const end = new TextEncoder().encode('b"},"finish_reason":"stop"}]}\n\n');
    const { events } = read([start, Uint8Array.of(0xff, 0xc3), end]);
    assert.deepEqual(events, [{ type: 'content', text: 'a\ufffd\ufffdb' }]);
  });

  it('reads single-byte packets over HTTP', async () => {
    const events = await withLoopback(
      (response) => {
        response.socket?.setNoDelay(true);
        sendStream(response, ...[...bytes].map((byte) => Uint8Array.of(byte)));
      },
      ({ baseUrl }) => collect(chatCall(baseUrl, { profile: 'compatible' })),
    );
    const reported = events.filter((event) => !['opened', 'waiting', 'ended'].includes(event.type));
    assert.deepEqual(merged(reported), whole.events);
  });

  it('does not parse an event with a hundred thousand field names, on any number of lines', () => {
    const fields = Array.from({ length: 100_000 }, (_, at) => `"k${String(at)}":0`);
    const lines = Array.from({ length: 25 }, (_, at) => fields.slice(at * 4_000, (at + 1) * 4_000));
    for (const body of [
      `data: {${fields.join(',')}}\n\n`,
      `data: {${lines.map((line) => line.join(',')).join(',\ndata: ')}}\n\n`,
    ]) {
      const { outcome } = read([new TextEncoder().encode(body)]);
      assert.match(JSON.stringify(outcome), /held more values than an answer can have/);
    }
  });

  it('stops at an oversized event or answer', () => {
    const piece = new Uint8Array(1024 * 1024).fill(0x61);
    const longEvent = read([
      new TextEncoder().encode('data: "'),
      ...Array<Uint8Array>(17).fill(piece),
    ]);
    assert.match(JSON.stringify(longEvent.outcome), /One event was longer than 12 MB/);
    const event = new TextEncoder().encode(chunk({ content: 'x'.repeat(1024 * 1024) }));
    const reader = new BodyReader(call, { host: 'h' }, () => undefined);
    let count = 0;
    while (!reader.closed && count < 100) {
      reader.push(event);
      count++;
    }
    assert.equal(count, 64);
    assert.match(JSON.stringify(reader.end()), /"interrupted".*longer than 64 MB/);
  });
});

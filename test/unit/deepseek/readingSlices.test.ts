/** Large input is read in slices, yielding to the event loop in between. */

import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { serverLimits } from '../../../src/conversation/limits.ts';
import type { StreamEvent } from '../../../src/deepseek/types.ts';
import { chatCall, chunk, describeOutcome, newClient, withLoopback } from './loopback.ts';

const stop = `${chunk({}, {}, 'stop')}data: [DONE]\n\n`;
const smallest = 'data:{"choices":[{"delta":{"content":"x"}}]}\n\n';
const count = 20_000;
/** A mebibyte of events in one packet. */
const packet = new TextEncoder().encode(smallest.repeat(count) + stop);

function answer(...packets: readonly Uint8Array[]): Response {
  return new Response(
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const bytes of packets) controller.enqueue(bytes);
        controller.close();
      },
    }),
  );
}

/** Runs a call; returns the maximum number of events between two turns of the event loop, and the outcome. */
async function follow(response: Response, onEvent: (seen: number, stop: () => void) => void) {
  const controller = new AbortController();
  const client = newClient({ fetch: () => Promise.resolve(response) });
  const call = chatCall('https://example.invalid', { profile: 'compatible' });
  let seen = 0;
  let max = 0;
  let sinceTurn = 0;
  let last: StreamEvent | undefined;
  let turn = setImmediate(function next() {
    sinceTurn = 0;
    turn = setImmediate(next);
  });
  for await (const event of client.streamChat(call, controller.signal)) {
    last = event;
    if (event.type !== 'content') continue;
    seen += 1;
    sinceTurn += 1;
    max = Math.max(max, sinceTurn);
    onEvent(seen, () => controller.abort());
  }
  clearImmediate(turn);
  assert.ok(last?.type === 'ended');
  return { seen, max, end: describeOutcome(last.outcome) };
}

describe('Twenty thousand events', () => {
  /** As many as fit into a slice, and one that was started before. */
  const perSlice = Math.ceil(serverLimits.slice / smallest.length) + 1;

  for (const [name, response] of [
    ['in one packet', () => answer(packet)],
    ['in packets that all wait', () => answer(...cut(packet, 1_000))],
  ] as const) {
    // Fault V2
    it(`${name} are read in slices`, async () => {
      const { seen, max, end } = await follow(response(), () => undefined);
      assert.deepEqual([seen, end], [count, 'complete stop']);
      assert.ok(max <= 2 * perSlice, `${max} events at once`);
    });

    // Fault V2
    it(`${name} can be stopped in between`, async () => {
      const { seen, end } = await follow(response(), (at, abort) => {
        if (at === 100) setImmediate(abort);
      });
      assert.equal(end, 'aborted');
      assert.ok(seen <= 4 * perSlice, `${seen} events`);
    });
  }

  it('compressed to a few kilobytes are no exception', () =>
    withLoopback(
      (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync(packet));
      },
      async ({ baseUrl }) => {
        const { seen, max } = await follow(await fetch(baseUrl), () => undefined);
        assert.equal(seen, count);
        assert.ok(max <= 2 * perSlice, `${max} events at once`);
      },
    ));
});

function cut(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
}

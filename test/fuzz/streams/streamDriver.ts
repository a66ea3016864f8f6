/** Plays a case to the real client: its bytes in packets, on a fake clock. */

import { setImmediate as nextTask } from 'node:timers/promises';
import { createClient } from '../../../src/deepseek/client.ts';
import type { StreamEvent } from '../../../src/deepseek/types.ts';
import { FakeClock } from '../../unit/fakeClock.ts';
import { runClock } from './clockRunner.ts';
import { PacketBody } from './packetBody.ts';
import type { StreamCase } from './streamCase.ts';
import { loadTransport } from '../../unit/deepseek/loopback.ts';

/** The result of a case. */
export interface StreamResult {
  readonly events: readonly StreamEvent[];
  readonly urls: readonly string[];
  /** Duration on the case's clock, in milliseconds. */
  readonly tookMs: number;
  /** Whether everything ended before the time limit. */
  readonly ended: boolean;
  /** Time from the user's stop to the end, on the same clock. */
  readonly stopMs?: number;
  /** Whether the body was read to its end or cancelled. */
  readonly released: boolean;
  /** Timers still pending a minute after the end. */
  readonly timers: number;
}

export const vendorUrl = 'https://api.deepseek.com';
export const otherUrl = 'https://llm.example.com/v1';

/** Runs one call with the case's response. */
export async function playStream(input: StreamCase): Promise<StreamResult> {
  const clock = new FakeClock();
  const caller = new AbortController();
  const body = new PacketBody(input, clock);
  const urls: string[] = [];
  const events: StreamEvent[] = [];
  const client = createClient({
    clock,
    logger: { info() {}, warn() {}, error() {} },
    userAgent: 'fuzz',
    loadTransport,
    fetch: (url) => {
      urls.push(url);
      return Promise.resolve(body.toResponse());
    },
  });
  let stoppedAt: number | undefined;
  body.onPacket = (count) => {
    if (count !== input.stopAfter) return;
    stoppedAt = clock.monotonic();
    caller.abort();
  };
  const call = {
    target: { baseUrl: input.vendor ? vendorUrl : otherUrl, apiKey: 'sk-canary0123456789abcdef' },
    profile: input.profile,
    body: { model: input.model, messages: [], stream: input.streamed },
    idleTimeoutMs: 120_000,
  };
  let ended = false;
  const reading = (async () => {
    for await (const event of client.streamChat(call, caller.signal)) events.push(event);
    ended = true;
  })();
  const failed = reading.catch((error: unknown) => error);
  await runClock(clock, {
    isOver: () => ended,
    progress: () => events.length + body.packets,
  });
  const tookMs = clock.monotonic();
  if (ended) await settle(clock);
  const thrown = ended ? undefined : await Promise.race([failed, nextTask()]);
  if (thrown !== undefined) throw thrown as Error;
  return {
    events,
    urls,
    tookMs,
    ended,
    released: body.released,
    timers: clock.pending,
    ...(stoppedAt !== undefined && { stopMs: tookMs - stoppedAt }),
  };
}

async function settle(clock: FakeClock): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await nextTask();
    clock.advance(30_000);
  }
  await nextTask();
}

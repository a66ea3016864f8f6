/** Plays a case to the real client: its bytes in its packets, on a clock that only this file moves. */

import { setImmediate as nextTask } from 'node:timers/promises';
import { createClient } from '../../../src/deepseek/client.ts';
import type { StreamEvent } from '../../../src/deepseek/types.ts';
import { FakeClock } from '../../unit/fakeClock.ts';
import type { StreamCase } from './streamCase.ts';

/** What came of a case. */
export interface StreamResult {
  readonly events: readonly StreamEvent[];
  readonly urls: readonly string[];
  /** How long it took on the case's own clock, in milliseconds. */
  readonly tookMs: number;
  /** After this long everything had to be over; false where it was not. */
  readonly ended: boolean;
  /** Time between the user's stop and the end, on the same clock. */
  readonly stopMs?: number;
  /** Whether the body was read to its end or cancelled. */
  readonly letGo: boolean;
  /** Timers that are still set a minute after the end. */
  readonly timers: number;
}

export const vendorUrl = 'https://api.deepseek.com';
export const otherUrl = 'https://llm.example.com/v1';

/** Longer than any limit on a turn without news. */
const maxMs = 2 * 3_600_000;
/** How far the clock moves when nothing happens, and between packets that repeat, in milliseconds. */
const stepMs = 5_000;

/** Runs one call with the case's answer. */
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
  await runClock(
    clock,
    () => ended,
    () => events.length + body.packets,
  );
  const tookMs = clock.monotonic();
  if (ended) await settle(clock);
  const thrown = ended ? undefined : await Promise.race([failed, nextTask()]);
  if (thrown !== undefined) throw thrown as Error;
  return {
    ...{ events, urls, tookMs, ended, letGo: body.letGo, timers: clock.pending },
    ...(stoppedAt !== undefined && { stopMs: tookMs - stoppedAt }),
  };
}

/** Moves the clock whenever nothing happens by itself, until it is over or time is up. */
async function runClock(
  clock: FakeClock,
  isOver: () => boolean,
  progress: () => number,
): Promise<void> {
  let seen = -1;
  let quiet = 0;
  while (!isOver() && clock.monotonic() < maxMs) {
    await nextTask();
    const now = progress();
    quiet = now === seen ? quiet + 1 : 0;
    seen = now;
    // Promises need a few rounds of the event loop; after those only time can bring something.
    if (quiet >= 3) {
      clock.advance(clock.monotonic() === 0 ? 500 : stepMs);
      quiet = 0;
    }
  }
}

async function settle(clock: FakeClock): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await nextTask();
    clock.advance(30_000);
  }
  await nextTask();
}

/** The body of one answer. */
class PacketBody {
  packets = 0;
  letGo = false;
  onPacket: (count: number) => void = () => undefined;
  readonly #input: StreamCase;
  readonly #clock: FakeClock;
  #at = 0;

  constructor(input: StreamCase, clock: FakeClock) {
    this.#input = input;
    this.#clock = clock;
  }

  toResponse(): Response {
    const { status, contentType } = this.#input;
    const headers = { 'content-type': contentType, 'x-ds-trace-id': 'trace' };
    if (status === 204) {
      this.letGo = true;
      return new Response(null, { status, headers });
    }
    return new Response(this.#toStream(), { status, headers });
  }

  #toStream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        pull: (controller) => this.#pull(controller),
        cancel: () => {
          this.letGo = true;
        },
      },
      { highWaterMark: 0 },
    );
  }

  #pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> | undefined {
    const { body, cuts, end } = this.#input;
    if (this.#at < body.length || this.packets <= cuts.length) {
      const next = Math.max(this.#at, cuts[this.packets] ?? body.length);
      const bytes = Buffer.from(body.slice(this.#at, next), 'latin1');
      this.#at = next;
      this.#count();
      if (bytes.length > 0) controller.enqueue(bytes);
      else return this.#pull(controller);
      return undefined;
    }
    if (end === 'clean' || end === 'reset') {
      this.letGo = true;
      if (end === 'clean') controller.close();
      else controller.error(new TypeError('terminated'));
      return undefined;
    }
    if (end === 'silence') return new Promise(() => undefined);
    return new Promise((resolve) => {
      this.#clock.after(stepMs, () => {
        this.#count();
        // A body that was let go takes no more.
        if (!this.letGo) controller.enqueue(Buffer.from(end.repeat, 'latin1'));
        resolve();
      });
    });
  }

  #count(): void {
    this.packets += 1;
    this.onPacket(this.packets);
  }
}

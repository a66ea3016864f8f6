/** The body of one response, delivered packet by packet. */

import type { FakeClock } from '../../unit/fakeClock.ts';
import { stepMs } from './clockRunner.ts';
import type { StreamCase } from './streamCase.ts';

/** Handles one request. */
export class PacketBody {
  /** Number of delivered packets. */
  packets = 0;
  /** Whether it was read to its end or cancelled. */
  released = false;
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
      this.released = true;
      return new Response(null, { status, headers });
    }
    return new Response(this.#toStream(), { status, headers });
  }

  #toStream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        pull: (controller) => this.#pull(controller),
        cancel: () => {
          this.released = true;
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
      this.released = true;
      if (end === 'clean') controller.close();
      else controller.error(new TypeError('terminated'));
      return undefined;
    }
    if (end === 'silence') return new Promise(() => undefined);
    return new Promise((resolve) => {
      this.#clock.after(stepMs, () => {
        this.#count();
        // A cancelled body cannot be enqueued to.
        if (!this.released) controller.enqueue(Buffer.from(end.repeat, 'latin1'));
        resolve();
      });
    });
  }

  #count(): void {
    this.packets += 1;
    this.onPacket(this.packets);
  }
}

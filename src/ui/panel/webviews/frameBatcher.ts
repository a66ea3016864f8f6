/** Batches events for a view: the first is posted at once, the rest at most once a frame. */

import type { ConversationEvent } from '../../../conversation/events/events.ts';
import { pushMerged } from '../../../conversation/events/mergeEvents.ts';
import type { Clock } from '../../../platform/ports.ts';

/** The least time between two posts, in milliseconds: a frame at 60 Hz, rounded so that no two fall into one. */
const frameMs = 17;

/** Posts batches of events, at most one a frame. */
export class FrameBatcher {
  readonly #clock: Clock;
  readonly #post: (events: readonly ConversationEvent[]) => void;
  #pending: ConversationEvent[] = [];
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, post: (events: readonly ConversationEvent[]) => void) {
    this.#clock = clock;
    this.#post = post;
  }

  /** Takes events; adjacent streamed text is joined. */
  push(events: readonly ConversationEvent[]): void {
    for (const event of events) pushMerged(this.#pending, event);
    if (this.#cancelTimer === undefined) this.flush();
  }

  /** Forgets what waits: a snapshot is about to say it all. */
  clear(): void {
    this.#pending = [];
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Posts what waits, without waiting for the frame to end. */
  flush(): void {
    if (this.#pending.length === 0) return;
    const events = this.#pending;
    this.#pending = [];
    this.#post(events);
    this.#cancelTimer ??= this.#clock.after(frameMs, () => {
      this.#cancelTimer = undefined;
      this.flush();
    });
  }
}

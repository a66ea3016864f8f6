/** The leases of this window: one timer renews all of them, and requested ones are released. */

import { join } from 'node:path';
import type { ConversationId } from '../../conversation/model.ts';
import type { Clock, FilePort, Logger } from '../../platform/ports.ts';
import { Lease, type LeaseResult } from './lease.ts';
import { identify, type WindowIdentity } from './leaseRecord.ts';
import { errorCode } from '../nodeFiles.ts';

/** Interval of heartbeats and checks for requests, in milliseconds. */
export const heartbeatMs = 1_000;

/** Options of the lease manager. */
export interface LeasesOptions {
  /** The folder of the logs. */
  readonly folder: string;
  readonly files: FilePort;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Unique name of this window. */
  readonly window: string;
  /** Another window requests a chat. */
  readonly onAsked: (id: ConversationId) => Promise<void>;
  /** Called when a chat was taken from a window that may wake up; awaited before the caller of `take` continues. */
  readonly onTakenFromSleeper: (id: ConversationId) => Promise<void>;
  /** Another window took a chat. */
  readonly onLost: (id: ConversationId) => Promise<void>;
}

/** Leases by chat; disk errors are passed to the caller. */
export class Leases {
  readonly #options: LeasesOptions;
  /** Known with the first lease. */
  #me: WindowIdentity | undefined;
  readonly #leases = new Map<ConversationId, Lease>();
  /** The last pending operation of each lease; operations are serialized. */
  readonly #lastSteps = new Map<ConversationId, Promise<unknown>>();
  /** The last heartbeat error of a lease, which is logged once and not every second. */
  readonly #failing = new Map<ConversationId, string>();
  #cancelBeat: (() => void) | undefined;
  #beating: Promise<void> = Promise.resolve();

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** The lease of a chat, whether or not this window holds it. */
  of(id: ConversationId): Lease {
    const known = this.#leases.get(id);
    if (known !== undefined) return known;
    const { folder, window, files, clock } = this.#options;
    this.#me ??= identify(window);
    const made = new Lease({ folder: join(folder, `${id}.lease`), me: this.#me, files, clock });
    this.#leases.set(id, made);
    return made;
  }

  /** Takes the lease of a chat, or finds out that another window holds it; rejects on a disk error. */
  take(id: ConversationId): Promise<LeaseResult> {
    return this.#inTurn(id, async () => {
      const taking = await this.of(id).take();
      if (taking !== 'elsewhere') this.#schedule();
      if (taking === 'takenFromSleeper') await this.#options.onTakenFromSleeper(id);
      return taking;
    });
  }

  /** Releases the lease of a chat; a leftover is found dead by other windows. */
  release(id: ConversationId): Promise<void> {
    return this.#inTurn(id, async () => {
      const lease = this.#leases.get(id);
      this.#leases.delete(id);
      this.#failing.delete(id);
      for (const step of [() => lease?.withdraw(), () => lease?.release()]) {
        try {
          await step();
        } catch (error) {
          const code = errorCode(error) ?? 'unknown';
          this.#options.logger.warn(`A lease could not be given back (${code}).`);
        }
      }
    });
  }

  /** Releases all leases. */
  async releaseAll(): Promise<void> {
    await this.#beating;
    this.#cancelBeat?.();
    this.#cancelBeat = undefined;
    const known = new Set([...this.#leases.keys(), ...this.#lastSteps.keys()]);
    await Promise.all([...known].map((id) => this.release(id)));
  }

  #inTurn<T>(id: ConversationId, step: () => Promise<T>): Promise<T> {
    const done = (this.#lastSteps.get(id) ?? Promise.resolve()).then(step, step);
    this.#lastSteps.set(id, done);
    const forget = () => {
      if (this.#lastSteps.get(id) === done) this.#lastSteps.delete(id);
    };
    done.then(forget, forget);
    return done;
  }

  #schedule(): void {
    this.#cancelBeat ??= this.#options.clock.after(heartbeatMs, () => {
      this.#cancelBeat = undefined;
      this.#beating = this.#beatAll();
    });
  }

  async #beatAll(): Promise<void> {
    await Promise.all(
      [...this.#leases]
        .filter(([, lease]) => lease.isOwn)
        .map(([id, lease]) => this.#beat(id, lease)),
    );
    if ([...this.#leases.values()].some((lease) => lease.isOwn)) this.#schedule();
  }

  async #beat(id: ConversationId, lease: Lease): Promise<void> {
    try {
      const held = await lease.beat();
      // Released in the meantime.
      if (this.#leases.get(id) !== lease) return;
      if (!held) await this.#options.onLost(id);
      else if (await lease.isAwaited()) await this.#options.onAsked(id);
      this.#failing.delete(id);
    } catch (error) {
      const code = errorCode(error) ?? 'unknown';
      if (this.#failing.get(id) === code) return;
      this.#failing.set(id, code);
      this.#options.logger.warn(`A heartbeat could not be written (${code}).`);
    }
  }
}

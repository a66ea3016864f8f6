/** The leases of this window: one heartbeat renews all, and requested ones are released. */

import { join } from 'node:path';
import type { ConversationId } from '../../conversation/model.ts';
import type { Clock, FilePort, Logger } from '../../platform/ports.ts';
import { Lease, type LeaseResult } from './lease.ts';
import { identify, type WindowIdentity } from './leaseRecord.ts';
import { errorCode } from '../nodeFiles.ts';

/** How often a heartbeat is written and asking looked for, in milliseconds. */
export const heartbeatMs = 1_000;

/** What the keeper of the leases is given. */
export interface LeasesOptions {
  /** The folder of the logs. */
  readonly folder: string;
  readonly files: FilePort;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Name of this window, like that of no other. */
  readonly window: string;
  /** Another window asks for a chat. */
  readonly onAsked: (id: ConversationId) => Promise<void>;
  /** A chat was taken from a window that may yet wake up; done before anybody here knows that it is had. */
  readonly onTakenFromSleeper: (id: ConversationId) => Promise<void>;
  /** A chat was taken by another window. */
  readonly onLost: (id: ConversationId) => Promise<void>;
}

/** Leases by chat; a disk error is passed to the caller and the write retried. */
export class Leases {
  readonly #options: LeasesOptions;
  /** Known with the first lease. */
  #me: WindowIdentity | undefined;
  readonly #leases = new Map<ConversationId, Lease>();
  /** The last pending step of each lease: taking and releasing are serialised. */
  readonly #lastSteps = new Map<ConversationId, Promise<unknown>>();
  /** Why the last heartbeat of a lease failed, so that it is logged once and not each second. */
  readonly #failing = new Map<ConversationId, string>();
  #cancelBeat: (() => void) | undefined;
  #beating: Promise<void> = Promise.resolve();

  constructor(options: LeasesOptions) {
    this.#options = options;
  }

  /** The lease of a chat, held or not. */
  of(id: ConversationId): Lease {
    const known = this.#leases.get(id);
    if (known !== undefined) return known;
    const { folder, window, files, clock } = this.#options;
    this.#me ??= identify(window);
    const made = new Lease({ folder: join(folder, `${id}.lease`), me: this.#me, files, clock });
    this.#leases.set(id, made);
    return made;
  }

  /** Takes the lease of a chat, or finds who has it; rejects when the disk does not allow it. */
  take(id: ConversationId): Promise<LeaseResult> {
    return this.#inTurn(id, async () => {
      const taking = await this.of(id).take();
      if (taking !== 'elsewhere') this.#schedule();
      if (taking === 'takenFromSleeper') await this.#options.onTakenFromSleeper(id);
      return taking;
    });
  }

  /** Gives the lease of a chat back; a failure leaves it to be found dead. */
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

  /** Gives all of them back. */
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
      // Released meanwhile.
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

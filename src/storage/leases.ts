/** The leases of this window: shows with one heartbeat that it lives, and gives away what others ask for. */

import { join } from 'node:path';
import type { ConversationId } from '../conversation/model.ts';
import type { Clock, FilePort, Logger } from '../platform/platform.ts';
import { Lease, type Taking } from './lease.ts';
import { identify, type WindowIdentity } from './leaseRecord.ts';
import { codeOf } from './nodeFiles.ts';

/** How often a heartbeat is written and asking looked for, in milliseconds. */
export const beatMs = 1_000;
/** How long and how often other windows are looked at that were asked for all their chats, in milliseconds. */
const mostAskingMs = 3_000;
const askingMs = 250;

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
  /** A chat was taken by another window. */
  readonly onLost: (id: ConversationId) => Promise<void>;
}

/** Leases by chat; what goes wrong with the disk is told to whoever wants to write, and tried again. */
export class Leases {
  readonly #options: LeasesOptions;
  readonly #me: WindowIdentity;
  readonly #leases = new Map<ConversationId, Lease>();
  #cancelBeat: (() => void) | undefined;
  #beating: Promise<void> = Promise.resolve();

  constructor(options: LeasesOptions) {
    this.#options = options;
    this.#me = identify(options.window);
  }

  /** The lease of a chat, held or not. */
  of(id: ConversationId): Lease {
    const known = this.#leases.get(id);
    if (known !== undefined) return known;
    const { folder, files, clock } = this.#options;
    const made = new Lease({ folder: join(folder, `${id}.lease`), me: this.#me, files, clock });
    this.#leases.set(id, made);
    return made;
  }

  /** Takes the lease of a chat, or finds who has it; rejects when the disk does not allow it. */
  async take(id: ConversationId): Promise<Taking> {
    const taking = await this.of(id).take();
    if (taking !== 'elsewhere') this.#schedule();
    return taking;
  }

  /** Gives the lease of a chat back; a failure leaves it to be found dead. */
  async release(id: ConversationId): Promise<void> {
    const lease = this.#leases.get(id);
    this.#leases.delete(id);
    try {
      await lease?.withdraw();
      await lease?.release();
    } catch (error) {
      this.#options.logger.warn(`A lease could not be given back (${codeOf(error) ?? 'unknown'}).`);
    }
  }

  /** Gives all of them back. */
  async releaseAll(): Promise<void> {
    await this.#beating;
    this.#cancelBeat?.();
    this.#cancelBeat = undefined;
    await Promise.all([...this.#leases.keys()].map((id) => this.release(id)));
  }

  /** Takes every one that there is, asking the windows that have them; resolves to those that are in use after a few seconds. */
  async takeAll(): Promise<readonly ConversationId[]> {
    const { clock } = this.#options;
    const until = clock.monotonic() + mostAskingMs;
    const taken: ConversationId[] = [];
    let left = await this.#takeFree(taken);
    for (const id of left) await this.of(id).ask();
    while (left.length > 0 && clock.monotonic() < until) {
      await new Promise<void>((resolve) => void clock.after(askingMs, resolve));
      left = await this.#takeFree(taken);
    }
    if (left.length > 0) {
      await Promise.all([...taken, ...left].map((id) => this.release(id)));
    }
    return left;
  }

  /** Takes the leases that can be had, and adds the new ones to `taken`; resolves to the others. */
  async #takeFree(taken: ConversationId[]): Promise<ConversationId[]> {
    const left: ConversationId[] = [];
    for (const name of await this.#options.files.list(this.#options.folder)) {
      if (!name.endsWith('.lease')) continue;
      const id = name.slice(0, -'.lease'.length);
      const taking = await this.take(id);
      if (taking === 'elsewhere') left.push(id);
      else if (taking !== 'held') taken.push(id);
    }
    return left;
  }

  #schedule(): void {
    this.#cancelBeat ??= this.#options.clock.after(beatMs, () => {
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
      // Given back meanwhile.
      if (this.#leases.get(id) !== lease) return;
      if (!held) await this.#options.onLost(id);
      else if (await lease.isAwaited()) await this.#options.onAsked(id);
    } catch (error) {
      this.#options.logger.warn(
        `A heartbeat could not be written (${codeOf(error) ?? 'unknown'}).`,
      );
    }
  }
}

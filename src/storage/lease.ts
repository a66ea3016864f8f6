/**
 * Which window may write one chat: the one whose numbered file in the folder `ID.lease` has the highest number.
 * A new holder makes the next number, which only one can, and never touches the file of another that lives.
 */

import { join } from 'node:path';
import type { Clock, FilePort } from '../platform/platform.ts';
import {
  isRunning,
  parseRecord,
  toRecordBytes,
  type LeaseRecord,
  type WindowIdentity,
} from './leaseRecord.ts';
import { codeOf } from './nodeFiles.ts';

/** A holder on another machine, or asleep, is given up after so long without a heartbeat, in milliseconds. */
export const staleMs = 8_000;
/** A heartbeat of another machine this old needs not be watched any more, in milliseconds. */
const longGoneMs = 300_000;

/** What a lease is given. */
export interface LeaseOptions {
  /** The folder `ID.lease`. */
  readonly folder: string;
  readonly me: WindowIdentity;
  readonly files: FilePort;
  readonly clock: Clock;
}

/** How trying to take a lease went. */
export type Taking =
  | 'held'
  | 'elsewhere'
  /** Taken from nobody, or from a process that has ended. */
  | 'taken'
  /** Taken from a window that may yet wake up and write. */
  | 'takenFromSleeper';

interface Found {
  readonly number: number;
  readonly bytes: Uint8Array;
  /** When it was first seen to be so, on the clock that only goes forward. */
  readonly since: number;
}

/** One chat's lease, seen from this window. */
export class Lease {
  readonly #options: LeaseOptions;
  #own: number | undefined;
  #beats = 0;
  #asking = false;
  /** The other holder as last seen. */
  #seen: Found | undefined;

  constructor(options: LeaseOptions) {
    this.#options = options;
  }

  /** Whether this window held it when it last looked. */
  get isOwn(): boolean {
    return this.#own !== undefined;
  }

  /** Takes the lease if nobody has it, or only somebody dead. */
  async take(): Promise<Taking> {
    if (await this.holds()) return 'held';
    const found = await this.#look();
    const dead = found === undefined ? 'gone' : this.#judge(found);
    if (dead === 'alive') return 'elsewhere';
    // It was given back for somebody who asked for it.
    if (found === undefined && !this.#asking && (await this.isAwaited())) return 'elsewhere';
    const number = (found?.number ?? 0) + 1;
    try {
      await this.#options.files.createExclusive(this.#path(number), this.#record());
    } catch (error) {
      // Somebody else was faster.
      if (codeOf(error) === 'EEXIST') return 'elsewhere';
      throw error;
    }
    this.#own = number;
    if (!(await this.#settle(found?.number))) return 'elsewhere';
    await this.withdraw();
    return dead === 'asleep' ? 'takenFromSleeper' : 'taken';
  }

  /** Whether this window holds it now; asks the disk. */
  async holds(): Promise<boolean> {
    if (this.#own === undefined) return false;
    const numbers = await this.#numbers();
    if (numbers.at(-1) === this.#own) return true;
    await this.#drop();
    return false;
  }

  /** Shows that the holder lives; whether it still holds. */
  async beat(): Promise<boolean> {
    if (!(await this.holds()) || this.#own === undefined) return false;
    this.#beats += 1;
    try {
      await this.#options.files.overwrite(this.#path(this.#own), this.#record());
      return true;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      this.#own = undefined;
      return false;
    }
  }

  /** Gives it back, or lets go of what is left of it. */
  async release(): Promise<void> {
    await this.#drop();
  }

  /** Asks the holder, who sees it at its next heartbeat. */
  async ask(): Promise<void> {
    this.#asking = true;
    try {
      await this.#options.files.createExclusive(this.#askPath(), this.#record());
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }

  /** Does not ask any longer. */
  async withdraw(): Promise<void> {
    this.#asking = false;
    await this.#options.files.remove(this.#askPath());
  }

  /** Whether another window that lives asks for it. */
  async isAwaited(): Promise<boolean> {
    const { folder, files, me } = this.#options;
    for (const name of await files.list(folder)) {
      if (!name.startsWith('ask-') || name === `ask-${me.window}`) continue;
      const record = await this.#readRecord(join(folder, name));
      if (record === undefined || !this.#isOld(record, record.host !== me.host)) return true;
      await files.remove(join(folder, name));
    }
    return false;
  }

  #path(number: number): string {
    return join(this.#options.folder, String(number));
  }

  #askPath(): string {
    return join(this.#options.folder, `ask-${this.#options.me.window}`);
  }

  #record(): Uint8Array {
    const { me, clock } = this.#options;
    return toRecordBytes({ ...me, at: clock.now(), beat: this.#beats });
  }

  /** The numbers that are there, the highest last. */
  async #numbers(): Promise<number[]> {
    const names = await this.#options.files.list(this.#options.folder);
    return names
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((one, other) => one - other);
  }

  /** The present holder. */
  async #look(): Promise<Found | undefined> {
    const number = (await this.#numbers()).at(-1);
    if (number === undefined) return (this.#seen = undefined);
    const bytes = await this.#readBytes(this.#path(number));
    if (bytes === undefined) return (this.#seen = undefined);
    const before = this.#seen;
    const same = before?.number === number && Buffer.compare(before.bytes, bytes) === 0;
    const since = same ? before.since : this.#options.clock.monotonic();
    return (this.#seen = { number, bytes, since });
  }

  #judge(found: Found): 'alive' | 'gone' | 'asleep' {
    const { clock, me } = this.#options;
    const record = parseRecord(found.bytes);
    if (record !== undefined) {
      if (record.window === me.window) return 'gone';
      const running = isRunning(record, me);
      if (running === false) return 'gone';
      if (running === undefined && this.#isOld(record, record.host !== me.host)) return 'asleep';
    }
    return clock.monotonic() - found.since >= staleMs ? 'asleep' : 'alive';
  }

  /** Whether a record tells by itself that its window has ended. */
  #isOld(record: LeaseRecord, foreign: boolean): boolean {
    if (isRunning(record, this.#options.me) === false) return true;
    return foreign && Math.abs(this.#options.clock.now() - record.at) > longGoneMs;
  }

  /** Takes away what is dead; `false` when a window that lives came in between, which then keeps the chat. */
  async #settle(dead: number | undefined): Promise<boolean> {
    for (const number of await this.#numbers()) {
      if (number === this.#own) continue;
      if (number !== dead) {
        const record = await this.#readRecord(this.#path(number));
        if (record === undefined || isRunning(record, this.#options.me) !== false) {
          await this.#drop();
          return false;
        }
      }
      await this.#options.files.remove(this.#path(number));
    }
    return this.#own !== undefined;
  }

  async #drop(): Promise<void> {
    const own = this.#own;
    this.#own = undefined;
    if (own !== undefined) await this.#options.files.remove(this.#path(own));
    await this.#options.files.removeEmptyFolder(this.#options.folder);
  }

  async #readRecord(path: string): Promise<LeaseRecord | undefined> {
    const bytes = await this.#readBytes(path);
    return bytes === undefined ? undefined : parseRecord(bytes);
  }

  async #readBytes(path: string): Promise<Uint8Array | undefined> {
    try {
      return await this.#options.files.readFile(path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
}

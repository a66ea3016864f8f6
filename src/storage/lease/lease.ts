/**
 * Which window may write one chat: the one whose numbered file in the folder `ID.lease` has the highest number.
 * A new holder makes the next number, which only one can, and never touches the file of another that lives.
 * The clock of another machine proves nothing: a holder whose process cannot be checked is given up only after
 * this window has seen its heartbeat unchanged for a while.
 */

import { dirname } from 'node:path';
import { LeaseFolder, maxNumber, type LeaseFolderOptions, type Sighting } from './leaseFolder.ts';
import { isRunning, toRecordBytes, type WindowIdentity } from './leaseRecord.ts';
import { errorCode } from '../nodeFiles.ts';

/** A holder that is seen without a new heartbeat for so long is given up, in milliseconds. */
export const staleMs = 8_000;
/** A window that asks shows this often that it still does, in milliseconds. */
const renewMs = 5_000;
/** A request that was not renewed for so long is given up, in milliseconds. */
export const staleAskMs = 60_000;

/** What a lease is given. */
export interface LeaseOptions extends LeaseFolderOptions {
  readonly me: WindowIdentity;
}

/** How trying to take a lease went. */
export type LeaseResult =
  | 'held'
  | 'elsewhere'
  /** Taken from nobody, or from a process that has ended. */
  | 'taken'
  /** Taken from a window that may yet wake up and write. */
  | 'takenFromSleeper';

/** One chat's lease, seen from this window. */
export class Lease {
  readonly #options: LeaseOptions;
  readonly #folder: LeaseFolder;
  #own: number | undefined;
  #beats = 0;
  /** Since when this window asks, or when it last renewed that, on the clock that only goes forward. */
  #askedAt: number | undefined;
  #silentMs = 0;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#folder = new LeaseFolder(options);
  }

  /** Whether this window held it when it last looked. */
  get isOwn(): boolean {
    return this.#own !== undefined;
  }

  /** For how long the other holder has shown no heartbeat, as far as this window looked, in milliseconds. */
  get silentMs(): number {
    return this.#silentMs;
  }

  /** Takes the lease if nobody has it, or only somebody dead. */
  async take(): Promise<LeaseResult> {
    if (await this.holds()) return 'held';
    const numbers = await this.#folder.numbers();
    const highest = numbers.at(-1);
    // Those below are looked at as well, so that what could not be removed has aged when it is met again.
    const sightings = await Promise.all(numbers.map((number) => this.#folder.look(number)));
    const found = sightings.at(-1);
    const state = found === undefined ? 'gone' : this.#judge(found);
    this.#silentMs = found?.unchangedMs ?? 0;
    if (state === 'alive') {
      await this.#renewAsk();
      return 'elsewhere';
    }
    // It was released for a window that asked for it.
    const free = found === undefined && this.#askedAt === undefined;
    if (free && (await this.#requests()) !== 'none') return 'elsewhere';
    const number = await this.#create(found === undefined ? 0 : (highest ?? 0));
    if (number === undefined) return 'elsewhere';
    this.#own = number;
    const settled = await this.#settle();
    if (settled === 'elsewhere') return 'elsewhere';
    await this.#withdrawQuietly();
    return state === 'asleep' || settled === 'asleep' ? 'takenFromSleeper' : 'taken';
  }

  /** Whether this window holds it now; asks the disk, and rejects where the folder of all chats is gone. */
  async holds(): Promise<boolean> {
    if (this.#own === undefined) return false;
    const highest = (await this.#folder.numbers()).at(-1);
    if (highest === this.#own) return true;
    const { files, folder } = this.#options;
    // A drive that was taken away is no other window that took the chat.
    if (highest === undefined) await files.stat(dirname(folder));
    await this.#dropQuietly();
    return false;
  }

  /** Shows that the holder lives; whether it still holds. */
  async beat(): Promise<boolean> {
    if (!(await this.holds()) || this.#own === undefined) return false;
    this.#beats += 1;
    try {
      await this.#options.files.overwrite(this.#folder.pathOf(this.#own), this.#record());
      return true;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      return await this.holds();
    }
  }

  /** Releases the lease, or removes what is left of it. */
  async release(): Promise<void> {
    await this.#drop();
  }

  /** Asks the holder, who sees it at its next heartbeat; where that fails, each attempt to take the lease tries it again. */
  async ask(): Promise<void> {
    this.#askedAt = this.#options.clock.monotonic();
    try {
      await this.#createAsk();
    } catch (error) {
      this.#askedAt -= renewMs;
      throw error;
    }
  }

  /** Does not ask any longer. */
  async withdraw(): Promise<void> {
    this.#askedAt = undefined;
    await this.#options.files.remove(this.#folder.askPathOf(this.#options.me.window));
  }

  /** Whether another window that lives asks for it. */
  async isAwaited(): Promise<boolean> {
    return (await this.#requests()) === 'readable';
  }

  /** Whether there are requests of others; those of windows that have ended, and those that age, are removed. */
  async #requests(): Promise<'none' | 'unreadable' | 'readable'> {
    const { me } = this.#options;
    let found: 'none' | 'unreadable' = 'none';
    for (const name of await this.#folder.askers(me.window)) {
      const sighting = await this.#folder.look(name);
      if (sighting === undefined) continue;
      const { record, unchangedMs } = sighting;
      const limit = record === undefined ? staleMs : staleAskMs;
      const ended = record !== undefined && isRunning(record, me) === false;
      if (ended || unchangedMs >= limit) await this.#folder.removeDead(name);
      else if (record !== undefined) return 'readable';
      else found = 'unreadable';
    }
    return found;
  }

  async #renewAsk(): Promise<void> {
    const { clock, files, me } = this.#options;
    if (this.#askedAt === undefined || clock.monotonic() - this.#askedAt < renewMs) return;
    this.#askedAt = clock.monotonic();
    this.#beats += 1;
    try {
      await files.overwrite(this.#folder.askPathOf(me.window), this.#record());
    } catch {
      try {
        await this.#createAsk();
      } catch {
        // The disk takes nothing; the next renewal tries it again.
      }
    }
  }

  async #createAsk(): Promise<void> {
    const { files, me } = this.#options;
    try {
      await files.createExclusive(this.#folder.askPathOf(me.window), this.#record());
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }

  #record(): Uint8Array {
    const { me, clock } = this.#options;
    return toRecordBytes({ ...me, at: clock.now(), beat: this.#beats });
  }

  /** Makes the number after this one; `undefined` when somebody else was faster. */
  async #create(highest: number): Promise<number | undefined> {
    const { files, folder } = this.#options;
    if (highest >= maxNumber) await files.remove(this.#folder.pathOf(highest));
    const number = highest >= maxNumber ? 1 : highest + 1;
    try {
      await files.createExclusive(this.#folder.pathOf(number), this.#record());
      return number;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return undefined;
      await this.#removeFolderQuietly();
      // A link to a folder that is not there can never be written through.
      if (errorCode(error) === 'ENOENT') {
        await files.stat(dirname(folder)).then(() => this.#folder.displace());
      }
      throw error;
    }
  }

  #judge({ record, unchangedMs }: Sighting): 'alive' | 'gone' | 'asleep' {
    const { me } = this.#options;
    if (record !== undefined) {
      if (record.window === me.window || isRunning(record, me) === false) return 'gone';
    }
    return unchangedMs >= staleMs ? 'asleep' : 'alive';
  }

  /** Takes away what is dead, and steps back for a window that lives and came in between, which then keeps the chat. */
  async #settle(): Promise<'gone' | 'asleep' | 'elsewhere'> {
    let worst: 'gone' | 'asleep' = 'gone';
    for (const number of await this.#folder.numbers()) {
      if (number === this.#own) continue;
      const sighting = await this.#folder.look(number);
      const state = sighting === undefined ? 'gone' : this.#judge(sighting);
      if (state === 'alive') {
        await this.#dropQuietly();
        return 'elsewhere';
      }
      if (state === 'asleep') worst = 'asleep';
      await this.#folder.removeDead(number);
    }
    return this.#own === undefined ? 'elsewhere' : worst;
  }

  async #drop(): Promise<void> {
    const own = this.#own;
    this.#own = undefined;
    const { files, folder } = this.#options;
    if (own !== undefined) await files.remove(this.#folder.pathOf(own));
    await files.removeEmptyFolder(folder);
  }

  async #dropQuietly(): Promise<void> {
    try {
      await this.#drop();
    } catch {
      // What stays is not renewed, so that other windows give it up.
    }
  }

  async #withdrawQuietly(): Promise<void> {
    try {
      await this.withdraw();
    } catch {
      // What stays is not renewed, so that other windows give it up.
    }
  }

  async #removeFolderQuietly(): Promise<void> {
    try {
      await this.#options.files.removeEmptyFolder(this.#options.folder);
    } catch {
      // An empty folder keeps nobody from the chat.
    }
  }
}

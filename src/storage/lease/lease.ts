/**
 * Decides which window may write a chat: the one that owns the highest-numbered file in the folder `ID.lease`. A new
 * holder creates the next number exclusively, and never touches the file of another live holder. Clocks of other
 * machines are not trusted: a holder whose process cannot be checked counts as dead only after this window has seen its
 * heartbeat unchanged for a while.
 */

import { dirname } from 'node:path';
import { LeaseFolder, maxNumber, type LeaseFolderOptions, type Sighting } from './leaseFolder.ts';
import { isRunning, toRecordBytes, type WindowIdentity } from './leaseRecord.ts';
import { errorCode } from '../nodeFiles.ts';

/** A holder without a new heartbeat for this long counts as dead, in milliseconds. */
export const staleMs = 8_000;
/** Interval at which a window renews its request, in milliseconds. */
const renewMs = 5_000;
/** A request that was not renewed for this long is dropped, in milliseconds. */
export const staleAskMs = 60_000;

/** Options of a lease. */
export interface LeaseOptions extends LeaseFolderOptions {
  readonly me: WindowIdentity;
}

/** The result of trying to take a lease. */
export type LeaseResult =
  | 'held'
  | 'elsewhere'
  /** Nobody held it, or the holder's process has exited. */
  | 'taken'
  /** The previous holder may still wake up and write. */
  | 'takenFromSleeper';

/** A chat's lease, as seen by this window. */
export class Lease {
  readonly #options: LeaseOptions;
  readonly #folder: LeaseFolder;
  #own: number | undefined;
  #beats = 0;
  /** Monotonic time of this window's request or its last renewal. */
  #askedAt: number | undefined;
  #silentMs = 0;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#folder = new LeaseFolder(options);
  }

  /** Whether this window held it at the last check. */
  get isOwn(): boolean {
    return this.#own !== undefined;
  }

  /** How long the other holder's heartbeat has been unchanged, as observed by this window, in milliseconds. */
  get silentMs(): number {
    return this.#silentMs;
  }

  /** Takes the lease if nobody or only a dead window holds it. */
  async take(): Promise<LeaseResult> {
    if (await this.holds()) return 'held';
    const numbers = await this.#folder.numbers();
    const highest = numbers.at(-1);
    // Lower numbers are observed too, so that leftovers are known to be old the next time.
    const sightings = await Promise.all(numbers.map((number) => this.#folder.look(number)));
    const found = sightings.at(-1);
    const state = found === undefined ? 'gone' : this.#judge(found);
    this.#silentMs = found?.unchangedMs ?? 0;
    if (state === 'alive') {
      await this.#renewAsk();
      return 'elsewhere';
    }
    // It was released for the window that requested it.
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

  /** Checks on disk whether this window holds it; rejects if the folder of all chats is missing. */
  async holds(): Promise<boolean> {
    if (this.#own === undefined) return false;
    const highest = (await this.#folder.numbers()).at(-1);
    if (highest === this.#own) return true;
    const { files, folder } = this.#options;
    // A disconnected drive does not mean that another window took the chat.
    if (highest === undefined) await files.stat(dirname(folder));
    await this.#dropQuietly();
    return false;
  }

  /** Writes a heartbeat; returns whether this window still holds the lease. */
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

  /** Releases the lease, or removes its leftovers. */
  async release(): Promise<void> {
    await this.#drop();
  }

  /**
   * Requests the lease from its holder, who sees it at its next heartbeat. If that fails, every attempt to take the
   * lease retries it.
   */
  async ask(): Promise<void> {
    this.#askedAt = this.#options.clock.monotonic();
    try {
      await this.#createAsk();
    } catch (error) {
      this.#askedAt -= renewMs;
      throw error;
    }
  }

  /** Withdraws the request. */
  async withdraw(): Promise<void> {
    this.#askedAt = undefined;
    await this.#options.files.remove(this.#folder.askPathOf(this.#options.me.window));
  }

  /** Whether another live window requests it. */
  async isAwaited(): Promise<boolean> {
    return (await this.#requests()) === 'readable';
  }

  /** Whether other windows request it; requests that are outdated or from closed windows are removed. */
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
        // The next renewal retries.
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

  /** Creates the next number; `undefined` if another window was faster. */
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
      // A dangling symlink can never be written through.
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

  /** Removes dead leases, and gives up this one if a live window took it in the meantime. */
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
      // A leftover is not renewed, so other windows treat it as dead.
    }
  }

  async #withdrawQuietly(): Promise<void> {
    try {
      await this.withdraw();
    } catch {
      // A leftover is not renewed, so other windows drop it.
    }
  }

  async #removeFolderQuietly(): Promise<void> {
    try {
      await this.#options.files.removeEmptyFolder(this.#options.folder);
    } catch {
      // An empty folder does not block the chat.
    }
  }
}

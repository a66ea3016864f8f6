/** The folder of a lease: the numbered files of its holders, the files of windows that ask, and the age of each. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { logLimits } from '../../conversation/limits.ts';
import type { Clock, FilePort } from '../../platform/ports.ts';
import { parseRecord, type LeaseRecord } from './leaseRecord.ts';
import { errorCode } from '../nodeFiles.ts';

/** What a folder of a lease is given. */
export interface LeaseFolderOptions {
  /** The folder `ID.lease`. */
  readonly folder: string;
  readonly files: FilePort;
  readonly clock: Clock;
}

/** One file as it was read last. */
export interface Sighting {
  /** Missing where the file holds no record: it is being written, damaged, or no file of a window at all. */
  readonly record: LeaseRecord | undefined;
  /** For how long this window has seen it unchanged, by the clock that only goes forward, in milliseconds. */
  readonly unchangedMs: number;
}

/** Above this numbers are no longer exact. */
export const maxNumber = 999_999_999_999_999;
const numberName = /^[1-9]\d{0,14}$/;
const askPrefix = 'ask-';
/** This process lacks something for the moment, so nothing is known about the file. */
const ownShortage = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);

/** Reads the folder; no file in it can hold a reader up, whatever it is. */
export class LeaseFolder {
  readonly #options: LeaseFolderOptions;
  readonly #seen = new Map<string, { readonly print: string; readonly since: number }>();

  constructor(options: LeaseFolderOptions) {
    this.#options = options;
  }

  pathOf(name: string | number): string {
    return join(this.#options.folder, String(name));
  }

  askPathOf(window: string): string {
    return this.pathOf(askPrefix + window);
  }

  /** The numbers of the holders' files, the highest last. */
  async numbers(): Promise<number[]> {
    const names = await this.#list();
    return names
      .filter((name) => numberName.test(name))
      .map(Number)
      .sort((value, other) => value - other);
  }

  /** Names of the files of windows that ask, other than this one. */
  async askers(own: string): Promise<string[]> {
    const names = await this.#list();
    return names.filter((name) => name.startsWith(askPrefix) && name !== askPrefix + own);
  }

  /** Reads a file; `undefined` where there is none. */
  async look(name: string | number): Promise<Sighting | undefined> {
    const key = String(name);
    const { print, record } = (await this.#read(this.pathOf(name))) ?? {};
    if (print === undefined) {
      this.#seen.delete(key);
      return undefined;
    }
    const now = this.#options.clock.monotonic();
    const before = this.#seen.get(key);
    const since = before?.print === print ? before.since : now;
    this.#seen.set(key, { print, since });
    return { record, unchangedMs: now - since };
  }

  /** Removes a file that counts for nothing any more; where that is refused it still counts for nothing. */
  async removeDead(name: string | number): Promise<void> {
    try {
      await this.#options.files.remove(this.pathOf(name));
    } catch {
      // Who finds it again has seen it unchanged for longer than anybody waits.
    }
  }

  /** Something that is no folder may have taken the place of one; it is moved aside, since nobody could ever take the lease. */
  async displace(): Promise<void> {
    const { folder, files } = this.#options;
    await files.rename(folder, `${folder}.displaced-${randomUUID()}`);
  }

  async #list(): Promise<string[]> {
    const { folder, files } = this.#options;
    try {
      return await files.list(folder);
    } catch (error) {
      if (errorCode(error) !== 'ENOTDIR') throw error;
      await this.displace();
      return [];
    }
  }

  async #read(path: string): Promise<{ print: string; record?: LeaseRecord } | undefined> {
    const { files } = this.#options;
    try {
      const bytes = await files.readFile(path, logLimits.leaseFile);
      const record = parseRecord(bytes);
      const print = Buffer.from(bytes).toString('latin1');
      return { print, ...(record === undefined ? {} : { record }) };
    } catch (error) {
      const code = errorCode(error) ?? '';
      if (code === 'ENOENT') return undefined;
      if (ownShortage.has(code)) throw error;
    }
    try {
      // A heartbeat shows in the time of the file even where its content may not be read.
      const { size, modifiedAt } = await files.stat(path);
      return { print: `unreadable ${String(size)} ${String(modifiedAt)}` };
    } catch (error) {
      return errorCode(error) === 'ENOENT' ? undefined : { print: 'unreadable' };
    }
  }
}

/** The folder of a lease: the numbered files of its holders, the requests of other windows, and their age. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { logLimits } from '../../conversation/limits.ts';
import type { Clock, FilePort } from '../../platform/ports.ts';
import { parseRecord, type LeaseRecord } from './leaseRecord.ts';
import { errorCode } from '../nodeFiles.ts';

/** Options of a lease folder. */
export interface LeaseFolderOptions {
  /** The folder `ID.lease`. */
  readonly folder: string;
  readonly files: FilePort;
  readonly clock: Clock;
}

/** The last observation of a file. */
export interface Sighting {
  /** Missing if the file has no valid record: it is being written, damaged, or foreign. */
  readonly record: LeaseRecord | undefined;
  /** How long this window has seen it unchanged, on the monotonic clock, in milliseconds. */
  readonly unchangedMs: number;
}

/** Above this, numbers are no longer exact. */
export const maxNumber = 999_999_999_999_999;
const numberName = /^[1-9]\d{0,14}$/;
const askPrefix = 'ask-';
/** Errors of this process, such as too many open files, which say nothing about the file. */
const ownShortage = new Set(['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);

/** Reads the folder; no kind of file in it can block the reader. */
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

  /** Numbers of the holders' files in ascending order. */
  async numbers(): Promise<number[]> {
    const names = await this.#list();
    return names
      .filter((name) => numberName.test(name))
      .map(Number)
      .sort((value, other) => value - other);
  }

  /** Names of request files of other windows. */
  async askers(own: string): Promise<string[]> {
    const names = await this.#list();
    return names.filter((name) => name.startsWith(askPrefix) && name !== askPrefix + own);
  }

  /** Reads a file; `undefined` if it does not exist. */
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

  /** Removes a dead file; if that fails, it still counts as dead. */
  async removeDead(name: string | number): Promise<void> {
    try {
      await this.#options.files.remove(this.pathOf(name));
    } catch {
      // The next observer has already seen it unchanged for long enough.
    }
  }

  /** Moves a foreign file out of the folder's path, because it would block the lease forever. */
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
      // The heartbeat shows in the modification time even if the content is not readable.
      const { size, modifiedAt } = await files.stat(path);
      return { print: `unreadable ${String(size)} ${String(modifiedAt)}` };
    } catch (error) {
      return errorCode(error) === 'ENOENT' ? undefined : { print: 'unreadable' };
    }
  }
}

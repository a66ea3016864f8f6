/** The usage ledger: one append-only file per window, one row per request, read across windows. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FilePort, Logger } from '../platform/ports.ts';
import { joinLedgerFiles } from './joinLedger.ts';
import type { LedgerEntry, LedgerRow } from './ledgerEntry.ts';
import { LedgerReader } from './ledgerReader.ts';
import { errorCode } from './nodeFiles.ts';

/** How often a row is written again because its file was merged at the same time. */
const maxTries = 8;
/** How far from the end of its file a row that was just written must be, in bytes. */
const tailBytes = 128 * 1024;

/** Options of a ledger. */
export interface UsageLedgerOptions {
  /** The extension's global storage folder. */
  readonly folder: string;
  /** Names this window's file. */
  readonly windowId: string;
  readonly files: FilePort;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface PendingEntry {
  readonly number: number;
  readonly entry: LedgerEntry;
}

/**
 * Appends rows in order and reads those of all windows. Failures are logged, keep the rows in memory and never block a
 * chat.
 */
export class UsageLedger {
  readonly #options: UsageLedgerOptions;
  readonly #folder: string;
  readonly #path: string;
  readonly #reader: LedgerReader;
  #count = 0;
  /** Prefix of this window's row ids; undefined until its file was checked. */
  #idPrefix: string | undefined;
  /** Rows not known to be on disk. */
  #pending: PendingEntry[] = [];
  #problem: string | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(options: UsageLedgerOptions) {
    this.#options = options;
    this.#folder = join(options.folder, 'usage');
    this.#path = join(this.#folder, `${options.windowId}.jsonl`);
    this.#reader = new LedgerReader({ ...options, folder: this.#folder });
  }

  /** Queues a row to be written. */
  record(entry: LedgerEntry): void {
    this.#count += 1;
    this.#pending.push({ number: this.#count, entry });
    void this.#flush();
  }

  /** The rows of all windows from `since` (ms since the epoch), sorted by time; invalid ones are skipped. */
  async read(since = 0): Promise<readonly LedgerRow[]> {
    await this.#flush();
    const lines = await this.#reader.read(since);
    for (const pending of this.#pending) {
      const line = this.#toLine(pending);
      if (line.at >= since) lines.set(JSON.stringify(line), line);
    }
    return [...lines.values()].sort((ledgerRow, other) => ledgerRow.at - other.at);
  }

  /** Merges files of windows closed long ago, if there are many; a row in two files counts once. */
  async tidy(): Promise<void> {
    try {
      const paths = (await this.#reader.paths()).filter((path) => path !== this.#path);
      await joinLedgerFiles({ ...this.#options, folder: this.#folder, paths });
    } catch (error) {
      this.#options.logger.warn(`Usage files could not be joined: ${String(error)}`);
    }
  }

  /** Removes the rows of all windows; only "Delete All Data" calls this. */
  async deleteAll(): Promise<void> {
    await this.#work;
    this.#pending = [];
    await this.#options.files.remove(this.#folder);
  }

  /** Resolves when every row is written, or writing failed. */
  async close(): Promise<void> {
    await this.#flush();
  }

  #flush(): Promise<void> {
    this.#work = this.#work.then(() => this.#writePending());
    return this.#work;
  }

  async #writePending(): Promise<void> {
    try {
      for (;;) {
        const [next] = this.#pending;
        if (next === undefined) break;
        this.#idPrefix ??= await this.#findPrefix();
        await this.#append(JSON.stringify(this.#toLine(next)));
        this.#pending = this.#pending.filter((pendingEntry) => pendingEntry !== next);
      }
      this.#problem = undefined;
    } catch (error) {
      const problem = errorCode(error) ?? String(error);
      if (this.#problem === problem) return;
      this.#problem = problem;
      // The row stays in memory, is still counted, and is retried with the next request.
      this.#options.logger.error(`Usage could not be recorded: ${String(error)}`);
    }
  }

  /** An existing ledger of the same name has already used the plain ids. */
  async #findPrefix(): Promise<string> {
    const { windowId } = this.#options;
    return (await this.#size()) === 0 ? windowId : `${windowId}-${randomUUID()}`;
  }

  #toLine({ number, entry }: PendingEntry): LedgerRow {
    return { id: `${this.#idPrefix ?? this.#options.windowId}-${String(number)}`, ...entry };
  }

  /** Opens the file each time, because another window may merge it at any time, even before it is closed. */
  async #append(text: string): Promise<void> {
    const { files } = this.#options;
    for (let tries = 0; tries < maxTries; tries += 1) {
      // A leading line break ends a truncated row before it.
      const start = (await this.#size()) === 0 ? '' : '\n';
      const handle = await files.openAppend(this.#path);
      try {
        await handle.append(new TextEncoder().encode(`${start}${text}`));
      } finally {
        await handle.close();
      }
      if (await this.#hasAtEnd(text)) return;
    }
    throw new Error('The usage file is taken away again and again.');
  }

  async #size(): Promise<number> {
    try {
      return (await this.#options.files.stat(this.#path)).size;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return 0;
      throw error;
    }
  }

  async #hasAtEnd(text: string): Promise<boolean> {
    try {
      const handle = await this.#options.files.openRead(this.#path);
      try {
        const start = Math.max(0, (await handle.size()) - tailBytes);
        const end = await handle.read(start, tailBytes);
        return new TextDecoder().decode(end).includes(text);
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
  }
}

/** The usage ledger: one append-only file per window, one line per request, read over all windows. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { FilePort, Logger } from '../platform/ports.ts';
import { joinLedgerFiles } from './joinLedger.ts';
import type { LedgerEntry, LedgerRow } from './ledgerEntry.ts';
import { LedgerReader } from './ledgerReader.ts';
import { errorCode } from './nodeFiles.ts';

/** So often a line is written again because its file was joined to others just then. */
const maxTries = 8;
/** Where a line that was just written must be found, in bytes before the end of its file. */
const tailBytes = 128 * 1024;

/** What a ledger is given. */
export interface UsageLedgerOptions {
  /** The extension's global storage folder. */
  readonly folder: string;
  /** Names this window's own file. */
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

/** Appends lines in order and reads those of all windows; a failure is logged, keeps its lines in memory and never stops a chat. */
export class UsageLedger {
  readonly #options: UsageLedgerOptions;
  readonly #folder: string;
  readonly #path: string;
  readonly #reader: LedgerReader;
  #count = 0;
  /** Begins the ids of this window's lines; none before its file was looked for. */
  #idPrefix: string | undefined;
  /** What is not known to be on the disk. */
  #pending: PendingEntry[] = [];
  #problem: string | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(options: UsageLedgerOptions) {
    this.#options = options;
    this.#folder = join(options.folder, 'usage');
    this.#path = join(this.#folder, `${options.windowId}.jsonl`);
    this.#reader = new LedgerReader({ ...options, folder: this.#folder });
  }

  /** Takes a line to be written. */
  record(entry: LedgerEntry): void {
    this.#count += 1;
    this.#pending.push({ number: this.#count, entry });
    void this.#flush();
  }

  /** The lines of all windows from `since` on (ms since the epoch), in the order of their times; bad ones are passed over. */
  async read(since = 0): Promise<readonly LedgerRow[]> {
    await this.#flush();
    const lines = await this.#reader.read(since);
    for (const pending of this.#pending) {
      const line = this.#toLine(pending);
      if (line.at >= since) lines.set(JSON.stringify(line), line);
    }
    return [...lines.values()].sort((ledgerRow, other) => ledgerRow.at - other.at);
  }

  /** Joins the files of windows that are long gone, if there are many; a line that is in two files counts once. */
  async tidy(): Promise<void> {
    try {
      const paths = (await this.#reader.paths()).filter((path) => path !== this.#path);
      await joinLedgerFiles({ ...this.#options, folder: this.#folder, paths });
    } catch (error) {
      this.#options.logger.warn(`Usage files could not be joined: ${String(error)}`);
    }
  }

  /** Removes the lines of all windows; only "Delete All Data" calls this. */
  async deleteAll(): Promise<void> {
    await this.#work;
    this.#pending = [];
    await this.#options.files.remove(this.#folder);
  }

  /** Resolves when every line is written, or could not be. */
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
      // Kept in memory, counted, and tried again with the next request.
      this.#options.logger.error(`Usage could not be recorded: ${String(error)}`);
    }
  }

  /** An earlier ledger of the same name has used its ids. */
  async #findPrefix(): Promise<string> {
    const { windowId } = this.#options;
    return (await this.#size()) === 0 ? windowId : `${windowId}-${randomUUID()}`;
  }

  #toLine({ number, entry }: PendingEntry): LedgerRow {
    return { id: `${this.#idPrefix ?? this.#options.windowId}-${String(number)}`, ...entry };
  }

  /** Opens the file each time: another window may have joined it to others meanwhile, also between writing and closing. */
  async #append(text: string): Promise<void> {
    const { files } = this.#options;
    for (let tries = 0; tries < maxTries; tries += 1) {
      // Begins a line of its own also where a line before was cut off.
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

/** What every request consumed: one append-only file a window, one line a request, read over all windows. */

import { join } from 'node:path';
import type { FilePort, Logger } from '../platform/platform.ts';
import { isLedgerLine, type LedgerEntry, type LedgerLine } from './ledgerLine.ts';
import { codeOf } from './nodeFiles.ts';

/** More files than this are joined to one, but for those of the last days. */
const mostFiles = 64;
/** A file that nothing was added to for so long is nobody's any more, in milliseconds. */
const restedMs = 3 * 86_400_000;

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

/** Appends lines in order and reads those of all windows; a failure is logged and never stops a chat. */
export class UsageLedger {
  readonly #options: UsageLedgerOptions;
  readonly #folder: string;
  readonly #path: string;
  #count = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(options: UsageLedgerOptions) {
    this.#options = options;
    this.#folder = join(options.folder, 'usage');
    this.#path = join(this.#folder, `${options.windowId}.jsonl`);
  }

  /** Takes a line to be written. */
  record(entry: LedgerEntry): void {
    this.#count += 1;
    const line: LedgerLine = { id: `${this.#options.windowId}-${String(this.#count)}`, ...entry };
    this.#work = this.#work.then(() => this.#append(line));
  }

  /** The lines of all windows from `since` on (ms since the epoch), in the order of their times; bad ones are passed over. */
  async read(since = 0): Promise<readonly LedgerLine[]> {
    await this.#work;
    const lines = new Map<string, LedgerLine>();
    for (const path of await this.#paths()) {
      if (since > 0 && (await this.#modifiedAt(path)) < since) continue;
      for (const line of await this.#readFile(path)) {
        if (line.at >= since) lines.set(line.id, line);
      }
    }
    return [...lines.values()].sort((one, other) => one.at - other.at);
  }

  /** Joins the files of windows that are long gone, if there are many; a line that is in two files counts once. */
  async tidy(): Promise<void> {
    const { files, now, logger } = this.#options;
    try {
      const rested: string[] = [];
      for (const path of await this.#paths()) {
        if (path !== this.#path && now() - (await this.#modifiedAt(path)) > restedMs) {
          rested.push(path);
        }
      }
      if (rested.length <= mostFiles) return;
      const texts = await Promise.all(rested.map((path) => files.readFile(path)));
      const whole = texts.flatMap((bytes) => [bytes, newline]);
      const joined = join(this.#folder, `joined-${this.#options.windowId}.jsonl`);
      await files.writeAtomic(joined, Buffer.concat(whole));
      for (const path of rested) await files.remove(path);
    } catch (error) {
      logger.warn(`Usage files could not be joined: ${String(error)}`);
    }
  }

  /** Removes the lines of all windows; only "Delete All Data" calls this. */
  async deleteAll(): Promise<void> {
    await this.#work;
    await this.#options.files.remove(this.#folder);
  }

  /** Resolves when every line is written. */
  async close(): Promise<void> {
    await this.#work;
  }

  /** Opens the file each time: another window may have joined it to others meanwhile. */
  async #append(line: LedgerLine): Promise<void> {
    const { files, logger } = this.#options;
    try {
      const handle = await files.openAppend(this.#path);
      try {
        // Begins a line of its own also where a line before was cut off.
        const cut = line.id.endsWith('-1') ? '' : '\n';
        await handle.append(new TextEncoder().encode(`${cut}${JSON.stringify(line)}`));
      } finally {
        await handle.close();
      }
    } catch (error) {
      logger.error(`Usage could not be recorded: ${String(error)}`);
    }
  }

  async #paths(): Promise<string[]> {
    const names = await this.#options.files.list(this.#folder);
    return names.filter((name) => name.endsWith('.jsonl')).map((name) => join(this.#folder, name));
  }

  /** A file that is gone meanwhile was joined to another, which is read as well. */
  async #modifiedAt(path: string): Promise<number> {
    try {
      return (await this.#options.files.stat(path)).modifiedAt;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return 0;
      throw error;
    }
  }

  async #readFile(path: string): Promise<LedgerLine[]> {
    const { files, logger } = this.#options;
    let text: string;
    try {
      text = new TextDecoder().decode(await files.readFile(path));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') logger.warn(`Usage could not be read: ${String(error)}`);
      return [];
    }
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const entries = lines.map(parseLine).filter((entry) => entry !== undefined);
    const bad = lines.length - entries.length;
    if (bad > 0) logger.warn(`${String(bad)} lines of usage could not be read.`);
    return entries;
  }
}

const newline = new TextEncoder().encode('\n');

function parseLine(text: string): LedgerLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLedgerLine(value) ? value : undefined;
  } catch {
    // Not JSON: the caller counts it and the file stays as it is.
    return undefined;
  }
}

/** Reads the usage files of all windows, which may append to or merge them at the same time. */

import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { logLimits } from '../conversation/limits.ts';
import type { FilePort, FileStat, Logger } from '../platform/ports.ts';
import { isLedgerLine, type LedgerRow } from './ledgerEntry.ts';
import { errorCode } from './nodeFiles.ts';

/** Bytes parsed before yielding to the event loop. */
const sliceBytes = 256 * 1024;
/** How often the folder is listed again if files were merged meanwhile. */
const maxRounds = 8;

/** Options of a reader. */
export interface LedgerReaderOptions {
  /** The folder of the usage files. */
  readonly folder: string;
  readonly files: FilePort;
  readonly logger: Logger;
}

/** Cached facts about an unchanged file. */
interface KnownFile extends FileStat {
  /** The latest time in the file, in milliseconds since the epoch. */
  readonly latest: number;
  readonly badLines: number;
}

/** Finds each row once, even if it is in several files. */
export class LedgerReader {
  readonly #options: LedgerReaderOptions;
  readonly #known = new Map<string, KnownFile>();
  /** The last read error of each file, which is logged once. */
  readonly #unreadable = new Map<string, string>();

  constructor(options: LedgerReaderOptions) {
    this.#options = options;
  }

  /** The files of all windows. */
  async paths(): Promise<string[]> {
    const { folder, files } = this.#options;
    const names = await files.list(folder);
    return names.filter((name) => name.endsWith('.jsonl')).map((name) => join(folder, name));
  }

  /** The rows from `since` (ms since the epoch), keyed by their unique text; invalid ones are skipped. */
  async read(since: number): Promise<Map<string, LedgerRow>> {
    const lines = new Map<string, LedgerRow>();
    const done = new Set<string>();
    try {
      for (let round = 0; round < maxRounds; round += 1) {
        const paths = (await this.paths()).filter((path) => !done.has(path));
        if (paths.length === 0) break;
        for (const path of paths) {
          // A missing file was merged into another one, which the next round finds.
          if (await this.#take(path, since, lines)) done.add(path);
        }
      }
    } catch (error) {
      this.#warnOnce(this.#options.folder, error);
    }
    return lines;
  }

  /** Reads a file; returns whether it exists. Read errors are logged. */
  async #take(path: string, since: number, lines: Map<string, LedgerRow>): Promise<boolean> {
    const { files } = this.#options;
    try {
      const stat = await files.stat(path);
      const known = this.#known.get(path);
      const isSame = known?.size === stat.size && known.modifiedAt === stat.modifiedAt;
      // The file's time may come from a different clock than its rows, so it is not compared.
      if (isSame && known.latest < since) return true;
      const bytes = await files.readFile(path, logLimits.ledgerFile);
      await this.#parse(path, bytes, stat, since, lines);
      this.#unreadable.delete(path);
      return true;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') {
        this.#known.delete(path);
        return false;
      }
      this.#warnOnce(path, error);
      return true;
    }
  }

  async #parse(
    path: string,
    bytes: Uint8Array,
    stat: FileStat,
    since: number,
    lines: Map<string, LedgerRow>,
  ): Promise<void> {
    let latest = -Infinity;
    let badLines = 0;
    let pause = sliceBytes;
    for (const { text, end } of textLines(bytes)) {
      const line = text === undefined ? undefined : parseLine(text);
      if (line === undefined || text === undefined) badLines += 1;
      else {
        latest = Math.max(latest, line.at);
        if (line.at >= since) lines.set(text, line);
      }
      if (end < pause) continue;
      pause = end + sliceBytes;
      await nextTurn();
    }
    // Data appended during the read changes the size, so the file is read again.
    const size = bytes.length;
    if (badLines > 0 && this.#known.get(path)?.badLines !== badLines) {
      this.#options.logger.warn(`${String(badLines)} lines of usage could not be read.`);
    }
    this.#known.set(path, { ...stat, size, latest, badLines });
  }

  #warnOnce(path: string, error: unknown): void {
    const cause = errorCode(error) ?? String(error);
    if (this.#unreadable.get(path) === cause) return;
    this.#unreadable.set(path, cause);
    this.#options.logger.warn(`Usage could not be read: ${String(error)}`);
  }
}

/** The non-blank lines: where each one ends, and its text unless it is too long. */
function* textLines(bytes: Uint8Array): Generator<{ text: string | undefined; end: number }> {
  const decoder = new TextDecoder();
  for (const { start, end } of lineRanges(bytes)) {
    const isShort = end - start <= logLimits.ledgerLine;
    const text = isShort ? decoder.decode(bytes.subarray(start, end)).trim() : undefined;
    if (text !== '') yield { text, end };
  }
}

/** Start and end of each line, without its line feed. */
export function* lineRanges(bytes: Uint8Array): Generator<{ start: number; end: number }> {
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    yield { start, end };
    start = end + 1;
  }
}

function parseLine(text: string): LedgerRow | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLedgerLine(value) ? value : undefined;
  } catch {
    // Invalid JSON is counted by the caller and left in the file.
    return undefined;
  }
}

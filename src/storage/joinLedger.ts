/**
 * Joins the usage files of windows that are long gone. At no moment a line is in no file: files are first renamed,
 * so that their windows begin new ones; then all lines are put into a file that nobody has, which is read again;
 * only then the renamed files are removed. A line that is in two files counts once.
 */

import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { logLimits } from '../conversation/limits.ts';
import type { FilePort, Logger } from '../platform/ports.ts';
import { lineRanges } from './ledgerReader.ts';
import { errorCode } from './nodeFiles.ts';

/** More files than this are joined to one, but for those of the last days. */
const maxFiles = 64;
/** A file that nothing was added to for so long is likely nobody's any more, in milliseconds. */
const restedMs = 3 * 86_400_000;
/** So many lines are joined before others have their turn. */
const sliceLines = 2_000;

/** What joining is given. */
export interface JoinOptions {
  /** The folder of the usage files. */
  readonly folder: string;
  /** The files of all windows but this one. */
  readonly paths: readonly string[];
  /** Names the joined file. */
  readonly windowId: string;
  readonly files: FilePort;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A file that no window writes to. */
interface ClaimedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Joins them where there are many; rejects where the disk does not allow it, and nothing is lost then. */
export async function joinLedgerFiles(options: JoinOptions): Promise<void> {
  const rested = await findRested(options);
  if (rested.length <= maxFiles) return;
  const claimed: ClaimedFile[] = [];
  for (const path of rested) {
    const found = await claim(path, options);
    if (found !== undefined) claimed.push(found);
  }
  const joined = await joinLines(claimed.map(({ bytes }) => bytes));
  if (!(await isStored(joined, options))) return;
  for (const { path } of claimed) await options.files.remove(path);
}

/** The files that have rested, the smallest first, as many as make one file of a handy size. */
async function findRested({ paths, files, now }: JoinOptions): Promise<string[]> {
  const rested: { path: string; size: number }[] = [];
  for (const path of paths) {
    const found = await statOrNone(path, files);
    if (found !== undefined && now() - found.modifiedAt > restedMs) {
      rested.push({ path, size: found.size });
    }
  }
  rested.sort((item, other) => item.size - other.size);
  let total = 0;
  return rested
    .filter(({ size }) => (total += size) <= logLimits.joinedLedgerFiles)
    .map(({ path }) => path);
}

async function statOrNone(path: string, files: FilePort) {
  try {
    return await files.stat(path);
  } catch {
    // Joined meanwhile, or unreadable: it stays what it is.
    return undefined;
  }
}

/** Takes a file away from its window, if that is still there, and reads it; none where either cannot be done. */
async function claim(
  path: string,
  { folder, files, logger }: JoinOptions,
): Promise<ClaimedFile | undefined> {
  const claimed = join(folder, `claimed-${randomUUID()}.jsonl`);
  try {
    // Read first, so that what is no file of lines keeps its place.
    await files.readFile(path, logLimits.joinedLedgerFiles);
    await files.rename(path, claimed);
    return { path: claimed, bytes: await files.readFile(claimed, logLimits.joinedLedgerFiles) };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') {
      logger.warn(`The usage file ${basename(path)} could not be joined: ${String(error)}`);
    }
    return undefined;
  }
}

/** All different lines, also those that cannot be read. */
async function joinLines(files: readonly Uint8Array[]): Promise<Uint8Array> {
  const seen = new Set<string>();
  const pieces: Uint8Array[] = [];
  let count = 0;
  for (const bytes of files) {
    for (const { start, end } of lineRanges(bytes)) {
      const line = bytes.subarray(start, end);
      const text = Buffer.from(line).toString('latin1');
      if (text.trim() === '' || seen.has(text)) continue;
      seen.add(text);
      pieces.push(line, newline);
      if ((count += 1) % sliceLines === 0) await nextTurn();
    }
  }
  return Buffer.concat(pieces);
}

const newline = new TextEncoder().encode('\n');

/** Puts the lines into a new file; whether they are on the disk and still there, which is asked of the disk. */
async function isStored(
  lines: Uint8Array,
  { folder, windowId, files }: JoinOptions,
): Promise<boolean> {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : `-${String(number)}`;
    const path = join(folder, `joined-${windowId}${suffix}.jsonl`);
    try {
      await files.createExclusive(path, lines);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') continue;
      throw error;
    }
    const handle = await files.openAppend(path);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Another window with another clock may have claimed it already, before it had all lines.
    return Buffer.compare(await files.readFile(path), lines) === 0;
  }
}

/**
 * Merges usage files of windows closed long ago. Every line is in at least one file at all times: files are first
 * renamed, so that their windows start new ones; then all lines are written to a new file, which is verified; then the
 * renamed files are removed. A line in two files counts once.
 */

import { randomUUID } from 'node:crypto';
import { basename, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { logLimits } from '../conversation/limits.ts';
import type { FilePort, Logger } from '../platform/ports.ts';
import { lineRanges } from './ledgerReader.ts';
import { errorCode } from './nodeFiles.ts';

/** Number of old files above which they are merged. */
const maxFiles = 64;
/** A file that has not changed for this long is probably no longer in use, in milliseconds. */
const restedMs = 3 * 86_400_000;
/** Lines merged before yielding to the event loop. */
const sliceLines = 2_000;

/** Options of a merge. */
export interface JoinOptions {
  /** The folder of the usage files. */
  readonly folder: string;
  /** The files of all other windows. */
  readonly paths: readonly string[];
  /** Used in the merged file's name. */
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

/** Merges the files if there are many. Rejects if the disk refuses, without losing data. */
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

/** Old files, smallest first, up to the size limit of a merged file. */
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
    // Another window merged it, or it is unreadable; skip it.
    return undefined;
  }
}

/** Renames a file so that its window stops appending to it, and reads it; undefined if either fails. */
async function claim(
  path: string,
  { folder, files, logger }: JoinOptions,
): Promise<ClaimedFile | undefined> {
  const claimed = join(folder, `claimed-${randomUUID()}.jsonl`);
  try {
    // Read first, so that an unreadable or oversized file is not renamed.
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

/** All distinct lines, including invalid ones. */
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

/** Writes the lines to a new file; returns whether reading it back from disk succeeded. */
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
    // Another window with a different clock may have merged it already, before it was complete.
    return Buffer.compare(await files.readFile(path), lines) === 0;
  }
}

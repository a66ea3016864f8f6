/** Cleans a log when its writer opens it: damaged lines are quarantined, small pieces merged. */

import type { ConversationEvent } from '../../conversation/events/events.ts';
import { pushMerged } from '../../conversation/events/mergeEvents.ts';
import { logLimits } from '../../conversation/limits.ts';
import type { ConversationId } from '../../conversation/model.ts';
import type { FilePort, Logger } from '../../platform/ports.ts';
import { quarantine } from './quarantine.ts';
import { LogParser, toLine, type ByteRange } from './logFormat.ts';
import type { LogFollower } from './logFollower.ts';
import { readTail } from './logTail.ts';
import { errorCode } from '../nodeFiles.ts';
import { rewriteLog } from './rewriteLog.ts';

/** How much is read and joined in one go, in bytes. */
const pieceBytes = 128 * 1024;

/** Something of a chat that is not in its log, and where it is instead. */
export interface Damage {
  readonly id: ConversationId;
  /** Lines that are no events, an end that was cut off, or what another window kept from being saved. */
  readonly kind: 'lines' | 'torn' | 'aside';
  /** Missing where the disk did not let a file be made. */
  readonly path?: string;
}

/** A log that was just read whole. */
export interface Tidying {
  readonly id: ConversationId;
  readonly path: string;
  readonly files: FilePort;
  readonly logger: Logger;
  readonly writer: string;
  readonly follower: LogFollower;
  readonly onDamage: ((damage: Damage) => void) | undefined;
}

/** Tidies a log that this window holds; never rejects, since the chat can be read without it. */
export async function compactLog(tidying: Tidying): Promise<void> {
  const { parser, isNewer } = tidying.follower.reader;
  if (isNewer) return;
  const { badRanges, wholeBytes, tornBytes } = parser;
  if (badRanges.length > 0) {
    const kept = await keep(tidying, 'bad', badRanges);
    if (kept?.isNew !== false) report(tidying, 'lines', kept?.path);
  }
  if (tornBytes > 0) {
    const end = wholeBytes + tornBytes;
    const kept = await keep(tidying, `torn-${String(wholeBytes)}`, [{ start: wholeBytes, end }]);
    if (badRanges.length === 0) report(tidying, 'torn', kept?.path);
    if (kept !== undefined) await cutTorn(tidying);
  }
  if (badRanges.length === 0 && parser.foreignLines === 0) await compact(tidying);
}

/** Where these bytes of the log are kept, and whether they were before; `undefined` when they cannot be. */
async function keep(
  { path, files, logger }: Tidying,
  name: string,
  ranges: readonly ByteRange[],
): Promise<{ readonly path: string; readonly isNew: boolean } | undefined> {
  const size = ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  if (size > logLimits.quarantine) {
    logger.warn(
      `${path}: ${String(size)} damaged bytes are too many to be copied; they stay there.`,
    );
    return undefined;
  }
  try {
    return await quarantine(files, `${path}.${name}`, await readRanges(files, path, ranges));
  } catch (error) {
    logger.warn(`Damaged lines could not be copied (${errorCode(error) ?? 'unknown'}).`);
    return undefined;
  }
}

async function readRanges(
  files: FilePort,
  path: string,
  ranges: readonly ByteRange[],
): Promise<Uint8Array> {
  const handle = await files.openRead(path);
  try {
    const pieces: Uint8Array[] = [];
    for (const { start, end } of ranges) pieces.push(await handle.read(start, end - start));
    return Buffer.concat(pieces);
  } finally {
    await handle.close();
  }
}

function report({ id, onDamage }: Tidying, kind: Damage['kind'], path: string | undefined): void {
  onDamage?.({ id, kind, ...(path === undefined ? {} : { path }) });
}

async function cutTorn({ path, files, logger, follower }: Tidying): Promise<void> {
  try {
    const { wholeBytes, tornBytes } = await readTail(files, path);
    // Only what was kept aside; a file that has changed since is left to its writer.
    if (wholeBytes !== follower.reader.parser.wholeBytes || tornBytes === 0) return;
    await files.truncate(path, wholeBytes);
  } catch (error) {
    logger.warn(`A cut-off line could not be taken away (${errorCode(error) ?? 'unknown'}).`);
  }
}

/** Joins the pieces of streamed text that follow each other. */
async function compact({ path, files, logger, writer, follower }: Tidying): Promise<void> {
  if (!follower.reader.isLong) return;
  try {
    const body = await joinedLines(files, path);
    if (body !== undefined) await rewriteLog({ path, files, writer, logger, body });
  } catch (error) {
    logger.warn(`A log could not be read again (${errorCode(error) ?? 'unknown'}).`);
  }
}

/** The lines with pieces of text joined, made a few at a time; `undefined` where not all of them are known. */
async function joinedLines(files: FilePort, path: string): Promise<Uint8Array[] | undefined> {
  const handle = await files.openRead(path);
  const parser = new LogParser();
  const lines: Uint8Array[] = [];
  let events: ConversationEvent[] = [];
  try {
    const size = await handle.size();
    for (let offset = 0; offset < size; offset += pieceBytes) {
      for (const event of parser.push(await handle.read(offset, pieceBytes))) {
        pushMerged(events, event);
      }
      // The last one may go on in the next piece.
      const last = events.pop();
      for (const event of events) lines.push(toLine(event));
      events = last === undefined ? [] : [last];
    }
  } finally {
    await handle.close();
  }
  const whole = parser.badLineCount + parser.foreignLines + parser.tornBytes === 0;
  return whole ? [...lines, ...events.map(toLine)] : undefined;
}

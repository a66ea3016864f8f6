/** Cleans up a log when its writer opens it: quarantines damaged lines and merges small text pieces. */

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

/** Bytes read and merged per step. */
const pieceBytes = 128 * 1024;

/** A part of a chat that is not in its log, and where it was saved. */
export interface Damage {
  readonly id: ConversationId;
  /** Invalid lines, a truncated end, or events that could not be saved because another window took the chat. */
  readonly kind: 'lines' | 'torn' | 'aside';
  /** Missing if the file could not be written. */
  readonly path?: string;
}

/** A log that was just read completely. */
export interface Tidying {
  readonly id: ConversationId;
  readonly path: string;
  readonly files: FilePort;
  readonly logger: Logger;
  readonly writer: string;
  readonly follower: LogFollower;
  readonly onDamage: ((damage: Damage) => void) | undefined;
}

/** Cleans up a log that this window may write. Never rejects, because the chat is readable without it. */
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

/** Quarantines these bytes of the log; returns the path and whether it is new, or `undefined` if that fails. */
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
    // Removes only what was quarantined; if the file has changed since, its writer handles it.
    if (wholeBytes !== follower.reader.parser.wholeBytes || tornBytes === 0) return;
    await files.truncate(path, wholeBytes);
  } catch (error) {
    logger.warn(`A cut-off line could not be taken away (${errorCode(error) ?? 'unknown'}).`);
  }
}

/** Merges adjacent pieces of streamed text. */
async function compact({ path, files, logger, writer, follower }: Tidying): Promise<void> {
  if (!follower.reader.isLong) return;
  try {
    const body = await joinedLines(files, path);
    if (body !== undefined) await rewriteLog({ path, files, writer, logger, body });
  } catch (error) {
    logger.warn(`A log could not be read again (${errorCode(error) ?? 'unknown'}).`);
  }
}

/** The lines with adjacent text merged; `undefined` if some lines are unknown or damaged. */
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
      // The last event may continue in the next step.
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

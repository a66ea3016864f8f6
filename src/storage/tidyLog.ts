/** What the window that writes a chat does on opening it: damaged lines are copied aside, many small lines made few. */

import type { ConversationEvent } from '../conversation/events.ts';
import { pushMerged } from '../conversation/mergeEvents.ts';
import type { ConversationId } from '../conversation/model.ts';
import type { FilePort, Logger } from '../platform/platform.ts';
import { setAside } from './aside.ts';
import { LogParser, toLine } from './logFormat.ts';
import type { LogFollower } from './logFollower.ts';
import { readTail } from './logTail.ts';
import { codeOf } from './nodeFiles.ts';
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
export async function tidyLog(tidying: Tidying): Promise<void> {
  const { parser, isNewer } = tidying.follower.reader;
  if (isNewer) return;
  const lines = parser.badLines.map(({ bytes }) => Buffer.concat([bytes, Buffer.from('\n')]));
  if (lines.length > 0) {
    const kept = await keep(tidying, 'bad', Buffer.concat(lines));
    if (kept?.isNew !== false) tell(tidying, 'lines', kept?.path);
  }
  if (parser.torn.length > 0) {
    const kept = await keep(tidying, `torn-${String(parser.wholeBytes)}`, parser.torn);
    if (lines.length === 0) tell(tidying, 'torn', kept?.path);
    if (kept !== undefined) await cutTorn(tidying);
  }
  if (lines.length === 0 && parser.foreignLines === 0) await compact(tidying);
}

/** Where the bytes are kept, and whether they were before; `undefined` when they cannot be. */
async function keep(
  { path, files, logger }: Tidying,
  name: string,
  bytes: Uint8Array,
): Promise<{ readonly path: string; readonly isNew: boolean } | undefined> {
  try {
    return await setAside(files, `${path}.${name}`, bytes);
  } catch (error) {
    logger.warn(`Damaged lines could not be copied (${codeOf(error) ?? 'unknown'}).`);
    return undefined;
  }
}

function tell({ id, onDamage }: Tidying, kind: Damage['kind'], path: string | undefined): void {
  onDamage?.({ id, kind, ...(path === undefined ? {} : { path }) });
}

async function cutTorn({ path, files, logger, follower }: Tidying): Promise<void> {
  try {
    const { wholeBytes, torn } = await readTail(files, path);
    // Only what was kept aside; a file that has changed since is left to its writer.
    if (wholeBytes !== follower.reader.parser.wholeBytes || torn.length === 0) return;
    await files.truncate(path, wholeBytes);
  } catch (error) {
    logger.warn(`A cut-off line could not be taken away (${codeOf(error) ?? 'unknown'}).`);
  }
}

/** Joins the pieces of streamed text that follow each other. */
async function compact({ path, files, logger, writer, follower }: Tidying): Promise<void> {
  if (!follower.reader.isLong) return;
  try {
    const body = await joinedLines(files, path);
    if (body !== undefined) await rewriteLog({ path, files, writer, logger, body });
  } catch (error) {
    logger.warn(`A log could not be read again (${codeOf(error) ?? 'unknown'}).`);
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
      lines.push(...events.map(toLine));
      events = last === undefined ? [] : [last];
    }
  } finally {
    await handle.close();
  }
  const whole = parser.badLines.length + parser.foreignLines + parser.torn.length === 0;
  return whole ? [...lines, ...events.map(toLine)] : undefined;
}

/** Writes the logs of imported chats one after the other, in the format of all logs. */

import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { ImportSink } from '../../conversation/export/importChats.ts';
import type { ConversationId } from '../../conversation/model.ts';
import { logSchema, toLine } from '../log/logFormat.ts';
import { PartialLine } from '../log/partialLine.ts';

/** How much is written at once, in bytes. */
const pieceBytes = 1024 * 1024;
/** How much of a line is looked at at once, in bytes. */
const readBytes = 128 * 1024;

/** The logs of one import, in a folder of their own. */
export class LogFiles implements ImportSink {
  readonly #folder: string;
  readonly #writer: string;
  readonly #ids: ConversationId[] = [];
  #file: number | undefined;
  #lines: Uint8Array[] = [];
  #bytes = 0;

  constructor(folder: string, writer: string) {
    this.#folder = folder;
    this.#writer = writer;
  }

  begin(id: ConversationId): void {
    this.#end();
    mkdirSync(this.#folder, { recursive: true });
    this.#file = openSync(join(this.#folder, `${id}.jsonl`), 'wx');
    this.#ids.push(id);
    this.#write(toLine({ schema: logSchema, writer: this.#writer, generation: 0 }));
  }

  take(event: ConversationEvent): void {
    this.#write(toLine(event));
  }

  /** Syncs what was written; the chats whose logs there are. */
  finish(): readonly ConversationId[] {
    this.#end();
    return this.#ids;
  }

  /** Closes what is open, written or not. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #end(): void {
    if (this.#file === undefined) return;
    this.#flush(this.#file);
    fsyncSync(this.#file);
    this.close();
  }

  #write(line: Uint8Array): void {
    if (!isReadable(line)) throw new RangeError('A message is too long for a log.');
    this.#lines.push(line);
    this.#bytes += line.length;
    if (this.#bytes >= pieceBytes && this.#file !== undefined) this.#flush(this.#file);
  }

  #flush(file: number): void {
    const bytes = Buffer.concat(this.#lines);
    this.#lines = [];
    this.#bytes = 0;
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
  }
}

/** Whether the log can be read again; only long lines can reach a limit. */
function isReadable(line: Uint8Array): boolean {
  if (line.length <= pieceBytes) return true;
  const partial = new PartialLine();
  // Without its line break, in pieces as the reader takes them.
  for (let at = 0; at < line.length - 1; at += readBytes) {
    partial.add(line.subarray(at, Math.min(at + readBytes, line.length - 1)));
  }
  return partial.parse() !== undefined;
}

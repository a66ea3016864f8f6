/** Writes the logs of imported chats one after another in the normal log format. */

import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { ImportSink } from '../../conversation/export/importChats.ts';
import type { ConversationId } from '../../conversation/model.ts';
import { logSchema, toLine } from '../log/logFormat.ts';
import { PartialLine } from '../log/partialLine.ts';

/** Bytes per write. */
const pieceBytes = 1024 * 1024;

/** The logs of one import, in a separate folder. */
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

  /** Syncs the written logs and returns their chats. */
  finish(): readonly ConversationId[] {
    this.#end();
    return this.#ids;
  }

  /** Closes the open file, whether or not its content is complete. */
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

/** Whether the line is within the read limits; only long lines can exceed them. */
function isReadable(line: Uint8Array): boolean {
  if (line.length <= pieceBytes) return true;
  const partial = new PartialLine();
  partial.add(line.subarray(0, -1)); // Without its line break.
  return partial.parse() !== undefined;
}

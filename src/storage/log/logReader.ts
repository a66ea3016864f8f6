/** Reads a log from a given offset in slices, so that a large one blocks nothing. */

import { EventRepairer } from '../../conversation/events/repairEvents.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import { logLimits } from '../../conversation/limits.ts';
import { UnreadableError } from '../../conversation/unreadable.ts';
import { areJoinable } from '../../conversation/events/mergeEvents.ts';
import type { FilePort, ReadHandle } from '../../platform/ports.ts';
import { LogParser, logSchema } from './logFormat.ts';
import { errorCode } from '../nodeFiles.ts';

/** How much is read and parsed in one go, in bytes: a few milliseconds of work. */
const pieceBytes = 128 * 1024;
/** Bytes at the beginning of a file that show whether it was replaced. */
const headBytes = 512;

/** A log is worth rewriting when so many lines can go, and they are more than half of it. */
const minSavedLines = 200;

/** Where what is read goes. */
export interface LogVisitor {
  /** All that follows comes from the beginning of a log: what was taken before is not its. */
  begin(): void;
  /** Events in order, mended where lines were lost. */
  take(events: readonly ConversationEvent[]): void;
}

/** A place in a log. */
export class LogReader {
  parser = new LogParser();
  /** How many lines only continue the text of the one before. */
  joinable = 0;

  readonly #path: string;
  readonly #files: FilePort;
  #repairer = this.#createMender();
  #lastEvent: ConversationEvent | undefined;
  #head: Uint8Array = new Uint8Array();
  /** How many bytes were read; those after the last line break wait in the parser. */
  #offset = 0;
  /** What was found the last time, where that was no chat. */
  #failure: { readonly error: unknown; readonly size: number } | undefined;

  constructor(path: string, files: FilePort) {
    this.#path = path;
    this.#files = files;
  }

  /** Whether the log was made by a version that this one must leave alone. */
  get isNewer(): boolean {
    return (this.parser.header?.schema ?? logSchema) > logSchema;
  }

  /** Whether so many lines could be joined that the log is worth rewriting. */
  get isLong(): boolean {
    return this.joinable >= minSavedLines && this.joinable * 2 >= this.parser.lines;
  }

  /** Whether there is anything to tidy: something damaged, or many small lines. */
  get isUntidy(): boolean {
    const { badLineCount, tornBytes } = this.parser;
    return badLineCount > 0 || tornBytes > 0 || this.isLong;
  }

  /**
   * Reads what is new, or all if the file is another; `false` when there is none. Rejects when it cannot be read, and
   * starts over the next time unless the file is the same.
   */
  async read(sink: LogVisitor): Promise<boolean> {
    let handle: ReadHandle;
    try {
      handle = await this.#files.openRead(this.#path);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
    try {
      await this.#readFrom(handle, sink);
      return true;
    } finally {
      await handle.close();
    }
  }

  async #readFrom(handle: ReadHandle, sink: LogVisitor): Promise<void> {
    const size = await handle.size();
    if (size > logLimits.file) throw new UnreadableError('tooLarge', 'The log is too large.');
    const isSame = this.#offset > 0 && size >= this.#offset && (await this.#isSame(handle));
    if (this.#failure?.size === size && isSame) throw this.#failure.error;
    if (!isSame || this.#failure !== undefined) {
      await this.#beginAnew(handle, size);
      sink.begin();
    }
    try {
      await this.#readOn(handle, size, sink);
    } catch (error) {
      this.#failure = { error, size };
      throw error;
    }
  }

  async #readOn(handle: ReadHandle, size: number, sink: LogVisitor): Promise<void> {
    while (this.#offset < size) {
      const bytes = await handle.read(this.#offset, Math.min(pieceBytes, size - this.#offset));
      if (bytes.length === 0) return;
      this.#offset += bytes.length;
      const events = this.parser.push(bytes);
      this.#countJoinable(events);
      sink.take(events.flatMap((event) => this.#repairer.repair(event)));
    }
  }

  #countJoinable(events: readonly ConversationEvent[]): void {
    for (const event of events) {
      if (areJoinable(this.#lastEvent, event)) this.joinable += 1;
      this.#lastEvent = event;
    }
  }

  async #isSame(handle: ReadHandle): Promise<boolean> {
    const head = await handle.read(0, this.#head.length);
    return Buffer.compare(head, this.#head) === 0;
  }

  #createMender(): EventRepairer {
    return new EventRepairer(() => this.#offset);
  }

  async #beginAnew(handle: ReadHandle, size: number): Promise<void> {
    this.parser = new LogParser();
    this.#repairer = this.#createMender();
    this.joinable = 0;
    this.#lastEvent = undefined;
    this.#offset = 0;
    this.#failure = undefined;
    this.#head = await handle.read(0, Math.min(headBytes, size));
  }
}

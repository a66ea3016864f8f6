/** Reads a log from the last offset in slices, so that a large log does not block the host. */

import { EventRepairer } from '../../conversation/events/repairEvents.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import { logLimits } from '../../conversation/limits.ts';
import { UnreadableError } from '../../conversation/unreadable.ts';
import { areJoinable } from '../../conversation/events/mergeEvents.ts';
import type { FilePort, ReadHandle } from '../../platform/ports.ts';
import { LogParser, logSchema } from './logFormat.ts';
import { errorCode } from '../nodeFiles.ts';

/** Bytes read and parsed per slice, a few milliseconds of work. */
const pieceBytes = 128 * 1024;
/** Leading bytes that are compared to detect a replaced file. */
const headBytes = 512;

/** A log is compacted if it can save this many lines and at least half of all. */
const minSavedLines = 200;

/** Receives the events of a log. */
export interface LogVisitor {
  /** Reading starts over: discard all earlier events. */
  begin(): void;
  /** Events in order, with lost lines repaired. */
  take(events: readonly ConversationEvent[]): void;
}

/** A reading position in a log. */
export class LogReader {
  parser = new LogParser();
  /** Number of lines that only continue the text of the previous line. */
  joinable = 0;

  readonly #path: string;
  readonly #files: FilePort;
  #repairer = this.#createMender();
  #lastEvent: ConversationEvent | undefined;
  #head: Uint8Array = new Uint8Array();
  /** Number of bytes read; those after the last line break are buffered in the parser. */
  #offset = 0;
  /** The last read error. */
  #failure: { readonly error: unknown; readonly size: number } | undefined;

  constructor(path: string, files: FilePort) {
    this.#path = path;
    this.#files = files;
  }

  /** Whether a newer version wrote the log, so it must not be changed. */
  get isNewer(): boolean {
    return (this.parser.header?.schema ?? logSchema) > logSchema;
  }

  /** Whether compacting the log would save enough lines. */
  get isLong(): boolean {
    return this.joinable >= minSavedLines && this.joinable * 2 >= this.parser.lines;
  }

  /** Whether the log is damaged or can be compacted. */
  get isUntidy(): boolean {
    const { badLineCount, tornBytes } = this.parser;
    return badLineCount > 0 || tornBytes > 0 || this.isLong;
  }

  /**
   * Reads what is new, or everything if the file was replaced; returns `false` if it does not exist. Rejects if it
   * cannot be read, and starts over the next time unless the file is unchanged.
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

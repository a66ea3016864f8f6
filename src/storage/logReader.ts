/** Reads one log from its beginning or from where it was left, in pieces, so that a large one holds nobody up. */

import { EventMender } from '../conversation/eventMender.ts';
import type { ConversationEvent } from '../conversation/events.ts';
import { areJoinable } from '../conversation/mergeEvents.ts';
import type { FilePort, ReadHandle } from '../platform/platform.ts';
import { LogParser, logSchema } from './logFormat.ts';
import { codeOf } from './nodeFiles.ts';

/** How much is read and parsed in one go, in bytes: a few milliseconds of work. */
const pieceBytes = 128 * 1024;
/** How much of the beginning tells one file from the one that was put in its place, in bytes. */
const headBytes = 512;

/** A log is worth rewriting when so many lines can go, and they are more than half of it. */
const fewestSavedLines = 200;

/** Where what is read goes. */
export interface LogSink {
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
  #mender = new EventMender();
  #lastEvent: ConversationEvent | undefined;
  #head: Uint8Array = new Uint8Array();
  /** How many bytes were read; those after the last line break wait in the parser. */
  #offset = 0;

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
    return this.joinable >= fewestSavedLines && this.joinable * 2 >= this.parser.lines;
  }

  /** Whether there is anything to tidy: something damaged, or many small lines. */
  get isUntidy(): boolean {
    const { badLines, torn } = this.parser;
    return badLines.length > 0 || torn.length > 0 || this.isLong;
  }

  /** Reads what is new, or all if the file is another; `false` when there is none. */
  async read(sink: LogSink): Promise<boolean> {
    let handle: ReadHandle;
    try {
      handle = await this.#files.openRead(this.#path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
    try {
      await this.#readFrom(handle, sink);
      return true;
    } finally {
      await handle.close();
    }
  }

  async #readFrom(handle: ReadHandle, sink: LogSink): Promise<void> {
    const size = await handle.size();
    if (this.#offset === 0 || size < this.#offset || !(await this.#isSame(handle))) {
      await this.#beginAnew(handle, size);
      sink.begin();
    }
    while (this.#offset < size) {
      const bytes = await handle.read(this.#offset, Math.min(pieceBytes, size - this.#offset));
      if (bytes.length === 0) return;
      this.#offset += bytes.length;
      const events = this.parser.push(bytes);
      this.#countJoinable(events);
      sink.take(events.flatMap((event) => this.#mender.mend(event)));
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

  async #beginAnew(handle: ReadHandle, size: number): Promise<void> {
    this.parser = new LogParser();
    this.#mender = new EventMender();
    this.joinable = 0;
    this.#lastEvent = undefined;
    this.#offset = 0;
    this.#head = await handle.read(0, Math.min(headBytes, size));
  }
}

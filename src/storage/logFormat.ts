/** The bytes of a conversation's log: a header line, then one event a line. */

import type { ConversationEvent } from '../conversation/events.ts';
import { isConversationEvent, isEventType } from '../conversation/isConversationEvent.ts';

/** Raised when a reader of the old version would misread the new log. */
export const logSchema = 1;

/** The first line of a log. */
export interface LogHeader {
  readonly schema: number;
  /** Version of the extension that made the file. */
  readonly writer: string;
  /** Raised by each rewriting of the file, so that a reader knows to begin again. */
  readonly generation: number;
}

/** A line that is no event. */
export interface BadLine {
  /** One-based. */
  readonly number: number;
  /** Without the line break. */
  readonly bytes: Uint8Array;
}

/** What a log file was found to hold. */
export interface LogContents {
  /** Missing when the first line is not one. */
  readonly header: LogHeader | undefined;
  readonly events: readonly ConversationEvent[];
  /** Byte lengths up to the end of the last whole line. */
  readonly wholeBytes: number;
  /** Bytes after the last line break: an append that a crash cut off. */
  readonly tornBytes: number;
  /** One-based numbers of lines that are no event. */
  readonly badLines: readonly number[];
}

const newline = 0x0a;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** One line of a log, with its line break. */
export function toLine(value: LogHeader | ConversationEvent): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

/** Reads a log piece by piece; bad lines are kept and passed over, never a reason to fail. */
export class LogParser {
  header: LogHeader | undefined;
  readonly badLines: BadLine[] = [];
  /** Lines of a kind that only a newer version knows. */
  foreignLines = 0;
  /** Whole lines so far. */
  lines = 0;
  /** Byte lengths up to the end of the last whole line. */
  wholeBytes = 0;

  #rest: Uint8Array = new Uint8Array();

  /** What follows the last line break so far. */
  get torn(): Uint8Array {
    return this.#rest;
  }

  /** The events that these bytes, which follow the earlier ones, make whole. */
  push(bytes: Uint8Array): ConversationEvent[] {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const events: ConversationEvent[] = [];
    let start = 0;
    for (let end = all.indexOf(newline); end >= 0; end = all.indexOf(newline, start)) {
      this.#takeLine(all.subarray(start, end), events);
      start = end + 1;
    }
    this.wholeBytes += start;
    this.#rest = new Uint8Array(all.subarray(start));
    return events;
  }

  #takeLine(line: Uint8Array, events: ConversationEvent[]): void {
    this.lines += 1;
    const value = parseLine(line);
    if (this.lines === 1 && isLogHeader(value)) this.header = value;
    else if (isConversationEvent(value)) events.push(value);
    else if (isForeign(value)) this.foreignLines += 1;
    else this.badLines.push({ number: this.lines, bytes: new Uint8Array(line) });
  }
}

/** Reads a whole log at once. */
export function parseLog(bytes: Uint8Array): LogContents {
  const parser = new LogParser();
  const events = parser.push(bytes);
  return {
    header: parser.header,
    events,
    wholeBytes: parser.wholeBytes,
    tornBytes: parser.torn.length,
    badLines: parser.badLines.map(({ number }) => number),
  };
}

function parseLine(line: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(line));
  } catch {
    // Not JSON, or not UTF-8: the caller counts it among the bad lines and keeps the file as it is.
    return undefined;
  }
}

/** Whether it is an event of a newer version, which an older one passes over. */
function isForeign(value: unknown): boolean {
  const type = (value as { readonly type?: unknown } | null | undefined)?.type;
  return typeof type === 'string' && /^[a-z][A-Za-z]*$/.test(type) && !isEventType(type);
}

function isLogHeader(value: unknown): value is LogHeader {
  const header = value as Partial<LogHeader> | null | undefined;
  return typeof header?.schema === 'number' && typeof header.generation === 'number';
}

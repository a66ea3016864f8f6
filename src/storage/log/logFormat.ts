/** The format of a log: a header line, then one event a line. */

import type { ConversationEvent } from '../../conversation/events/events.ts';
import { isConversationEvent, isEventType } from '../../conversation/events/isConversationEvent.ts';
import { logLimits } from '../../conversation/limits.ts';
import { SeparatorCounter } from './separatorCounter.ts';

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

/** Bytes of a log. */
export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
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
  /** One-based numbers of lines that are no event; the first of them. */
  readonly badLines: readonly number[];
}

const newline = 0x0a;
/** No header and no event is shorter, in bytes; what is need not be parsed. */
const minLineBytes = 20;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** One line of a log, with its line break. */
export function toLine(value: LogHeader | ConversationEvent): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

/**
 * Reads a log piece by piece; bad lines are passed over, never a reason to fail. Its work grows with the bytes alone,
 * and what it keeps is bounded however the bytes are cut into lines.
 */
export class LogParser {
  header: LogHeader | undefined;
  /** One-based numbers of lines that are no event; the first of them. */
  readonly badLines: number[] = [];
  badLineCount = 0;
  /** Where those lines are, with their line breaks; neighbours are one range. */
  readonly badRanges: ByteRange[] = [];
  /** Lines of a kind that only a newer version knows. */
  foreignLines = 0;
  /** Lines with a line break so far. */
  lines = 0;
  /** Byte lengths up to the end of the last line with a line break. */
  wholeBytes = 0;

  /** What follows the last line break so far; nothing once it is too long for a line. */
  #rest: Uint8Array[] = [];
  #restBytes = 0;
  #separators = new SeparatorCounter();

  /** How many bytes follow the last line break so far. */
  get tornBytes(): number {
    return this.#restBytes;
  }

  /** The events that these bytes, which follow the earlier ones, complete. */
  push(bytes: Uint8Array): ConversationEvent[] {
    const events: ConversationEvent[] = [];
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      this.#endLine(bytes.subarray(start, end), events);
      start = end + 1;
    }
    if (start < bytes.length) this.#hold(bytes.slice(start));
    return events;
  }

  #hold(bytes: Uint8Array): void {
    this.#restBytes += bytes.length;
    this.#separators.add(bytes);
    if (this.#isTooMuch(0)) this.#rest = [];
    else this.#rest.push(bytes);
  }

  /** Whether the line that has begun costs too much to be parsed, with so many bytes more. */
  #isTooMuch(moreBytes: number): boolean {
    return (
      this.#restBytes + moreBytes > logLimits.line || this.#separators.count > logLimits.separators
    );
  }

  #endLine(end: Uint8Array, events: ConversationEvent[]): void {
    const start = this.wholeBytes;
    const line = this.#join(end);
    this.lines += 1;
    this.wholeBytes += this.#restBytes + end.length + 1;
    this.#rest = [];
    this.#restBytes = 0;
    this.#separators = new SeparatorCounter();
    const value = line === undefined ? undefined : parseLine(line);
    if (this.lines === 1 && isLogHeader(value)) this.header = value;
    else if (isConversationEvent(value)) events.push(value);
    else if (isForeign(value)) this.foreignLines += 1;
    else this.#addBadLine(start);
  }

  /** The line that ends with these bytes; `undefined` if it is too much. */
  #join(end: Uint8Array): Uint8Array | undefined {
    if (this.#restBytes > 0) this.#separators.add(end);
    if (this.#isTooMuch(end.length)) return undefined;
    return this.#restBytes === 0 ? end : Buffer.concat([...this.#rest, end]);
  }

  #addBadLine(start: number): void {
    this.badLineCount += 1;
    if (this.badLines.length < logLimits.namedLines) this.badLines.push(this.lines);
    const last = this.badRanges.at(-1);
    const end = this.wholeBytes;
    if (last?.end === start) this.badRanges[this.badRanges.length - 1] = { ...last, end };
    else this.badRanges.push({ start, end });
  }
}

/** Reads a log that is in memory. */
export function parseLog(bytes: Uint8Array): LogContents {
  const parser = new LogParser();
  const events = parser.push(bytes);
  return {
    header: parser.header,
    events,
    wholeBytes: parser.wholeBytes,
    tornBytes: parser.tornBytes,
    badLines: parser.badLines,
  };
}

function parseLine(line: Uint8Array): unknown {
  // Most damage is found without the cost of an exception for each line.
  if (line.length < minLineBytes || line.includes(0)) return undefined;
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
  return typeof type === 'string' && /^[a-z][A-Za-z]{0,63}$/.test(type) && !isEventType(type);
}

function isLogHeader(value: unknown): value is LogHeader {
  const header = value as Partial<LogHeader> | null | undefined;
  return typeof header?.schema === 'number' && typeof header.generation === 'number';
}

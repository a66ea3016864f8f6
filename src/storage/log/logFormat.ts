/** The log format: a header line, then one event per line. */

import type { ConversationEvent } from '../../conversation/events/events.ts';
import { isConversationEvent, isEventType } from '../../conversation/events/isConversationEvent.ts';
import { logLimits } from '../../conversation/limits.ts';
import { PartialLine } from './partialLine.ts';

/** Increased when a reader of the old version would misread the new log. */
export const logSchema = 1;

/** The first line of a log. */
export interface LogHeader {
  readonly schema: number;
  /** Version of the extension that created the file. */
  readonly writer: string;
  /** Increased each time the file is rewritten, so that readers start over. */
  readonly generation: number;
}

/** A byte range of a log. */
export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** The content of a log file. */
export interface LogContents {
  /** Missing if the first line is not a header. */
  readonly header: LogHeader | undefined;
  readonly events: readonly ConversationEvent[];
  /** Byte length up to the end of the last complete line. */
  readonly wholeBytes: number;
  /** Bytes after the last line break, from an append cut off by a crash. */
  readonly tornBytes: number;
  /** One-based numbers of the first invalid lines. */
  readonly badLines: readonly number[];
}

const newline = 0x0a;
/** Shorter lines cannot be a header or event and are not parsed, in bytes. */
const minLineBytes = 20;
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Serializes one line of a log, including its line break. */
export function toLine(value: LogHeader | ConversationEvent): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

/**
 * Parses a log in slices. Invalid lines are skipped and never throw. Cost is linear in the bytes, and memory is bounded
 * however the bytes are split into lines.
 */
export class LogParser {
  header: LogHeader | undefined;
  /** One-based numbers of the first invalid lines. */
  readonly badLines: number[] = [];
  badLineCount = 0;
  /** Byte ranges of those lines with their line breaks; adjacent ones are merged. */
  readonly badRanges: ByteRange[] = [];
  /** Number of lines that only a newer version understands. */
  foreignLines = 0;
  /** Number of complete lines. */
  lines = 0;
  /** Byte length up to the end of the last complete line. */
  wholeBytes = 0;

  /** The text after the last line break. */
  #rest = new PartialLine();

  /** Number of bytes after the last line break. */
  get tornBytes(): number {
    return this.#rest.length;
  }

  /** Parses the next bytes; returns the events that they complete. */
  push(bytes: Uint8Array): ConversationEvent[] {
    const events: ConversationEvent[] = [];
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      this.#endLine(bytes.subarray(start, end), events);
      start = end + 1;
    }
    if (start < bytes.length) this.#rest.add(bytes.subarray(start));
    return events;
  }

  #endLine(end: Uint8Array, events: ConversationEvent[]): void {
    const start = this.wholeBytes;
    this.lines += 1;
    this.wholeBytes += this.#rest.length + end.length + 1;
    const value = this.#parse(end);
    if (this.lines === 1 && isLogHeader(value)) this.header = value;
    else if (isConversationEvent(value)) events.push(value);
    else if (isForeign(value)) this.foreignLines += 1;
    else this.#addBadLine(start);
  }

  /** Parses the line that ends with these bytes. */
  #parse(end: Uint8Array): unknown {
    if (this.#rest.length === 0) return parseLine(end);
    const line = this.#rest;
    this.#rest = new PartialLine();
    line.add(end);
    return line.parse();
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

/** Parses a log in memory. */
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
  // Detects most damage without the cost of an exception per line.
  if (line.length < minLineBytes || line.includes(0)) return undefined;
  try {
    return JSON.parse(decoder.decode(line));
  } catch {
    // Invalid JSON or UTF-8: the caller counts the line and leaves the file unchanged.
    return undefined;
  }
}

/** Whether it is an event of a newer version, which is skipped. */
function isForeign(value: unknown): boolean {
  const type = (value as { readonly type?: unknown } | null | undefined)?.type;
  return typeof type === 'string' && /^[a-z][A-Za-z]{0,63}$/.test(type) && !isEventType(type);
}

function isLogHeader(value: unknown): value is LogHeader {
  const header = value as Partial<LogHeader> | null | undefined;
  return typeof header?.schema === 'number' && typeof header.generation === 'number';
}

/** The bytes of a conversation's log: a header line, then one event a line. */

import type { ConversationEvent } from '../conversation/events.ts';
import { isConversationEvent } from '../conversation/isConversationEvent.ts';

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

/** One line of a log, with its line break. */
export function toLine(value: LogHeader | ConversationEvent): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

/** Reads a log; bad lines are counted and passed over, never a reason to fail. */
export function parseLog(bytes: Uint8Array): LogContents {
  const wholeBytes = bytes.lastIndexOf(newline) + 1;
  const events: ConversationEvent[] = [];
  const badLines: number[] = [];
  let header: LogHeader | undefined;
  let number = 0;
  for (let start = 0; start < wholeBytes;) {
    const end = bytes.indexOf(newline, start);
    number += 1;
    const value = parseLine(bytes.subarray(start, end));
    if (number === 1 && isLogHeader(value)) header = value;
    else if (isConversationEvent(value)) events.push(value);
    else badLines.push(number);
    start = end + 1;
  }
  return { header, events, wholeBytes, tornBytes: bytes.length - wholeBytes, badLines };
}

function parseLine(line: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    // Not JSON, or not UTF-8: the caller counts it among the bad lines and keeps the file as it is.
    return undefined;
  }
}

function isLogHeader(value: unknown): value is LogHeader {
  const header = value as Partial<LogHeader> | null | undefined;
  return typeof header?.schema === 'number' && typeof header.generation === 'number';
}

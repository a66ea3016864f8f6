/**
 * Splits a server-sent event stream into data events, independent of packet boundaries (contract 7.1). Custom, because
 * a standard parser would merge all events that a server separates by single line breaks.
 */

import { serverLimits } from '../../conversation/limits.ts';
import { JsonShape } from './jsonShape.ts';
import { beginsAsJson, parseJson } from '../json.ts';

/** Callbacks for the parts of a stream. */
export interface SseSink {
  /** A data event; `atEnd` if the stream ended before its blank line. */
  onData(data: string, event: string | undefined, atEnd: boolean): void;
  /** A line that is not a field of the format, for example from a proxy. */
  onForeignLine(line: string): void;
  /** An event exceeded the length limit; reading stops. */
  onTooLong(): void;
  /** An event would take too long to parse; reading stops. */
  onTooComplex(): void;
}

/** A truncated field name at the end of a stream. */
const cutField = /^(d|da|dat|e|ev|eve|even|i|r|re|ret|retr)$/;

/** Whether a data line is a complete event, so the next line cannot continue it. */
function isSelfContained(data: string): boolean {
  const text = data.trim();
  return text !== '' && (!beginsAsJson(text) || parseJson(text) !== undefined);
}

/** Accepts decoded text in arbitrary chunks; buffers at most `maxEventLength` characters of one event. */
export class SseReader {
  readonly #maxEventLength: number;
  readonly #sink: SseSink;
  /** The start of an incomplete line. */
  #linePieces: string[] = [];
  #lineLength = 0;
  /** The last chunk ended with a carriage return, so a leading line feed belongs to it. */
  #skipsLineFeed = false;
  #data = '';
  #dataLines = 0;
  /** Data lines, from the first non-blank one. */
  #meantLines = 0;
  #event: string | undefined;
  /** An event name that came after data: of this event, or of the next one if no blank line separates them. */
  #lateEvent: { readonly name: string | undefined } | undefined;
  /** Shape of the current event's data, and of the current line. */
  #shape = new JsonShape();
  #lineShape = new JsonShape();
  #atEnd = false;
  #stopped = false;

  constructor(maxEventLength: number, sink: SseSink) {
    this.#maxEventLength = maxEventLength;
    this.#sink = sink;
  }

  push(text: string): void {
    if (this.#stopped || text === '') return;
    let start = this.#skipsLineFeed && text.startsWith('\n') ? 1 : 0;
    this.#skipsLineFeed = false;
    let feed = -1;
    let carriage = -1;
    for (;;) {
      if (feed < start) feed = indexFrom(text, '\n', start);
      if (carriage < start) carriage = indexFrom(text, '\r', start);
      const end = Math.min(feed, carriage);
      if (end === Infinity) break;
      this.#takeLine(text.slice(start, end));
      if (this.#stopped) return;
      start = end + 1;
      if (end !== carriage) continue;
      if (feed === start) start += 1;
      else this.#skipsLineFeed = start === text.length;
    }
    if (start < text.length) {
      const piece = text.slice(start);
      this.#linePieces.push(piece);
      this.#lineLength += piece.length;
      this.#lineShape.push(piece);
    }
    if (this.#checkLine()) this.#checkData();
  }

  /** Called at the end of the stream; an event without its blank line counts. */
  end(): void {
    if (this.#stopped) return;
    this.#atEnd = true;
    this.#takeLine('');
    this.#dispatch();
  }

  /** Stops reading if the line is too large; it may be an event, so it is checked separately. */
  #checkLine(): boolean {
    return this.#checkSize(this.#lineLength - 'data: '.length, this.#lineShape, 1);
  }

  /** Stops reading and returns false if the event's data is too large. */
  #checkData(): boolean {
    return this.#checkSize(this.#data.length, this.#shape, this.#dataLines);
  }

  #checkSize(length: number, { maxDepth, values, keys }: JsonShape, lines: number): boolean {
    const isComplex =
      length > serverLimits.largeEvent &&
      (maxDepth > serverLimits.eventDepth ||
        values > serverLimits.eventValues ||
        keys > serverLimits.eventKeys ||
        lines > serverLimits.eventLines);
    if (length <= this.#maxEventLength && !isComplex) return true;
    this.#stopped = true;
    this.#linePieces = [];
    this.#data = '';
    if (isComplex) this.#sink.onTooComplex();
    else this.#sink.onTooLong();
    return false;
  }

  #takeLine(end: string): void {
    let line = end;
    this.#lineLength += end.length;
    this.#lineShape.push(end);
    if (!this.#checkLine()) return;
    if (this.#linePieces.length > 0) {
      this.#linePieces.push(end);
      line = this.#linePieces.join('');
      this.#linePieces = [];
    }
    this.#lineLength = 0;
    if (line === '') this.#dispatch();
    else this.#takeField(line);
    this.#lineShape = new JsonShape(this.#shape.values);
  }

  #takeField(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    switch (field) {
      case 'data':
        this.#takeData(value);
        return;
      case 'event':
        this.#takeName(value === '' ? undefined : value);
        return;
      case 'id':
      case 'retry':
        return;
      default:
        if (!(this.#atEnd && cutField.test(line))) this.#sink.onForeignLine(line);
    }
  }

  #takeName(name: string | undefined): void {
    if (this.#dataLines === 0) this.#event = name;
    else this.#lateEvent = { name };
  }

  #takeData(value: string): void {
    // Only the first non-blank line is inspected, because inspecting all would be quadratic.
    if (this.#meantLines === 1 && this.#checkData() && isSelfContained(this.#data)) {
      const next = this.#lateEvent;
      this.#lateEvent = undefined;
      this.#dispatch();
      this.#event = next?.name;
    }
    if (this.#stopped) return;
    this.#shape.append(this.#lineShape);
    this.#data = this.#dataLines === 0 ? value : `${this.#data}\n${value}`;
    this.#dataLines += 1;
    if (this.#meantLines > 0 || value.trim() !== '') this.#meantLines += 1;
  }

  #dispatch(): void {
    if (!this.#checkData()) return;
    this.#shape = new JsonShape();
    const data = this.#data;
    const event = this.#lateEvent === undefined ? this.#event : this.#lateEvent.name;
    this.#data = '';
    this.#dataLines = 0;
    this.#meantLines = 0;
    this.#event = undefined;
    this.#lateEvent = undefined;
    if (data.trim() !== '') this.#sink.onData(data, event, this.#atEnd);
  }
}

function indexFrom(text: string, character: string, start: number): number {
  const index = text.indexOf(character, start);
  return index < 0 ? Infinity : index;
}

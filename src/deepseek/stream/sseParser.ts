/**
 * Cuts a server-sent event stream into data events, whatever the packets it comes in (contract 7.1). Written here
 * because a parser of the standard joins events that a server separates by single line breaks, all of them, up to the
 * end of the stream.
 */

import { serverLimits } from '../../conversation/limits.ts';
import { JsonShape } from './jsonShape.ts';
import { beginsAsJson, parseJson } from '../json.ts';

/** What a stream consists of. */
export interface SseSink {
  /** An event with data; `atEnd` where the stream broke off before the blank line after it. */
  onData(data: string, event: string | undefined, atEnd: boolean): void;
  /** A line that is no field of the format: a proxy wrote into the stream. */
  onForeignLine(line: string): void;
  /** One event grew beyond the limit; nothing more is read. */
  onTooLong(): void;
  /** One event would take too long to parse; nothing more is read. */
  onTooComplex(): void;
}

/** What the end of a stream may leave of a field's name. */
const cutField = /^(d|da|dat|e|ev|eve|even|i|r|re|ret|retr)$/;

/** Whether a line of data is an event of its own, so that a line after it cannot continue it. */
function isSelfContained(data: string): boolean {
  const text = data.trim();
  return text !== '' && (!beginsAsJson(text) || parseJson(text) !== undefined);
}

/** Takes decoded text of any cut; holds at most `maxEventLength` characters of one event. */
export class SseReader {
  readonly #maxEventLength: number;
  readonly #sink: SseSink;
  /** The beginning of a line whose end has not come yet. */
  #linePieces: string[] = [];
  #lineLength = 0;
  /** The last text ended with a carriage return, so that a line feed belongs to it. */
  #skipsLineFeed = false;
  #data = '';
  #dataLines = 0;
  /** Lines of data from the first one that is not blank. */
  #meantLines = 0;
  #event: string | undefined;
  /** A name that came after data: of this event, or of the next one where no blank line parts the two. */
  #lateEvent: { readonly name: string | undefined } | undefined;
  /** Of the data of the event that is being read, and of the line. */
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

  /** The stream is over: an event without its blank line counts. */
  end(): void {
    if (this.#stopped) return;
    this.#atEnd = true;
    this.#takeLine('');
    this.#dispatch();
  }

  /** Stops where the line is too large; it may be an event of its own, so that it counts by itself. */
  #checkLine(): boolean {
    return this.#checkSize(this.#lineLength - 'data: '.length, this.#lineShape, 1);
  }

  /** Stops where the data of the event is too large; false then. */
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
    // Only the first line that says something is looked at: otherwise the work would grow with the square of the lines.
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

/** Cuts a server-sent event stream into data events, whatever the packets it comes in (contract 7.1). */

import { createParser } from 'eventsource-parser';

/** What a stream consists of. */
export interface SseSink {
  /** An event with data; `atEnd` where the stream broke off before the blank line after it. */
  onData(data: string, event: string | undefined, atEnd: boolean): void;
  /** A line that is no field of the format: a proxy wrote into the stream. */
  onForeignLine(line: string): void;
  /** One event grew beyond the limit; nothing more is read. */
  onTooLong(): void;
}

/** Takes decoded text of any cut. */
export interface SseReader {
  push(text: string): void;
  /** The stream is over: an event without its blank line counts. */
  end(): void;
}

/** What the end of a stream may leave of a field's name. */
const cutField = /^(d|da|dat|e|ev|eve|even|i|r|re|ret|retr)$/;

/** Makes a reader that holds at most `maxEventLength` characters of one event. */
export function createSseReader(maxEventLength: number, sink: SseSink): SseReader {
  let atEnd = false;
  let tooLong = false;
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: (event) => {
      if (event.data.trim() !== '') sink.onData(event.data, event.event, atEnd);
    },
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') {
        tooLong = true;
        sink.onTooLong();
      } else if (error.type === 'unknown-field') {
        const line = error.line ?? '';
        if (!(atEnd && cutField.test(line))) sink.onForeignLine(line);
      }
    },
  });
  return {
    push(text) {
      if (!tooLong) parser.feed(text);
    },
    end() {
      atEnd = true;
      if (!tooLong) parser.feed('\n\n');
    },
  };
}

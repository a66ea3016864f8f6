/** Reads the body of one response, streamed or not, and decides how it ended (contract 7.4). */

import type { ErrorData, ErrorKind } from '../../conversation/errors.ts';
import { serverLimits } from '../../conversation/limits.ts';
import { AnswerReader } from './answerReader.ts';
import { isErrorAnswer } from './blankValue.ts';
import { isVendorOrigin } from '../http/baseUrl.ts';
import { errorData, type ErrorContext } from '../http/apiErrors.ts';
import { messageInJson } from '../http/errorText.ts';
import { beginsAsJson, parseJson, asRecord } from '../json.ts';
import { capabilitiesOf } from '../models/apiProfile.ts';
import { readReportedError } from './reportedError.ts';
import { SseReader } from './sseParser.ts';
import type { ChatCall, StreamEvent, StreamOutcome } from '../types.ts';
import { WholeJson } from './wholeJson.ts';

const mebibyte = 1024 * 1024;
const nothing = 'The server answered with nothing.';
const endedEarly = 'The connection ended before the model was done.';

/** Accepts a body in arbitrary chunks, emits its events, and returns the outcome at its end. */
export class BodyReader {
  /** Part of an answer has arrived. */
  sawData = false;
  readonly #call: ChatCall;
  readonly #context: ErrorContext;
  readonly #emit: (event: StreamEvent) => void;
  readonly #decoder = new TextDecoder();
  readonly #answer: AnswerReader;
  readonly #sse: SseReader;
  #mode: 'unknown' | 'stream' | 'json' | 'markup' = 'unknown';
  readonly #json = new WholeJson();
  #received = 0;
  /** Number of events that carried part of the answer. */
  #progress = 0;
  #done = false;
  /** The connection was lost, so a partial event is not proof of damage. */
  #isCut = false;
  #foreignLine: string | undefined;
  #failure: ErrorData | undefined;

  constructor(call: ChatCall, context: ErrorContext, emit: (event: StreamEvent) => void) {
    this.#call = call;
    this.#context = context;
    this.#emit = emit;
    const isVendor = isVendorOrigin(call.target.baseUrl);
    this.#answer = new AnswerReader(call.profile, call.body.model, emit, isVendor);
    this.#sse = new SseReader(serverLimits.event, {
      onData: (data, event, atEnd) => this.#onData(data.trim(), event, atEnd),
      onForeignLine: (line) => {
        // Text after the end is ignored.
        if (!this.closed) this.#foreignLine ??= line.slice(0, serverLimits.foreignLine);
      },
      onTooLong: () => this.#failAsTooLong('One event', serverLimits.event),
      onTooComplex: () => {
        this.#fail('badResponse', 'One event held more values than an answer can have.');
      },
    });
  }

  /** A finish reason was seen, and only usage can follow. */
  get finished(): boolean {
    return this.#answer.isFinished;
  }

  /** Number of events with text or part of a tool call. */
  get textEvents(): number {
    return this.#answer.textEvents;
  }

  /** The rest of the body is irrelevant, and `end` may be called. */
  get closed(): boolean {
    return this.#done || this.#failure !== undefined || this.#mode === 'markup';
  }

  /**
   * Reads bytes; returns true if they had text, part of a tool call, usage, a finish reason, or part of a non-streamed
   * response. Keep-alive events do not show that the model is working.
   */
  push(bytes: Uint8Array): boolean {
    this.#received += bytes.length;
    const before = this.#progress;
    const text = this.#decoder.decode(bytes, { stream: true });
    this.#take(text);
    if (this.#received > serverLimits.body) this.#failAsTooLong('The answer', serverLimits.body);
    return this.#progress > before || (this.#mode === 'json' && text.trim() !== '');
  }

  /** Called at the end of the body. */
  end(): StreamOutcome {
    this.#takeRest();
    return this.#finish(
      this.#failure === undefined ? this.#outcome() : this.#brokenBy(this.#failure),
    );
  }

  /** Called when the connection was lost; the received data may still show how the answer ended. */
  cutOff(error = errorData('interrupted', endedEarly, this.#context)): StreamOutcome {
    this.#isCut = true;
    this.#takeRest();
    return this.finished || this.closed ? this.end() : this.breakOff(error);
  }

  /** Ends the answer with this error. */
  breakOff(error: ErrorData): StreamOutcome {
    // If the answer had started, report the interruption instead of the network error.
    const kind = this.sawData && error.kind === 'network' ? 'interrupted' : error.kind;
    return this.#finish(this.#brokenBy({ ...error, kind }));
  }

  /** Called when the caller aborts. */
  abandon(): StreamOutcome {
    return this.#finish({ status: 'aborted' });
  }

  #takeRest(): void {
    this.#take(this.#decoder.decode());
    if (this.#mode === 'stream' && !this.#done) this.#sse.end();
  }

  #take(text: string): void {
    const begins = this.#mode === 'unknown';
    if (begins) this.#sniff(text);
    // Leading whitespace is ignored, even if it is split over packets.
    const meant = begins ? text.trimStart() : text;
    if (this.#mode === 'stream') this.#sse.push(meant);
    if (this.#mode === 'json' && !this.closed) this.#takeJson(meant);
  }

  #takeJson(text: string): void {
    this.#json.push(text);
    this.#done = this.#json.hasEnded;
    this.sawData = true;
    const { excess } = this.#json;
    if (excess === 'length') this.#failAsTooLong('The answer', serverLimits.event);
    if (excess === 'values') {
      this.#fail('badResponse', 'The answer held more values than an answer can have.');
    }
  }

  /** Content types are unreliable, so the first non-blank character decides; blank lines are ignored. */
  #sniff(text: string): void {
    const first = text.trimStart()[0];
    if (first === undefined) return;
    if (first === '<') this.#mode = 'markup';
    else this.#mode = first === '{' || first === '[' ? 'json' : 'stream';
  }

  #onData(text: string, event: string | undefined, atEnd: boolean): void {
    if (this.closed) return;
    if (text === '[DONE]') {
      this.#done = true;
      return;
    }
    const json = parseJson(text);
    if (event === 'error') this.#failAsServer(json ?? text);
    else if (json !== undefined) this.#readJson(json);
    else if (text.includes('\n')) this.#onLines(text.split('\n'), atEnd);
    else if (!beginsAsJson(text)) this.#skipWords(text);
    else if (!atEnd || !(this.finished || this.#isCut)) {
      this.sawData = true;
      this.#fail('interrupted', 'The stream was damaged: a piece of it is not valid JSON.');
    }
  }

  /** Some servers separate events by a single line break, so several arrive as one. */
  #onLines(lines: readonly string[], atEnd: boolean): void {
    for (const [at, line] of lines.entries()) {
      if (this.closed) return;
      const text = line.trim();
      if (text !== '') this.#onData(text, undefined, atEnd && at === lines.length - 1);
    }
  }

  /** Keep-alive words are ignored, but a line with an error may be the only explanation. */
  #skipWords(text: string): void {
    const words = text.slice(0, serverLimits.foreignLine);
    if (/\berror\b/i.test(words)) this.#foreignLine ??= words;
  }

  #readJson(json: unknown): void {
    for (const item of Array.isArray(json) ? (json as readonly unknown[]) : [json]) {
      if (this.closed) return;
      if (isErrorAnswer(item)) {
        this.#failAsServer(item);
        return;
      }
      const isProgress = this.#answer.readChunk(item);
      this.sawData ||= isProgress || Array.isArray(asRecord(item)?.['choices']);
      if (isProgress) this.#progress += 1;
    }
  }

  #fail(kind: ErrorKind, message: string, more: Partial<ErrorData> = {}): void {
    this.#failure ??= errorData(kind, message, this.#context, more);
  }

  #failAsTooLong(what: string, limit: number): void {
    this.#fail('badResponse', `${what} was longer than ${limit / mebibyte} MB.`);
  }

  /** The server reports an error within a successful response. */
  #failAsServer(json: unknown): void {
    const { kind, message, more } = readReportedError(json);
    this.#fail(kind, message, more);
  }

  #finish(outcome: StreamOutcome): StreamOutcome {
    this.#answer.flush();
    const ended = outcome.status === 'complete' ? this.#handOverToolCalls(outcome) : outcome;
    const { usage, title } = this.#answer;
    if (title !== undefined) this.#emit({ type: 'title', title });
    if (usage !== undefined) this.#emit({ type: 'usage', usage });
    return ended;
  }

  /** Drops the tool calls of an answer that was cut off by length, even if they parse (contract 11.1). */
  #handOverToolCalls(outcome: StreamOutcome): StreamOutcome {
    const { finishReason, hasToolCalls } = this.#answer;
    if (!hasToolCalls) return outcome;
    const mayRun = finishReason === 'tool_calls' || (finishReason === 'stop' && this.#isTolerant);
    const calls = mayRun ? this.#answer.finishToolCalls() : undefined;
    if (calls !== undefined) this.#emit({ type: 'toolCalls', calls });
    else if (finishReason === 'tool_calls') {
      return this.#broken(
        'badResponse',
        'A tool call came without a name or with broken arguments.',
      );
    }
    return outcome;
  }

  /** Other servers differ in how they end an answer (contract 19). */
  get #isTolerant(): boolean {
    return capabilitiesOf(this.#call.profile).doneCompletes;
  }

  #brokenBy(error: ErrorData): StreamOutcome {
    return { status: this.sawData ? 'interrupted' : 'failed', error };
  }

  #broken(kind: ErrorKind, message: string): StreamOutcome {
    return this.#brokenBy(errorData(kind, message, this.#context));
  }

  #empty(): StreamOutcome {
    const more = { reason: 'emptyAnswer', action: 'retry' } as const;
    return this.#brokenBy(errorData('badResponse', nothing, this.#context, more));
  }

  #complete(): StreamOutcome {
    const { finishReason } = this.#answer;
    return { status: 'complete', ...(finishReason !== undefined && { finishReason }) };
  }

  #outcome(): StreamOutcome {
    switch (this.#mode) {
      case 'unknown':
        return this.#empty();
      case 'markup':
        return this.#broken('badResponse', 'The server sent a web page instead of an API answer.');
      case 'json':
        return this.#outcomeOfJson();
      case 'stream':
        return this.#outcomeOfStream();
    }
  }

  #outcomeOfStream(): StreamOutcome {
    const { finishReason, hasToolCalls, textEvents } = this.#answer;
    if (finishReason !== undefined) return this.#complete();
    if (this.#foreignLine !== undefined) {
      return this.#broken(this.sawData ? 'interrupted' : 'badResponse', this.#foreignLine);
    }
    if (this.#done && this.#isTolerant && textEvents > 0 && !hasToolCalls) return this.#complete();
    return this.sawData ? this.#broken('interrupted', endedEarly) : this.#empty();
  }

  /** A non-streamed completion although a stream was requested, or an error with a success status. */
  #outcomeOfJson(): StreamOutcome {
    const json = this.#json.value;
    if (json === undefined) return this.#broken('interrupted', 'The answer is not complete JSON.');
    const fields = asRecord(Array.isArray(json) ? (json as readonly unknown[])[0] : json);
    const isChoiceless = !Array.isArray(fields?.['choices']);
    if (isErrorAnswer(fields) || (isChoiceless && messageInJson(fields) !== undefined)) {
      this.#failAsServer(fields);
    } else if (!this.#answer.readWhole(fields)) {
      this.#fail('badResponse', 'Unexpected response: the JSON is not a chat completion.');
    } else if (this.#answer.finishReason === undefined) {
      // Without a finish reason, a complete non-streamed answer cannot be distinguished from a truncated one.
      return this.#broken('interrupted', 'The answer has no finish reason, so it may be cut off.');
    }
    return this.#failure === undefined
      ? this.#complete()
      : { status: 'failed', error: this.#failure };
  }
}

/** Reads the body of one answer, stream or not, and decides how it ended (contract 7.4). */

import type { ErrorData, ErrorKind } from '../conversation/errors.ts';
import { AnswerReader } from './answerReader.ts';
import { detailsOf, errorData, kindOfStatus, type ErrorContext } from './errors.ts';
import { codesInJson, messageInJson } from './errorText.ts';
import { parseJson, recordOf } from './json.ts';
import { capabilitiesOf } from './profile.ts';
import { createSseReader, type SseReader } from './sseReader.ts';
import type { ChatCall, StreamEvent, StreamOutcome } from './types.ts';

const mebibyte = 1024 * 1024;
/** Most characters of one event. */
export const maxEventLength = 16 * mebibyte;
/** Most bytes of one answer, after decompression. */
export const maxBodyBytes = 64 * mebibyte;

const nothing = 'The server answered with nothing.';

/** Takes a body in any cut; tells its events and, at the end, its outcome. */
export class BodyReader {
  /** Something of an answer has arrived. */
  sawData = false;
  readonly #call: ChatCall;
  readonly #context: ErrorContext;
  readonly #emit: (event: StreamEvent) => void;
  readonly #decoder = new TextDecoder();
  readonly #answer: AnswerReader;
  readonly #sse: SseReader;
  #mode: 'unknown' | 'stream' | 'json' | 'markup' = 'unknown';
  #jsonPieces: string[] = [];
  #received = 0;
  #done = false;
  #foreignLine: string | undefined;
  #failure: ErrorData | undefined;

  constructor(call: ChatCall, context: ErrorContext, emit: (event: StreamEvent) => void) {
    this.#call = call;
    this.#context = context;
    this.#emit = emit;
    this.#answer = new AnswerReader(call.profile, call.body.model, emit);
    this.#sse = createSseReader(maxEventLength, {
      onData: (data, event, atEnd) => {
        this.#onData(data.trim(), event, atEnd);
      },
      onForeignLine: (line) => {
        this.#foreignLine ??= line;
      },
      onTooLong: () => {
        this.#fail('badResponse', `One event was longer than ${maxEventLength / mebibyte} MB.`);
      },
    });
  }

  /** A finish reason was seen; only usage may follow. */
  get finished(): boolean {
    return this.#answer.finishReason !== undefined;
  }

  /** Nothing that follows matters: `end` may be called. */
  get closed(): boolean {
    return this.#done || this.#failure !== undefined || this.#mode === 'markup';
  }

  /** Takes bytes; true where text, reasoning, a part of a call, usage or a finish reason was in them. */
  push(bytes: Uint8Array): boolean {
    this.#received += bytes.length;
    const before = this.#answer.progress;
    this.#take(this.#decoder.decode(bytes, { stream: true }));
    if (this.#received > maxBodyBytes) {
      this.#fail('badResponse', `The answer was longer than ${maxBodyBytes / mebibyte} MB.`);
    }
    return this.#answer.progress > before;
  }

  /** The body is over. */
  end(): StreamOutcome {
    this.#take(this.#decoder.decode());
    if (this.#mode === 'stream' && !this.#done) this.#sse.end();
    return this.#finish(
      this.#failure === undefined ? this.#outcome() : this.#brokenBy(this.#failure),
    );
  }

  /** It broke off for this reason. */
  breakOff(error: ErrorData): StreamOutcome {
    // Once an answer has begun it is the answer that matters, not the network's reason.
    const kind = this.sawData && error.kind === 'network' ? 'interrupted' : error.kind;
    return this.#finish(this.#brokenBy({ ...error, kind }));
  }

  /** The caller stopped. */
  abandon(): StreamOutcome {
    return this.#finish({ status: 'aborted' });
  }

  #take(text: string): void {
    if (this.#mode === 'unknown') this.#sniff(text);
    if (this.#mode === 'stream') this.#sse.push(text);
    if (this.#mode === 'json') {
      this.#jsonPieces.push(text);
      this.sawData = true;
    }
  }

  /** Servers mislabel what they send, so the first character that is not blank decides; blank lines mean nothing. */
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
    if (event === 'error' || (recordOf(json)?.['error'] ?? null) !== null) {
      this.#failAsServer(json ?? text);
      return;
    }
    this.sawData = true;
    if (json !== undefined) {
      this.#answer.readChunk(json);
    } else if (!atEnd || !this.finished) {
      this.#fail('interrupted', 'The stream was damaged: a piece of it is not valid JSON.');
    }
  }

  #fail(kind: ErrorKind, message: string, more: Partial<ErrorData> = {}): void {
    this.#failure ??= errorData(kind, message, this.#context, more);
  }

  /** The server tells of an error inside an answer that began as a success. */
  #failAsServer(json: unknown): void {
    const message = messageInJson(json) ?? 'The server reported an error without saying which.';
    const code = Number(recordOf(recordOf(json)?.['error'] ?? json)?.['code']);
    const status = Number.isInteger(code) && code >= 400 && code < 600 ? code : undefined;
    const kind = kindOfStatus(status ?? 400, message, codesInJson(json));
    // Without a status, only a known message can be more than the server's trouble.
    const unknown = status === undefined && kind === 'invalidRequest';
    this.#fail(unknown ? 'server' : kind, message, {
      ...(status !== undefined && { status }),
      ...detailsOf(message),
    });
  }

  #finish(outcome: StreamOutcome): StreamOutcome {
    this.#answer.flush();
    const ended = outcome.status === 'complete' ? this.#handOverToolCalls(outcome) : outcome;
    const { usage } = this.#answer;
    if (usage !== undefined) this.#emit({ type: 'usage', usage });
    return ended;
  }

  #handOverToolCalls(outcome: StreamOutcome): StreamOutcome {
    if (this.#answer.finishReason !== 'tool_calls' || !this.#answer.hasToolCalls) return outcome;
    const calls = this.#answer.finishToolCalls();
    if (calls === undefined) {
      return this.#broken(
        'badResponse',
        'A tool call came without a name or with broken arguments.',
      );
    }
    this.#emit({ type: 'toolCalls', calls });
    return outcome;
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
    if (this.finished) return this.#complete();
    const { doneCompletes } = capabilitiesOf(this.#call.profile);
    if (this.#done && doneCompletes && this.sawData && !this.#answer.hasToolCalls) {
      return this.#complete();
    }
    if (this.#foreignLine !== undefined) {
      return this.#broken(this.sawData ? 'interrupted' : 'badResponse', this.#foreignLine);
    }
    return this.sawData
      ? this.#broken('interrupted', 'The connection ended before the model was done.')
      : this.#empty();
  }

  /** A whole completion, although a stream was asked for, or an error that calls itself a success. */
  #outcomeOfJson(): StreamOutcome {
    const json = parseJson(this.#jsonPieces.join(''));
    if (json === undefined) return this.#broken('interrupted', 'The answer is not complete JSON.');
    const fields = recordOf(json);
    const isError = (fields?.['error'] ?? null) !== null || !Array.isArray(fields?.['choices']);
    if (isError && messageInJson(fields) !== undefined) this.#failAsServer(fields);
    else if (this.#answer.readWhole(json)) return this.#complete();
    else this.#fail('badResponse', 'Unexpected response: the JSON is not a chat completion.');
    return this.#failure === undefined
      ? this.#complete()
      : { status: 'failed', error: this.#failure };
  }
}

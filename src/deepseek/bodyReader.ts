/** Reads the body of one answer, stream or not, and decides how it ended (contract 7.4). */

import type { ErrorData, ErrorKind } from '../conversation/errors.ts';
import { createAnswerReader } from './answerReader.ts';
import { errorData, kindOfStatus, type ErrorContext } from './errors.ts';
import { messageInJson } from './errorText.ts';
import { parseJson, recordOf } from './json.ts';
import { capabilitiesOf } from './profile.ts';
import { createSseReader } from './sseReader.ts';
import type { ChatCall, StreamEvent, StreamOutcome } from './types.ts';

/** Most characters of one event. */
export const maxEventLength = 16 * 1024 * 1024;
/** Most bytes of one answer, after decompression. */
export const maxBodyBytes = 64 * 1024 * 1024;

/** Whether bytes brought something that counts. */
export type Progress = 'none' | 'data';

/** Takes a body in any cut. */
export interface BodyReader {
  /** Takes bytes; `data` where at least one data event, or a part of a JSON body, was in them. */
  push(bytes: Uint8Array): Progress;
  /** The body is over; gives the outcome. */
  end(): StreamOutcome;
  /** It broke off for this reason; gives the outcome. */
  breakOff(error: ErrorData): StreamOutcome;
  /** The caller stopped: gives out what was held back. */
  abandon(): StreamOutcome;
  /** Something of an answer has arrived. */
  readonly sawData: boolean;
  /** A finish reason was seen; only usage may follow. */
  readonly finished: boolean;
  /** Nothing that follows matters: `end` may be called. */
  readonly closed: boolean;
}

/** Makes a reader for one answer. */
export function createBodyReader(
  call: ChatCall,
  context: ErrorContext,
  emit: (event: StreamEvent) => void,
): BodyReader {
  const decoder = new TextDecoder();
  const answer = createAnswerReader(call.profile, call.body.model, emit);
  let mode: 'unknown' | 'stream' | 'json' | 'markup' = 'unknown';
  let pieces: string[] = [];
  let received = 0;
  let sawData = false;
  let events = 0;
  let done = false;
  let foreign: string | undefined;
  let failure: ErrorData | undefined;

  const fail = (kind: ErrorKind, message: string, status?: number) => {
    failure ??= errorData(kind, message, context, status === undefined ? {} : { status });
  };
  const failAsServer = (json: unknown, fallback: string) => {
    const error = recordOf(json)?.['error'] ?? json;
    const code = Number(recordOf(error)?.['code']);
    const status = Number.isInteger(code) && code >= 400 && code < 600 ? code : undefined;
    const message = messageInJson(json) ?? fallback;
    const kind = kindOfStatus(status ?? 400, message);
    // Without a status, only a known message can be more than the server's trouble.
    fail(status === undefined && kind === 'invalidRequest' ? 'server' : kind, message, status);
  };
  const onData = (data: string, event: string | undefined, atEnd: boolean) => {
    if (done || failure !== undefined) return;
    sawData = true;
    events += 1;
    const text = data.trim();
    if (text === '[DONE]') {
      done = true;
      return;
    }
    const json = parseJson(text);
    const error = recordOf(json)?.['error'];
    if (event === 'error' || (error !== undefined && error !== null)) {
      failAsServer(json ?? { error: text }, 'The server reported an error without saying which.');
    } else if (json !== undefined) {
      answer.readChunk(json);
    } else if (!atEnd || answer.finishReason === undefined) {
      fail('interrupted', 'The stream was damaged: a piece of it is not valid JSON.');
    }
  };
  const sse = createSseReader(maxEventLength, {
    onData,
    onForeignLine: (line) => {
      foreign ??= line;
    },
    onTooLong: () => {
      fail('badResponse', `One event was longer than ${maxEventLength / 1024 / 1024} MB.`);
    },
  });
  /** The first character that is not blank tells what kind of body this is; servers mislabel theirs. */
  const sniff = (text: string) => {
    const first = text.trimStart()[0];
    if (first === undefined) return;
    const markup = first === '<';
    mode = markup ? 'markup' : first === '{' || first === '[' ? 'json' : 'stream';
  };
  const take = (text: string) => {
    if (mode === 'unknown') sniff(text);
    // Blank lines before a JSON body are the server's keep-alive; they mean nothing in a stream either.
    if (mode === 'stream') sse.push(text);
    else if (mode === 'json') pieces.push(text);
  };

  const finish = (outcome: StreamOutcome): StreamOutcome => {
    answer.flush();
    if (
      outcome.status === 'complete' &&
      answer.finishReason === 'tool_calls' &&
      answer.hasToolCalls
    ) {
      const calls = answer.finishToolCalls();
      if (calls === undefined) {
        return finish(
          broken(
            'badResponse',
            'A tool call arrived with a missing name or arguments that are not JSON.',
          ),
        );
      }
      emit({ type: 'toolCalls', calls });
    }
    if (answer.usage !== undefined) emit({ type: 'usage', usage: answer.usage });
    return outcome;
  };
  const brokenBy = (error: ErrorData): StreamOutcome => ({
    status: sawData ? 'interrupted' : 'failed',
    error,
  });
  const broken = (kind: ErrorKind, message: string) => brokenBy(errorData(kind, message, context));
  const complete = (): StreamOutcome => ({
    status: 'complete',
    ...(answer.finishReason !== undefined && { finishReason: answer.finishReason }),
  });

  const endOfJson = (): StreamOutcome => {
    const json = parseJson(pieces.join(''));
    pieces = [];
    if (json === undefined) {
      return broken('interrupted', 'The answer broke off: its JSON is not complete.');
    }
    const fields = recordOf(json);
    const message = Array.isArray(fields?.['choices']) ? undefined : messageInJson(json);
    if (message !== undefined) {
      failAsServer(json, message);
    } else if (answer.readWhole(json)) {
      return complete();
    } else {
      fail('badResponse', 'Unexpected response: the JSON is not a chat completion.');
    }
    return failure === undefined ? complete() : { status: 'failed', error: failure };
  };
  const endOfStream = (): StreamOutcome => {
    const { finishReason } = answer;
    if (finishReason !== undefined) return complete();
    if (done && capabilitiesOf(call.profile).doneCompletes && !answer.hasToolCalls) {
      return complete();
    }
    if (foreign !== undefined) return broken(sawData ? 'interrupted' : 'badResponse', foreign);
    return sawData
      ? broken(
          'interrupted',
          'The answer broke off: the connection ended before the model was done.',
        )
      : broken('badResponse', 'The server answered with nothing.');
  };
  const endOutcome = (): StreamOutcome => {
    take(decoder.decode());
    if (mode === 'stream' && !done) sse.end();
    if (failure !== undefined) return brokenBy(failure);
    switch (mode) {
      case 'unknown':
        return broken('badResponse', 'The server answered with nothing.');
      case 'markup':
        return broken(
          'badResponse',
          'The server answered with a web page instead of an API answer.',
        );
      case 'json':
        return endOfJson();
      case 'stream':
        return endOfStream();
    }
  };

  return {
    push(bytes) {
      received += bytes.length;
      const before = events;
      take(decoder.decode(bytes, { stream: true }));
      if (mode === 'json') sawData = true;
      if (received > maxBodyBytes) {
        fail('badResponse', `The answer was longer than ${maxBodyBytes / 1024 / 1024} MB.`);
      }
      return mode === 'json' || events > before ? 'data' : 'none';
    },
    end: () => finish(endOutcome()),
    breakOff: (error) => {
      // Once an answer has begun it is the answer that matters, not the network's reason.
      const kind = sawData && error.kind === 'network' ? 'interrupted' : error.kind;
      return finish(brokenBy({ ...error, kind }));
    },
    abandon: () => finish({ status: 'aborted' }),
    get sawData() {
      return sawData;
    },
    get finished() {
      return answer.finishReason !== undefined;
    },
    get closed() {
      return done || failure !== undefined || mode === 'markup';
    },
  };
}

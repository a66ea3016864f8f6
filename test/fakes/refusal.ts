/** Rejected requests, and the API's error bodies (contract 17.1). */

import type { ErrorAnswer, RawAnswer } from './types.ts';

/** Thrown by a validation rule; contains the error response. */
export class Refusal extends Error {
  readonly answer: ErrorAnswer;

  constructor(answer: ErrorAnswer & { readonly message: string }) {
    super(answer.message);
    this.answer = answer;
  }
}

/** Rejects the request with a 400 and this message. */
export function refuse(message: string): never {
  throw new Refusal({ status: 400, message });
}

/** Rejects what the server's typed JSON parser would not accept. */
export function refuseShape(detail: string): never {
  refuse(`Failed to deserialize the JSON body into the target type: ${detail} at line 1 column 1`);
}

/** The error response as bytes (contract 17.1). */
export function errorToRaw(error: ErrorAnswer): RawAnswer {
  const body =
    error.bodyText ??
    JSON.stringify({
      error: {
        message: error.message ?? '',
        type: error.type ?? 'invalid_request_error',
        param: null,
        code: error.code ?? 'invalid_request_error',
      },
    });
  return {
    status: error.status,
    headers: { 'content-type': error.contentType ?? 'application/json', ...error.headers },
    chunks: body === '' ? [] : [body],
  };
}

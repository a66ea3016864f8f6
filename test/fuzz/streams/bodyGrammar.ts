/** Generates bodies that are not streams: non-streamed responses, web pages, error bodies. */

import type { Choices } from '../choices.ts';
import { JsonDocument, type JsonObject } from '../jsonMutation.ts';
import { makeText } from '../texts.ts';
import type { StreamEnd, StreamTruth } from './streamCase.ts';
import { mutateBytes, vocabulary } from './streamMutation.ts';

/** A body before it is split into packets. */
interface MadeBody {
  readonly body: string;
  readonly end: StreamEnd;
  readonly status?: number;
  readonly contentType?: string;
  readonly truth: StreamTruth;
}

/** A non-streamed completion, known or mutated. */
export function makeBody(choices: Choices): MadeBody {
  const reasoning = choices.happens(0.5) ? makeText(choices) : '';
  const content = makeText(choices);
  const finishReason = choices.pick(['stop', null, 'length']);
  const message = { role: 'assistant', content, reasoning_content: reasoning };
  const completion: JsonObject = {
    id: 'r1',
    choices: [{ index: 0, message, finish_reason: finishReason }],
    usage: { prompt_tokens: 1, completion_tokens: 2 },
  };
  const blank = '\n'.repeat(choices.below(3));
  const contentType = choices.pick(['application/json', 'text/event-stream', 'text/html']);
  const made = { end: 'clean', contentType } as const;
  if (choices.happens(0.5)) {
    const body = mutated(completion, choices);
    return { ...made, body: blank + body, truth: {} };
  }
  const body = Buffer.from(blank + JSON.stringify(completion)).toString('latin1');
  if (choices.happens(0.5)) {
    const cut = choices.below(body.length);
    const end = choices.pick<StreamEnd>(['clean', 'reset', 'silence']);
    const truth = { incomplete: 'cut inside the JSON', beginningOf: { reasoning, content } };
    return { ...made, body: body.slice(0, cut), end, truth };
  }
  const truth: StreamTruth =
    finishReason === null
      ? { incomplete: 'finish_reason null', beginningOf: { reasoning, content } }
      : { exact: { reasoning, content, finishReason } };
  return { ...made, body, truth };
}

/** The response to a rejected request. */
export function makeErrorBody(choices: Choices): MadeBody {
  const status = choices.pick([400, 401, 402, 404, 422, 429, 500, 503, 504, 418, 599, 204, 302]);
  const contentType = choices.pick(['application/json', 'text/plain', 'text/html', 'garbage']);
  const made = { status, contentType, end: 'clean', truth: { incomplete: 'a refusal' } } as const;
  if (status === 204) return { ...made, body: '' };
  const text = choices.pick([
    'The model `x` does not exist. Supported: a, b',
    "This model's maximum context length is 65536 tokens. However, you requested 70000 tokens",
    'Invalid max_tokens value, the valid range of max_tokens is [1, 8192]',
    'prefix prefix prefix must be the last message with role assistant',
    'Insufficient Balance',
    makeText(choices),
  ]);
  const shape = choices.below(6);
  if (shape === 4) return { ...made, body: mutateBytes(text, choices) };
  if (shape === 5) return { ...made, body: `<html><body>${text}</body></html>` };
  const shapes: readonly JsonObject[] = [
    { error: { message: text, type: 'invalid_request_error', code: 'invalid_request_error' } },
    { error: text },
    { message: text, code: status },
    { detail: [{ loc: ['body', 'messages', 0], msg: text, type: 'x' }] },
  ];
  return { ...made, body: mutated(shapes[shape] ?? {}, choices) };
}

function mutated(value: JsonObject, choices: Choices): string {
  const document = new JsonDocument(value);
  for (let left = choices.below(4); left > 0; left -= 1) document.mutate(choices, vocabulary);
  const body = Buffer.from(document.toText()).toString('latin1');
  return choices.happens(0.3) ? mutateBytes(body, choices) : body;
}

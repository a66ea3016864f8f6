/** Validates a FIM request (contract 13). */

import { checkInteger, checkSampling, checkStream } from './chatChecks.ts';
import type { CheckContext } from './checkedRequest.ts';
import type { ModelFacts } from '../models.ts';
import { requireModel } from '../models.ts';
import { refuse, refuseShape } from '../refusal.ts';
import { isAbsent, requireKnownFields, requireObject, requireString } from './shapes.ts';
import type { JsonObject } from '../types.ts';

const knownFields = [
  'model',
  'prompt',
  'suffix',
  'max_tokens',
  'stop',
  'stream',
  'stream_options',
  'temperature',
  'top_p',
  'echo',
  'logprobs',
  'thinking',
];

/** Throws a `Refusal` for a FIM request that the API would reject; returns its model. */
export function checkFimRequest(body: JsonObject, context: CheckContext): ModelFacts {
  if (!context.beta) {
    refuse('completions api is only available when using beta api (base_url ending in /beta)');
  }
  if (context.strictFields) requireKnownFields(body, knownFields, '');
  const model = requireModel(context.generation, requireString(body.model, 'model'));
  if (!model.fim) refuse(`${model.id} does not support FIM completion`);
  requireString(body.prompt, 'prompt');
  if (!isAbsent(body.suffix)) requireString(body.suffix, 'suffix');
  checkStream(body);
  checkSampling(body);
  checkInteger(body.max_tokens, 'max_tokens', 1, 4096);
  checkInteger(body.logprobs, 'logprobs', 0, 20);
  if (!isAbsent(body.echo)) {
    if (typeof body.echo !== 'boolean') refuseShape('echo: invalid type, expected a boolean');
    if (body.echo && !(isAbsent(body.suffix) && isAbsent(body.logprobs))) {
      refuse('echo cannot be used with suffix or logprobs');
    }
  }
  if (!isAbsent(body.thinking)) {
    const isDisabled = requireObject(body.thinking, 'thinking').type === 'disabled';
    if (context.generation !== 'today' || !isDisabled) {
      refuse('FIM completion does not support thinking mode');
    }
  }
  return model;
}

/** Validates chat and FIM requests, and extracts what the response depends on. */

import { checkChatRequest } from './chatChecks.ts';
import type { CheckContext } from './checkedRequest.ts';
import { checkFimRequest } from './fimChecks.ts';
import { renderFimPrompt, renderPrompt } from '../tokens.ts';
import type { JsonObject, RequestBody } from '../types.ts';

/** A valid request. */
export interface Completion {
  readonly kind: 'chat' | 'fim';
  /** The model name in the response. */
  readonly model: string;
  readonly thinking: boolean;
  readonly prompt: string;
  /** Separates the caches of endpoints, models and `user_id`s (contract 14). */
  readonly account: string;
}

/** Throws a `Refusal` for a body that the API would reject. */
export function checkCompletion(
  kind: 'chat' | 'fim',
  body: JsonObject,
  context: CheckContext,
): Completion {
  const account = JSON.stringify([kind, body.model, body.user_id ?? null]);
  if (kind === 'fim') {
    const model = checkFimRequest(body, context).servedAs;
    return { kind, model, thinking: false, prompt: renderFimPrompt(body), account };
  }
  const { model, thinking } = checkChatRequest(body, context);
  const prompt = renderPrompt(body as RequestBody);
  return { kind, model: model.servedAs, thinking, prompt, account };
}

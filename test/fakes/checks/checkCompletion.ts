/** Validation of a completion of either kind, and what answering it needs to know. */

import { checkChatRequest } from './chatChecks.ts';
import type { CheckContext } from './checkedRequest.ts';
import { checkFimRequest } from './fimChecks.ts';
import { renderFimPrompt, renderPrompt } from '../tokens.ts';
import type { JsonObject, RequestBody } from '../types.ts';

/** A request that passed validation. */
export interface Completion {
  readonly kind: 'chat' | 'fim';
  /** As the response names it. */
  readonly model: string;
  readonly thinking: boolean;
  readonly prompt: string;
  /** Keeps the caches of kinds, models and `user_id`s apart (contract 14). */
  readonly account: string;
}

/** Throws a `Refusal` for a body the API would not answer. */
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

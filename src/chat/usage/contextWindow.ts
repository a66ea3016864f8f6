/** The context usage of a request: the model's window, the room for the answer, and how full it is. */

import type { Conversation } from '../../conversation/model.ts';
import { knownModel } from '../../deepseek/models/modelCatalog.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import type { RequestPlan } from '../request/requestOptions.ts';
import type { NextRequest } from '../request/requestPlanner.ts';

/** `near` when there may be too little room for an answer, `over` when the request does not fit. */
export type ContextUsage = 'unknown' | 'fine' | 'near' | 'over';

/** From this part of what is left beside an answer on, the window counts as nearly full. */
const nearlyFull = 0.8;

/**
 * Tokens that prompt and answer may take together: as the user says, as the server said when it refused a request of
 * this chat, or by the catalogue; none where nothing is known (contract 3.1, 17.3).
 */
export function contextWindowOf(
  conversation: Conversation,
  { plan: { model }, profile: { profile }, base }: NextRequest,
  limits: Settings['modelLimits'],
): number | undefined {
  const own = limits[model]?.context;
  if (own !== undefined) return own;
  const refused = [...conversation.turns.values()].findLast(
    ({ error, request }) =>
      error?.kind === 'context' &&
      error.tokens !== undefined &&
      request?.parameters.model === model &&
      request.origin === base.origin,
  );
  if (refused?.error?.tokens !== undefined) return refused.error.tokens.limit;
  return profile === 'compatible' ? undefined : knownModel(model)?.contextWindow;
}

/** Tokens that the answer gets where the user sets no limit: by default 8K, 64K thinking, 128K at the most effort (contract 4). */
export function reservedForAnswer(
  { plan, maxOutputTokens }: Pick<NextRequest, 'plan' | 'maxOutputTokens'>,
  window = Infinity,
): number {
  const asked = plan.parameters?.maxTokens;
  if (asked !== undefined) return asked;
  const thinks = plan.thinking === 'enabled' || knownModel(plan.model)?.thinking === 'always';
  const usual = !thinks ? 8_192 : plan.reasoningEffort === 'max' ? 131_072 : 65_536;
  return Math.min(usual, maxOutputTokens, Math.floor(window / 2));
}

/** How full the window is with such a prompt. */
export function contextUsage(
  prompt: number,
  answerRoom: number,
  window: number | undefined,
  { parameters }: RequestPlan,
): ContextUsage {
  if (window === undefined) return 'unknown';
  if (prompt + (parameters?.maxTokens ?? 0) > window) return 'over';
  return prompt > (window - answerRoom) * nearlyFull ? 'near' : 'fine';
}

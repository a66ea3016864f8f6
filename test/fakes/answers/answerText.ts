/** The text of an answer: the plan adapted to the request, cut at `max_tokens` and counted. */

import { countTokens } from '../tokens.ts';
import type { AnswerPlan, JsonObject, PlannedToolCall, RequestBody } from '../types.ts';

/** An answer's texts, and why it ended. */
export interface AnswerText {
  /** Undefined if the request is answered without reasoning. */
  readonly reasoning?: string;
  readonly content: string;
  readonly toolCalls: readonly PlannedToolCall[];
  readonly finishReason: string | null;
  readonly reasoningTokens: number;
  readonly completionTokens: number;
}

/** The longest prefix of a text within a token budget, cut between code points. */
function cutToTokens(text: string, tokens: number): string {
  if (countTokens(text) <= tokens) return text;
  let kept = '';
  for (const character of text) {
    if (countTokens(kept + character) > tokens) break;
    kept += character;
  }
  return kept;
}

/** Adapts the plan to the request: thinking off drops reasoning, `max_tokens` cuts (contract 4). */
export function toAnswerText(
  plan: AnswerPlan,
  request: Pick<RequestBody, 'max_tokens'>,
  thinking: boolean,
): AnswerText {
  const limit = request.max_tokens ?? Infinity;
  const wanted = thinking ? (plan.reasoning ?? '') : '';
  const reasoning = cutToTokens(wanted, limit);
  const reasoningTokens = countTokens(reasoning);
  const content = cutToTokens(plan.content ?? '', limit - reasoningTokens);
  const toolCalls = plan.toolCalls ?? [];
  const isCut = reasoning !== wanted || content !== (plan.content ?? '');
  const natural = toolCalls.length > 0 ? 'tool_calls' : 'stop';
  return {
    ...(thinking ? { reasoning } : {}),
    content,
    toolCalls: isCut ? [] : toolCalls,
    finishReason:
      plan.finishReason === undefined ? (isCut ? 'length' : natural) : plan.finishReason,
    reasoningTokens,
    completionTokens:
      reasoningTokens +
      countTokens(content) +
      countTokens(toolCalls.map((call) => call.name + call.arguments).join('')),
  };
}

/** The usage object of contract 5; the hit is part of the prompt. */
export function toUsage(
  text: AnswerText,
  prompt: number,
  hit: number,
  plan: AnswerPlan,
): JsonObject {
  return {
    prompt_tokens: prompt,
    completion_tokens: text.completionTokens,
    total_tokens: prompt + text.completionTokens,
    prompt_cache_hit_tokens: hit,
    prompt_cache_miss_tokens: prompt - hit,
    prompt_tokens_details: { cached_tokens: hit },
    ...(text.reasoning === undefined
      ? {}
      : { completion_tokens_details: { reasoning_tokens: text.reasoningTokens } }),
    ...plan.usageFields,
  };
}

/** Splits text into chunks of a number of code points, or of about a token with its leading spaces. */
export function toPieces(text: string, size?: number): readonly string[] {
  const piece = size === undefined ? /\s*\S{1,7}|\s+/gu : new RegExp(`[^]{1,${size}}`, 'gu');
  return text.match(piece) ?? [];
}

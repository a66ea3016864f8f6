/** Turns plan and request into the bytes of a response, streamed or not (contract 5, 7, 13). */

import type { AnswerText } from './answerText.ts';
import { toAnswerText, toUsage } from './answerText.ts';
import { toWire } from '../bodyBytes.ts';
import type { Completion } from '../checks/checkCompletion.ts';
import { toLogprobs, toQueue, toStreamChunks } from './streamAnswer.ts';
import { countTokens } from '../tokens.ts';
import type { AnswerPlan, Generation, JsonObject, RawAnswer, RequestBody } from '../types.ts';

/** Facts about the request that the answer depends on. */
export interface AnswerContext extends Completion {
  readonly generation: Generation;
  /** Response id. */
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  /** Prompt tokens found in the cache. */
  readonly hit: number;
}

function toChoice(
  text: AnswerText,
  plan: AnswerPlan,
  kind: 'chat' | 'fim',
  withLogprobs: boolean,
): JsonObject {
  const logprobs = withLogprobs
    ? {
        ...toLogprobs('content', text.content, 0),
        ...(text.reasoning === undefined ? {} : toLogprobs('reasoning_content', text.reasoning, 0)),
      }
    : null;
  const end = { index: 0, finish_reason: text.finishReason, logprobs };
  if (kind === 'fim') return { ...end, text: text.content };
  const calls = text.toolCalls.map(({ id, name, arguments: whole }) => ({
    id,
    type: 'function',
    function: { name, arguments: whole },
  }));
  const reasoning =
    text.reasoning === undefined
      ? {}
      : { [plan.reasoningField ?? 'reasoning_content']: text.reasoning };
  const message = {
    role: 'assistant',
    content: text.content,
    ...reasoning,
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(plan.title === undefined ? {} : { title: plan.title }),
  };
  return { ...end, message };
}

function toWhole(
  plan: AnswerPlan,
  text: AnswerText,
  usage: JsonObject,
  context: AnswerContext,
  withLogprobs: boolean,
) {
  const { id, created, model, kind } = context;
  const body = {
    id,
    object: kind === 'fim' ? 'text_completion' : 'chat.completion',
    created,
    model,
    system_fingerprint: 'fp_stand_in',
    choices: [toChoice(text, plan, kind, withLogprobs)],
    ...(plan.usage === 'none' ? {} : { usage }),
  };
  return [...toQueue(plan, '\n'), JSON.stringify(body)];
}

/** The response to a valid request, and the text to cache. */
export function toAnswer(
  plan: AnswerPlan,
  body: RequestBody,
  context: AnswerContext,
): { readonly raw: RawAnswer; readonly text: AnswerText } {
  const { generation, id, created, model, kind } = context;
  const isFree = generation === 'compatible' && plan.reasoning !== undefined;
  const text = toAnswerText(plan, body, context.thinking || isFree);
  const usage = toUsage(text, countTokens(context.prompt), context.hit, plan);
  const includeUsage = body.stream_options?.include_usage === true;
  const usual = generation === 'today' ? 'lastChunk' : includeUsage ? 'separate' : 'none';
  const isStream = body.stream === true;
  const chunks = isStream
    ? toStreamChunks(plan, text, {
        id,
        created,
        model,
        usage,
        includeUsage,
        object: kind === 'fim' ? 'text_completion' : 'chat.completion.chunk',
        usagePlace: plan.usage ?? usual,
        withLogprobs: body.logprobs === true,
        topLogprobs: typeof body.top_logprobs === 'number' ? body.top_logprobs : 0,
      })
    : toWhole(plan, text, usage, context, body.logprobs === true && kind === 'chat');
  const headers = {
    'content-type': isStream ? 'text/event-stream; charset=utf-8' : 'application/json',
    'cache-control': 'no-cache',
    ...(plan.gzip === true ? { 'content-encoding': 'gzip' } : {}),
    ...plan.headers,
  };
  return { raw: { headers, chunks: toWire(chunks, plan), end: plan.end ?? 'close' }, text };
}

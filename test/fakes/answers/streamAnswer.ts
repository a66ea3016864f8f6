/** A response as a stream of server-sent events (contract 7). */

import type { AnswerText } from './answerText.ts';
import { toPieces } from './answerText.ts';
import type { AnswerPlan, JsonObject, RawChunk, UsagePlace } from '../types.ts';

/** Fields repeated in each chunk of a response, and how usage is sent. */
export interface StreamFrame {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  /** `text_completion` for FIM, whose choices carry `text` (contract 13). */
  readonly object: 'chat.completion.chunk' | 'text_completion';
  readonly usage: JsonObject;
  readonly usagePlace: UsagePlace;
  /** If usage has a separate chunk, the others have `usage: null`. */
  readonly includeUsage: boolean;
  readonly withLogprobs: boolean;
  readonly topLogprobs: number;
}

const keepAlive = ': keep-alive\n\n';

function toEvent(value: JsonObject): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function toChunk(frame: StreamFrame, choices: readonly JsonObject[], extra: JsonObject): string {
  const { id, object, created, model } = frame;
  const nullUsage = frame.includeUsage && frame.usagePlace === 'separate' ? { usage: null } : {};
  return toEvent({
    id,
    object,
    created,
    model,
    system_fingerprint: 'fp_stand_in',
    choices,
    ...nullUsage,
    ...extra,
  });
}

/** One token with a probability derived from its length, and the requested number of alternatives. */
export function toLogprobs(field: string, token: string, top: number): JsonObject {
  const toEntry = (text: string, logprob: number) => ({
    token: text,
    logprob,
    bytes: [...Buffer.from(text)],
  });
  const logprob = -0.4 * (token.length % 6);
  const others = Array.from({ length: Math.max(0, top - 1) }, (_, at) =>
    toEntry(`other${at}`, logprob - 1 - at),
  );
  const top_logprobs = top === 0 ? [] : [toEntry(token, logprob), ...others];
  return { [field]: [{ ...toEntry(token, logprob), top_logprobs }] };
}

function toDeltas(plan: AnswerPlan, text: AnswerText): readonly JsonObject[] {
  if (plan.deltas !== undefined) return plan.deltas;
  const field = plan.reasoningField ?? 'reasoning_content';
  const isThinking = text.reasoning !== undefined;
  const first = isThinking
    ? { role: 'assistant', content: null, [field]: '' }
    : { role: 'assistant', content: '' };
  return [
    first,
    ...toPieces(text.reasoning ?? '', plan.chunkSize).map((piece) => ({ [field]: piece })),
    ...toPieces(text.content, plan.chunkSize).map((content) => ({ content })),
    ...text.toolCalls.flatMap(({ id, name, arguments: whole }, index) => [
      { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] },
      ...toPieces(whole, plan.chunkSize).map((part) => ({
        tool_calls: [{ index, function: { arguments: part } }],
      })),
    ]),
  ];
}

function toDeltaChunk(frame: StreamFrame, delta: JsonObject): string {
  const rest = { finish_reason: null };
  if (frame.object === 'text_completion') {
    return toChunk(frame, [{ index: 0, text: delta.content ?? '', logprobs: null, ...rest }], {});
  }
  const [field, value] = Object.entries(delta).at(-1) ?? [];
  const logprobs =
    frame.withLogprobs && field !== undefined && typeof value === 'string' && value !== ''
      ? toLogprobs(field, value, frame.topLogprobs)
      : null;
  return toChunk(frame, [{ index: 0, delta, logprobs, ...rest }], {});
}

function toFinish(plan: AnswerPlan, text: AnswerText, frame: StreamFrame): readonly string[] {
  const usage = { usage: frame.usage };
  const place = frame.usagePlace;
  const title = plan.title === undefined ? {} : { title: plan.title };
  const delta = { content: '', ...title };
  const empty = frame.object === 'text_completion' ? { text: '' } : { delta };
  const choice = { index: 0, ...empty, logprobs: null, finish_reason: text.finishReason };
  return [
    ...(text.finishReason === null
      ? []
      : [toChunk(frame, [choice], place === 'lastChunk' ? usage : {})]),
    ...(place === 'separate' ? [toChunk(frame, [], usage)] : []),
    ...(plan.done === false ? [] : ['data: [DONE]\n\n']),
  ];
}

/** The wait before an answer: keep-alives spread over the queue time. */
export function toQueue(plan: AnswerPlan, sign: string): readonly RawChunk[] {
  const count = plan.keepAlives ?? 1;
  const waitMs = (plan.queueMs ?? 0) / Math.max(count, 1);
  if (count === 0) return waitMs > 0 ? [{ waitMs }] : [];
  return Array.from({ length: count }, () => (waitMs > 0 ? [sign, { waitMs }] : [sign])).flat();
}

/** The events of a streamed response, with its pauses. */
export function toStreamChunks(
  plan: AnswerPlan,
  text: AnswerText,
  frame: StreamFrame,
): readonly RawChunk[] {
  const chunks: RawChunk[] = [...toQueue(plan, keepAlive)];
  const pause = plan.chunksPerSecond === undefined ? [] : [{ waitMs: 1000 / plan.chunksPerSecond }];
  const between = plan.keepAliveBetween === true ? [keepAlive] : [];
  toDeltas(plan, text).forEach((delta, at) => {
    if (plan.hold?.afterChunks === at) chunks.push({ until: plan.hold.until });
    chunks.push(toDeltaChunk(frame, delta), ...between, ...pause);
  });
  return [...chunks, ...(plan.beforeFinish ?? []), ...toFinish(plan, text, frame)];
}

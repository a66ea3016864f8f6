/** Generates valid answers as servers write them: a list of stream items and the expected result. */

import type { Choices } from '../choices.ts';
import type { JsonObject } from '../jsonMutation.ts';
import { cutText, makeText } from '../texts.ts';
import type { AnswerTexts } from './streamCase.ts';

/** A stream item: an event with JSON, or raw text. */
export type StreamItem =
  | { readonly json: JsonObject; readonly finishes?: boolean }
  | { readonly text: string; readonly done?: boolean };

/** A valid answer. */
export interface ValidAnswer {
  readonly model: string;
  readonly items: StreamItem[];
  readonly texts: AnswerTexts;
  readonly finishReason: string;
  /** Its texts are settled only at the end, so earlier output need not be a prefix of them. */
  readonly settlesLate: boolean;
}

/** Format of an answer. */
export type AnswerStyle =
  'plain' | 'reasoningField' | 'thinkTags' | 'reasonOnEach' | 'emptyReasons' | 'oneEvent' | 'tools';

/** The vendor's formats. */
export const vendorStyles: readonly [AnswerStyle, ...AnswerStyle[]] = ['plain', 'tools'];
/** Formats of other servers. */
export const otherStyles: readonly [AnswerStyle, ...AnswerStyle[]] = [
  ...vendorStyles,
  'reasoningField',
  'thinkTags',
  'reasonOnEach',
  'emptyReasons',
  'oneEvent',
];

/** Generates a valid answer in this format. */
export function makeAnswer(style: AnswerStyle, choices: Choices): ValidAnswer {
  const reasoning = choices.happens(0.6) ? makeText(choices) : '';
  const content = makeText(choices, 12);
  const finishReason =
    style === 'tools' ? 'tool_calls' : choices.pick(['stop', 'length', 'content_filter', 'other']);
  const fields = { id: 'r1', object: 'chat.completion.chunk', created: 1, model: 'm' };
  const chunk = (
    delta: JsonObject,
    reason: string | null = pausing(style, choices),
  ): StreamItem => ({
    json: { ...fields, choices: [{ index: 0, delta, finish_reason: reason, logprobs: null }] },
    ...(reason !== null && reason !== '' && reason !== 'null' && { finishes: true }),
  });
  const items: StreamItem[] = [];
  if (style === 'oneEvent') {
    const message = { role: 'assistant', content, reasoning_content: reasoning };
    const choice = { index: 0, message, finish_reason: finishReason };
    items.push({ json: { ...fields, choices: [choice] }, finishes: true });
  } else {
    items.push(chunk({ role: 'assistant', content: null, reasoning_content: '' }));
    items.push(...textDeltas(style, reasoning, content, choices).map((delta) => chunk(delta)));
    if (style === 'tools') items.push(...toolDeltas(choices).map((delta) => chunk(delta, null)));
    items.push(chunk(choices.pick<JsonObject>([{ content: '' }, {}]), finishReason));
  }
  addUsage(items, choices);
  items.push({ text: 'data: [DONE]', done: true });
  const texts = { reasoning, content };
  return {
    model: 'deepseek-flash',
    items,
    texts,
    finishReason,
    settlesLate: style === 'thinkTags',
  };
}

/** The finish reason of all chunks except the last. */
function pausing(style: AnswerStyle, choices: Choices): string | null {
  if (style === 'reasonOnEach') return 'stop';
  return style === 'emptyReasons' ? choices.pick([null, '', 'null']) : null;
}

function textDeltas(
  style: AnswerStyle,
  reasoning: string,
  content: string,
  choices: Choices,
): JsonObject[] {
  if (style === 'thinkTags') {
    const gap = choices.pick(['', '\n', '\n\n']);
    const opening = `<think>${gap}${reasoning}${gap}</think>${gap}`;
    const text = reasoning === '' && choices.happens(0.5) ? content : `${opening}${content}`;
    return cutText(text, choices, 8).map((piece) => ({ content: piece }));
  }
  const field = style === 'reasoningField' ? 'reasoning' : 'reasoning_content';
  const calls = choices.happens(0.2) ? { tool_calls: [] } : {};
  return [
    ...(reasoning === '' ? [] : cutText(reasoning, choices)).map((piece) => ({
      content: null,
      [field]: piece,
      ...calls,
    })),
    ...cutText(content, choices).map((piece) => ({ content: piece, ...calls })),
  ];
}

/** One or two calls in fragments by index, like the vendor streams them. */
function toolDeltas(choices: Choices): JsonObject[] {
  return Array.from({ length: 1 + choices.below(2) }, (_, index) => {
    const name = choices.pick(['read_file', 'f']);
    const pieces = cutText('{"path":"a.ts","n":1}', choices, 3);
    return [
      { index, id: `call_${index}`, type: 'function', function: { name, arguments: '' } },
      ...pieces.map((piece) => ({ index, function: { arguments: piece } })),
    ].map((call) => ({ tool_calls: [call] }));
  }).flat();
}

/** Usage on the last chunk, in a separate chunk, as null in every chunk, or missing (contract 7.3). */
function addUsage(items: StreamItem[], choices: Choices): void {
  const usage = {
    prompt_tokens: 80,
    completion_tokens: 42,
    total_tokens: 122,
    prompt_cache_hit_tokens: 64,
    prompt_cache_miss_tokens: 16,
    completion_tokens_details: { reasoning_tokens: 30 },
  };
  const last = items.at(-1);
  switch (choices.below(4)) {
    case 1:
      if (last !== undefined && 'json' in last) last.json['usage'] = usage;
      return;
    case 2:
      items.push({ json: { id: 'r1', choices: [], usage } });
      return;
    case 3:
      for (const item of items) if ('json' in item) item.json['usage'] = null;
      return;
  }
}

/** Known messages of rejected requests, and the change that each one requires (contract 17.3). */

import type { ErrorKind } from '../../conversation/errors.ts';
import { serverLimits } from '../../conversation/limits.ts';

/** What to change before one retry, or why the request was rejected. */
export type RepairHint =
  | { readonly name: 'model'; readonly names: readonly string[] }
  | { readonly name: 'context'; readonly limit?: number; readonly requested?: number }
  | { readonly name: 'maxTokens'; readonly min: number; readonly max: number }
  | { readonly name: PlainHint };

type PlainHint =
  | 'reasoningMissing'
  | 'reasoningForbidden'
  | 'alternation'
  | 'toolChoice'
  | 'toolsUnsupported'
  | 'jsonUnsupported'
  | 'toolPairing'
  | 'jsonWord'
  | 'jsonSchema'
  | 'role'
  | 'contentArray'
  | 'encoding'
  | 'vision'
  | 'moderation'
  | 'streamOptions'
  | 'thinkingUnsupported'
  | 'logprobs'
  | 'prefix';

/**
 * One pattern, or two that must match in order. Wildcards are avoided, because their cost can be quadratic in the text
 * length.
 */
type Words = RegExp | readonly [RegExp, RegExp];

/** First match wins, so narrow patterns come before wide ones. */
const plain: readonly (readonly [Words, PlainHint])[] = [
  [/Thinking mode does not support this tool_choice/i, 'toolChoice'],
  [/does not support Function Calling/i, 'toolsUnsupported'],
  [/does not support Json Output/i, 'jsonUnsupported'],
  [[/\bprefix\b/i, /beta api|not (supported|permitted|allowed)|mode/i], 'prefix'],
  [[/unknown field/i, /\bprefix\b/i], 'prefix'],
  [/does not support image/i, 'vision'],
  [/Content Exists Risk/i, 'moderation'],
  [/does not support successive user or assistant messages/i, 'alternation'],
  [/must be followed by tool messages|must be a response to a preced/i, 'toolPairing'],
  [/Prompt must contain the word ["'`]?json/i, 'jsonWord'],
  [/response_format type is unavailable/i, 'jsonSchema'],
  [[/reasoning_content/i, /must be passed back|missing/i], 'reasoningMissing'],
  [[/missing/i, /reasoning_content/i], 'reasoningMissing'],
  [/reasoning_content/i, 'reasoningForbidden'],
  [[/unknown variant/i, /developer/i], 'role'],
  [/invalid type: sequence, expected a string|ChatCompletionRequestContent/i, 'contentArray'],
  [/hex escape|surrogate/i, 'encoding'],
  [/stream_options/i, 'streamOptions'],
  [/logprobs/i, 'logprobs'],
  [/\bthinking\b|reasoning_effort/i, 'thinkingUnsupported'],
];

/** Whether the pattern matches; a second pattern is searched for after the first match of the first. */
function has(text: string, words: Words): boolean {
  if (words instanceof RegExp) return words.test(text);
  const [first, second] = words;
  const found = first.exec(text);
  return found !== null && second.test(text.slice(found.index + found[0].length));
}

function modelNames(message: string): string[] {
  const list = message.split(/supported API model names are/i)[1] ?? '';
  const offered = list.split(/ but you passed/i)[0] ?? '';
  return offered.match(/[A-Za-z0-9][\w.:/-]*/g)?.filter((word) => !/^(or|and)$/i.test(word)) ?? [];
}

/** A token count; undefined if it is not a number that can be stored. */
function toNumber(text: string | undefined): number | undefined {
  const number = Number(text?.replaceAll(',', ''));
  return Number.isNaN(number) || number > serverLimits.count ? undefined : number;
}

function maxTokensRange(message: string): RepairHint | undefined {
  const range = /valid range of max_tokens is ?\[ ?(\d+) ?, ?(\d+) ?\]/i.exec(message);
  const min = toNumber(range?.[1]);
  const max = toNumber(range?.[2]);
  return min === undefined || max === undefined ? undefined : { name: 'maxTokens', min, max };
}

function contextHint(message: string): RepairHint | undefined {
  const limit = toNumber(/maximum context length is ([\d,]+)/i.exec(message)?.[1]);
  if (limit === undefined) return undefined;
  const requested = toNumber(/requested ([\d,]+)/i.exec(message)?.[1]);
  return { name: 'context', limit, ...(requested !== undefined && { requested }) };
}

/** Recognizes the message of a 400 or 422 response by its start; undefined if unknown. */
export function repairHint(text: string): RepairHint | undefined {
  const message = text.slice(0, serverLimits.errorMessage).replace(/\s+/g, ' ');
  if (/supported API model names are|Model (does )?not exist|model not found/i.test(message)) {
    return { name: 'model', names: modelNames(message) };
  }
  const range = maxTokensRange(message);
  if (range !== undefined) return range;
  const context = contextHint(message);
  if (context !== undefined) return context;
  const name = plain.find(([words]) => has(message, words))?.[1];
  return name === undefined ? undefined : { name };
}

/** The error kind for a request rejected with this message. */
export function kindOfRefusal(message: string): ErrorKind {
  const name = repairHint(message)?.name;
  return name === 'model' || name === 'context' || name === 'moderation' ? name : 'invalidRequest';
}

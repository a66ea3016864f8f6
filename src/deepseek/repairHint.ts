/** Known messages of a refused request, and what each says should change (contract 17.3). */

import type { ErrorKind } from '../conversation/errors.ts';

/** What to change before one more try, or what the refusal is about. */
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

/** The first match wins, so the narrow ones stand above the wide ones. */
const plain: readonly (readonly [RegExp, PlainHint])[] = [
  [/Thinking mode does not support this tool_choice/i, 'toolChoice'],
  [/does not support Function Calling/i, 'toolsUnsupported'],
  [/does not support Json Output/i, 'jsonUnsupported'],
  [
    /\bprefix\b.*(beta api|not (supported|permitted|allowed)|mode)|unknown field.*\bprefix\b/is,
    'prefix',
  ],
  [/does not support image/i, 'vision'],
  [/Content Exists Risk/i, 'moderation'],
  [/does not support successive user or assistant messages/i, 'alternation'],
  [/must be followed by tool messages|must be a response to a preced/i, 'toolPairing'],
  [/Prompt must contain the word ["'`]?json/i, 'jsonWord'],
  [/response_format type is unavailable/i, 'jsonSchema'],
  [
    /reasoning_content.*(must be passed back|missing)|missing.*reasoning_content/is,
    'reasoningMissing',
  ],
  [/reasoning_content/i, 'reasoningForbidden'],
  [/unknown variant.*developer/is, 'role'],
  [/invalid type: sequence, expected a string|ChatCompletionRequestContent/i, 'contentArray'],
  [/hex escape|surrogate/i, 'encoding'],
  [/stream_options/i, 'streamOptions'],
  [/logprobs/i, 'logprobs'],
  [/\bthinking\b|reasoning_effort/i, 'thinkingUnsupported'],
];

function modelNames(message: string): string[] {
  const list = /supported API model names are\s*:?\s*(.*)/is.exec(message)?.[1] ?? '';
  const offered = list.split(/,?\s+but\s+you\s+passed/i)[0] ?? '';
  return offered.match(/[A-Za-z0-9][\w.:/-]*/g)?.filter((word) => !/^(or|and)$/i.test(word)) ?? [];
}

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text.replaceAll(',', ''));
}

function contextHint(message: string): RepairHint | undefined {
  const limit = toNumber(/maximum context length is\s+([\d,]+)/i.exec(message)?.[1]);
  if (limit === undefined) return undefined;
  const requested = toNumber(/requested\s+([\d,]+)/i.exec(message)?.[1]);
  return { name: 'context', limit, ...(requested !== undefined && { requested }) };
}

/** Recognises the message of a 400 or 422; none for any other text. */
export function repairHint(message: string): RepairHint | undefined {
  if (/supported API model names are|Model (does )?not exist|model not found/i.test(message)) {
    return { name: 'model', names: modelNames(message) };
  }
  const range = /valid range of max_tokens is\s*\[\s*(\d+)\s*,\s*(\d+)\s*\]/i.exec(message);
  if (range !== null) return { name: 'maxTokens', min: Number(range[1]), max: Number(range[2]) };
  const context = contextHint(message);
  if (context !== undefined) return context;
  const name = plain.find(([pattern]) => pattern.test(message))?.[1];
  return name === undefined ? undefined : { name };
}

/** The kind of a request refused with this message. */
export function kindOfRefusal(message: string): ErrorKind {
  const name = repairHint(message)?.name;
  return name === 'model' || name === 'context' || name === 'moderation' ? name : 'invalidRequest';
}

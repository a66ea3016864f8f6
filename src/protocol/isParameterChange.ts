/** Validates a parameter change from the page: known names, right types, values in range. */

import { messageLimits } from '../conversation/limits.ts';
import type { ConversationSettings, ParameterValues } from '../conversation/parameters.ts';
import {
  isInRange,
  isStopList,
  parameterRanges,
  type NumberParameter,
} from '../platform/settings/parameterRanges.ts';

type Check = (value: unknown) => boolean;

const flag: Check = (value) => typeof value === 'boolean';
const number =
  (name: NumberParameter): Check =>
  (value) =>
    value === null || isInRange(value, parameterRanges[name]);
const text =
  (longest: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= longest;
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value as string);

const checks: Readonly<Record<keyof ParameterValues, Check>> = {
  model: text(messageLimits.shortText),
  thinking: oneOf('auto', 'on', 'off'),
  reasoningEffort: oneOf('low', 'high', 'max'),
  temperature: number('temperature'),
  topP: number('topP'),
  frequencyPenalty: number('frequencyPenalty'),
  presencePenalty: number('presencePenalty'),
  maxTokens: number('maxTokens'),
  stop: isStopList,
  jsonOutput: flag,
  stream: flag,
  logprobs: flag,
  topLogprobs: number('topLogprobs'),
  systemPrompt: text(messageLimits.systemPrompt),
};

/** Whether a value changes one parameter or more, all of them rightly. */
export function isParameterChange(value: unknown): value is ConversationSettings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length > 0 &&
    entries.every(
      ([name, one]) => Object.hasOwn(checks, name) && checks[name as keyof typeof checks](one),
    )
  );
}

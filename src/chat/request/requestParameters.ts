/** Derives a request's parameters and system prompt from the user's choices. */

import {
  parameterKeys,
  parameters,
  sentParameters,
  type ConversationSettings,
  type ParameterValues,
  type SentParameter,
  type SentParameters,
} from '../../conversation/parameters.ts';
import type { ParameterName, ParameterSupport } from '../../deepseek/models/parameterSupport.ts';
import type { Settings } from '../../platform/settings/settings.ts';

/** What a chat that has chosen nothing for itself would use. */
export function defaultValues(settings: Settings): ParameterValues {
  const chosen: Partial<ParameterValues> = settings;
  const entries = parameterKeys.map((key) => [key, chosen[key] ?? parameters[key].default]);
  return Object.fromEntries(entries) as ParameterValues;
}

/** What a chat uses: its own choices over the settings. */
export function parameterValues(settings: Settings, own: ConversationSettings): ParameterValues {
  return { ...defaultValues(settings), ...own };
}

/** The names of the choices that are not what the settings say. */
export function changedParameters(
  settings: Settings,
  own: ConversationSettings,
): readonly (keyof ParameterValues)[] {
  const defaults = defaultValues(settings);
  const names = Object.keys(own) as (keyof ParameterValues)[];
  return names.filter((name) => !isSame(own[name], defaults[name]));
}

/** A chat's choices without those that are what the settings say, so that it follows the settings again there. */
function withoutDefaults(settings: Settings, own: ConversationSettings): ConversationSettings {
  const changed = changedParameters(settings, own);
  return Object.fromEntries(changed.map((name) => [name, own[name]]));
}

/** A chat's choices after a change; the system text of a chat that has begun stays. */
export function changedChoices(
  settings: Settings,
  own: ConversationSettings,
  { systemPrompt, ...rest }: ConversationSettings,
  hasBegun: boolean,
): ConversationSettings {
  const frozen = hasBegun || systemPrompt === undefined;
  return withoutDefaults(settings, { ...own, ...rest, ...(frozen ? {} : { systemPrompt }) });
}

function isSame(item: unknown, other: unknown): boolean {
  return JSON.stringify(item) === JSON.stringify(other);
}

/** What of the choices goes into the request: what is set, and `sent` by the profile, and no more than the model takes. */
export function toSentParameters(
  values: ParameterValues,
  userId: string | null,
  support: Readonly<Record<ParameterName, ParameterSupport>>,
  maxOutputTokens: number,
): SentParameters {
  const { maxTokens } = values;
  const within = { ...values, maxTokens: maxTokens && Math.min(maxTokens, maxOutputTokens) };
  const set = sentParameters.filter((key) => support[key].use === 'sent' && isSet(within[key]));
  return {
    ...Object.fromEntries(set.map((key) => [key, within[key]])),
    ...(userId !== null && support.userId.use === 'sent' ? { userId } : {}),
    ...(values.stream ? {} : { stream: false }),
  };
}

function isSet(value: ParameterValues[SentParameter]): boolean {
  return typeof value === 'object' ? value !== null && value.length > 0 : value !== false;
}

/** The system text that a chat begins with and keeps: the user's words, then the language of the answers. */
export function toSystemText(settings: Settings, own: ConversationSettings): string {
  const { systemPrompt } = parameterValues(settings, own);
  const language = settings.replyLanguage.replace(/\s+/g, ' ').trim();
  if (language === '' || language === 'auto') return systemPrompt;
  const rule = `Always answer in this language: ${language}.`;
  return systemPrompt.trim() === '' ? rule : `${systemPrompt.trimEnd()}\n\n${rule}`;
}

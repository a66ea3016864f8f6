/** Derives a request's parameters and system prompt from the user's choices. */

import type { ConversationSettings, ParameterValues } from '../../conversation/parameters.ts';
import type { ParameterName, ParameterSupport } from '../../deepseek/models/parameterSupport.ts';
import type { Settings } from '../../platform/settings/settings.ts';

/** The parameters of a request's body besides model, thinking and effort; what is missing is not sent. */
export interface SentParameters {
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly stop?: readonly string[];
  readonly jsonOutput?: true;
  readonly logprobs?: true;
  readonly topLogprobs?: number;
  readonly userId?: string;
  /** The answer is asked for in one piece. */
  readonly stream?: false;
}

/** What a chat that has chosen nothing for itself would use. */
export function defaultValues(settings: Settings): ParameterValues {
  return {
    model: settings.model,
    thinking: settings.thinking,
    reasoningEffort: settings.reasoningEffort,
    temperature: settings.temperature,
    topP: settings.topP,
    frequencyPenalty: settings.frequencyPenalty,
    presencePenalty: settings.presencePenalty,
    maxTokens: settings.maxTokens,
    stop: settings.stop,
    jsonOutput: false,
    stream: settings.stream,
    logprobs: settings.logprobs,
    topLogprobs: settings.topLogprobs,
    systemPrompt: settings.systemPrompt,
  };
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

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What of the choices goes into the request: what is set, and `sent` by the profile, and no more than the model takes. */
export function toSentParameters(
  values: ParameterValues,
  userId: string | null,
  support: Readonly<Record<ParameterName, ParameterSupport>>,
  mostTokens: number,
): SentParameters {
  const number = (name: ParameterName, value: number | null) =>
    value === null || support[name].use !== 'sent' ? {} : { [name]: value };
  const has = (name: ParameterName, wanted: boolean) => wanted && support[name].use === 'sent';
  const { maxTokens } = values;
  return {
    ...number('maxTokens', maxTokens === null ? null : Math.min(maxTokens, mostTokens)),
    ...number('temperature', values.temperature),
    ...number('topP', values.topP),
    ...number('frequencyPenalty', values.frequencyPenalty),
    ...number('presencePenalty', values.presencePenalty),
    ...(has('stop', values.stop.length > 0) ? { stop: values.stop } : {}),
    ...(has('jsonOutput', values.jsonOutput) ? { jsonOutput: true } : {}),
    ...(has('logprobs', values.logprobs) ? { logprobs: true } : {}),
    ...number('topLogprobs', values.topLogprobs),
    ...(userId !== null && support.userId.use === 'sent' ? { userId } : {}),
    ...(values.stream ? {} : { stream: false }),
  };
}

/** The system text that a chat begins with and keeps: the user's words, then the language of the answers. */
export function toSystemText(settings: Settings, own: ConversationSettings): string {
  const { systemPrompt } = parameterValues(settings, own);
  const language = settings.replyLanguage.replace(/\s+/g, ' ').trim();
  if (language === '' || language === 'auto') return systemPrompt;
  const rule = `Always answer in this language: ${language}.`;
  return systemPrompt.trim() === '' ? rule : `${systemPrompt.trimEnd()}\n\n${rule}`;
}

/** Parses all settings, wherever they are stored. */

import { toPriceOverrides } from './priceOverrides.ts';
import type { SettingReader } from './settingReader.ts';
import type { Settings } from './settings.ts';

/** Every contributed setting, without the prefix `deepseek.`; a test compares this with the manifest. */
export const settingKeys = [
  'baseUrl',
  'profile',
  'extraBody',
  'extraHeaders',
  'model',
  'thinking',
  'modelLimits',
  'reasoningEffort',
  'temperature',
  'topP',
  'frequencyPenalty',
  'presencePenalty',
  'maxTokens',
  'stop',
  'stream',
  'logprobs',
  'topLogprobs',
  'userId',
  'systemPrompt',
  'prompts',
  'replyLanguage',
  'idleTimeoutSeconds',
  'requestLimit.concurrent',
  'requestLimit.perMinute',
  'spendLimit.perDay',
  'lowBalance',
  'offPeak.hint',
  'prices',
  'sendWith',
  'titles',
] as const;

/** A setting's key without the prefix. */
export type SettingKey = (typeof settingKeys)[number];

/** Reads all settings; a value that cannot be right counts as not set, and the reader remembers it as wrong. */
export function toSettings(reader: SettingReader<SettingKey>): Settings {
  return {
    baseUrl: reader.text('baseUrl'),
    profile: reader.oneOf('profile', 'auto', 'official', 'legacy', 'compatible'),
    extraBody: reader.record('extraBody'),
    extraHeaders: reader.texts('extraHeaders'),
    model: reader.text('model').trim() || 'auto',
    modelLimits: reader.modelLimits('modelLimits'),
    thinking: reader.oneOf('thinking', 'auto', 'on', 'off'),
    reasoningEffort: reader.oneOf('reasoningEffort', 'low', 'high', 'max'),
    temperature: reader.number('temperature'),
    topP: reader.number('topP'),
    frequencyPenalty: reader.number('frequencyPenalty'),
    presencePenalty: reader.number('presencePenalty'),
    maxTokens: reader.number('maxTokens'),
    stop: reader.stops('stop'),
    stream: reader.flag('stream'),
    logprobs: reader.flag('logprobs'),
    topLogprobs: reader.number('topLogprobs'),
    userId: reader.userId('userId'),
    systemPrompt: reader.text('systemPrompt'),
    prompts: reader.texts('prompts'),
    replyLanguage: reader.text('replyLanguage').trim() || 'auto',
    idleTimeoutSeconds: reader.whole('idleTimeoutSeconds', 30, 600),
    requestLimit: {
      concurrent: reader.whole('requestLimit.concurrent', 1, 100),
      perMinute: reader.whole('requestLimit.perMinute', 1, 10_000),
    },
    spendLimitPerDay: reader.amount('spendLimit.perDay'),
    lowBalance: reader.amount('lowBalance'),
    offPeakHint: reader.flag('offPeak.hint'),
    prices: toPriceOverrides(reader.record('prices')),
    titles: reader.oneOf('titles', 'local', 'model'),
    sendWith: reader.oneOf('sendWith', 'enter', 'ctrlEnter'),
  };
}

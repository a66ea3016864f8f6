/** The only reader of settings. What a workspace may not decide is read from the person's own settings alone. */

import * as vscode from 'vscode';
import type { Disposable } from './platform/lifecycle.ts';
import { toPriceOverrides } from './platform/priceOverrides.ts';
import { SettingReader } from './platform/settingReader.ts';
import type { Settings } from './platform/settings.ts';

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
  'lowBalance',
  'prices',
  'sendWith',
  'titles',
] as const;

/** A setting's key without the prefix. */
export type SettingKey = (typeof settingKeys)[number];

/** Settings that a workspace may set for itself; all others count from the person's own settings only. */
const windowKeys: ReadonlySet<SettingKey> = new Set<SettingKey>([
  'sendWith',
  'temperature',
  'topP',
  'frequencyPenalty',
  'presencePenalty',
  'stop',
  'stream',
]);

/** Reads all settings; a value that cannot be right counts as not set. */
export function readSettings(): Settings {
  return toSettings(createReader());
}

/** The settings whose value cannot be right and is left out of account. */
export function wrongSettings(): readonly SettingKey[] {
  const reader = createReader();
  toSettings(reader);
  return [...reader.wrong];
}

function createReader(): SettingReader<SettingKey> {
  const configuration = vscode.workspace.getConfiguration('deepseek');
  return new SettingReader((key) => {
    const found = configuration.inspect(key);
    return {
      set: windowKeys.has(key) ? configuration.get(key) : found?.globalValue,
      byDefault: found?.defaultValue,
    };
  });
}

function toSettings(reader: SettingReader<SettingKey>): Settings {
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
    lowBalance: reader.amount('lowBalance'),
    prices: toPriceOverrides(reader.record('prices')),
    titles: reader.oneOf('titles', 'local', 'model'),
    sendWith: reader.oneOf('sendWith', 'enter', 'ctrlEnter'),
  };
}

/** Calls back whenever one of the extension's settings changed. */
export function onSettingsChanged(listener: () => void): Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('deepseek')) listener();
  });
}

/** Opens the settings editor at one of the extension's settings. */
export async function openSetting(key: SettingKey): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `deepseek.${key}`);
}

/** Changes one of the person's own settings. */
export async function updateSetting(key: SettingKey, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('deepseek')
    .update(key, value, vscode.ConfigurationTarget.Global);
}

/** The only reader of settings. What a workspace may not decide is read from the person's own settings alone. */

import * as vscode from 'vscode';
import type { Disposable } from './platform/lifecycle.ts';
import { toPriceOverrides } from './platform/priceOverrides.ts';
import type { Settings } from './platform/settings.ts';

/** Every contributed setting, without the prefix `deepseek.`; a test compares this with the manifest. */
export const settingKeys = [
  'baseUrl',
  'profile',
  'extraBody',
  'extraHeaders',
  'model',
  'thinking',
  'reasoningEffort',
  'systemPrompt',
  'idleTimeoutSeconds',
  'requestLimit.concurrent',
  'requestLimit.perMinute',
  'spendLimit.perDay',
  'lowBalance',
  'prices',
  'offPeak.hint',
  'sendWith',
  'titles',
] as const;

type SettingKey = (typeof settingKeys)[number];

/** Settings that a workspace may set for itself; all others count from the person's own settings only. */
const windowKeys: ReadonlySet<SettingKey> = new Set<SettingKey>(['sendWith']);

/** Reads all settings; a value of the wrong type counts as not set. */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration('deepseek');
  const value = (key: SettingKey): { readonly set: unknown; readonly byDefault: unknown } => {
    const found = configuration.inspect(key);
    return {
      set: windowKeys.has(key) ? configuration.get(key) : found?.globalValue,
      byDefault: found?.defaultValue,
    };
  };
  const text = (key: SettingKey): string => {
    const { set, byDefault } = value(key);
    return typeof set === 'string' ? set : (byDefault as string);
  };
  const whole = (key: SettingKey, least: number, most: number): number => {
    const { set, byDefault } = value(key);
    const number = Number.isInteger(set) ? (set as number) : (byDefault as number);
    return Math.min(most, Math.max(least, number));
  };
  const oneOf = <T extends string>(key: SettingKey, ...values: readonly T[]): T => {
    const { set, byDefault } = value(key);
    return values.find((one) => one === set) ?? (byDefault as T);
  };
  const amount = (key: SettingKey): number | null => {
    const { set } = value(key);
    return typeof set === 'number' && Number.isFinite(set) && set >= 0 ? set : null;
  };
  const flag = (key: SettingKey): boolean => {
    const { set, byDefault } = value(key);
    return typeof set === 'boolean' ? set : (byDefault as boolean);
  };
  const record = (key: SettingKey): Record<string, unknown> => {
    const { set } = value(key);
    const isRecord = typeof set === 'object' && set !== null && !Array.isArray(set);
    return isRecord ? (set as Record<string, unknown>) : {};
  };
  return {
    baseUrl: text('baseUrl'),
    profile: oneOf('profile', 'auto', 'official', 'legacy', 'compatible'),
    extraBody: record('extraBody'),
    extraHeaders: textValues(record('extraHeaders')),
    model: text('model').trim() || 'auto',
    thinking: oneOf('thinking', 'auto', 'on', 'off'),
    reasoningEffort: oneOf('reasoningEffort', 'low', 'high', 'max'),
    systemPrompt: text('systemPrompt'),
    idleTimeoutSeconds: whole('idleTimeoutSeconds', 30, 600),
    requestLimit: {
      concurrent: whole('requestLimit.concurrent', 1, 100),
      perMinute: whole('requestLimit.perMinute', 1, 10_000),
    },
    spendLimitPerDay: amount('spendLimit.perDay'),
    lowBalance: amount('lowBalance'),
    prices: toPriceOverrides(record('prices')),
    offPeakHint: flag('offPeak.hint'),
    titles: oneOf('titles', 'local', 'model'),
    sendWith: oneOf('sendWith', 'enter', 'ctrlEnter'),
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

function textValues(record: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(record).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries);
}

/** The only reader of settings. Settings that a workspace must not decide are read from user settings alone. */

import * as vscode from 'vscode';
import type { Disposable } from './platform/disposable.ts';
import { SettingReader } from './platform/settings/settingReader.ts';
import type { Settings } from './platform/settings/settings.ts';
import { toSettings, type SettingKey } from './platform/settings/parseSettings.ts';

/** Settings that a workspace may set for itself; all others count from the user's own settings only. */
const windowKeys: ReadonlySet<SettingKey> = new Set<SettingKey>([
  'sendWith',
  'temperature',
  'topP',
  'frequencyPenalty',
  'presencePenalty',
  'stop',
  'stream',
]);

/** The settings as they are, until one of them changes: looking them up in VS Code takes milliseconds. */
let present: Settings | undefined;
let watching: Disposable | undefined;

/** Reads all settings; a value that cannot be right counts as not set. */
export function readSettings(): Settings {
  watching ??= vscode.workspace.onDidChangeConfiguration(forgetChanged);
  return (present ??= toSettings(createReader()));
}

function forgetChanged(event: vscode.ConfigurationChangeEvent): boolean {
  const changed = event.affectsConfiguration('deepseek');
  if (changed) present = undefined;
  return changed;
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

/** Calls back whenever one of the extension's settings changed. */
export function onSettingsChanged(listener: () => void): Disposable {
  // Listeners read the new values, whichever of the two was notified first.
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (forgetChanged(event)) listener();
  });
}

/** Opens the settings editor at one of the extension's settings. */
export async function openSetting(key: SettingKey): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', `deepseek.${key}`);
}

/** Changes one of the user's own settings. */
export async function updateSetting(key: SettingKey, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('deepseek')
    .update(key, value, vscode.ConfigurationTarget.Global);
}

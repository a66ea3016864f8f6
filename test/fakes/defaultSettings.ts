/** The manifest's default settings. */

import { readFileSync } from 'node:fs';
import { SettingReader } from '../../src/platform/settings/settingReader.ts';
import type { Settings } from '../../src/platform/settings/settings.ts';
import { toSettings, type SettingKey } from '../../src/platform/settings/parseSettings.ts';

interface Manifest {
  readonly contributes: {
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
    };
  };
}

const manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as Manifest;
const { properties } = manifest.contributes.configuration;

/** What the settings say until somebody changes them. */
export const defaultSettings: Settings = toSettings(
  new SettingReader<SettingKey>((key) => ({
    set: undefined,
    byDefault: properties[`deepseek.${key}`]?.default,
  })),
);

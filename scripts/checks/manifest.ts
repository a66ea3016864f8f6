/** Manifest and code agree on commands, settings, strings, and which settings a workspace may change. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { NumberRange } from '../../src/conversation/parameters.ts';
import { maxStopLength, maxStops } from '../../src/conversation/parameterValues.ts';
import {
  modelLimitKinds,
  settingTable,
  type SettingRow,
} from '../../src/platform/settings/settings.ts';
import { root } from '../host/paths.ts';
import type { Check } from './check.ts';
import { repositoryLinkProblems } from './links.ts';
import { exportedStrings, filesMatching } from './syntax.ts';

const prefix = 'deepseek.';

/** A setting as `package.json` declares it. */
type Property = Readonly<Record<string, unknown>>;

/** The part of `package.json` that this check reads. */
export interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus?: Readonly<Record<string, readonly { readonly command?: string }[]>>;
    readonly keybindings?: readonly { readonly command: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, Property>>;
    };
  };
}

/** The manifest matches the code. */
export const manifestCheck: Check = {
  name: 'manifest',
  run() {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
    return Promise.resolve([
      ...commandProblems(manifest, exportedStrings('src/commands.ts', 'commandIds')),
      ...settingProblems(manifest, settingTable),
      ...restrictionProblems(manifest, settingTable),
      ...textProblems(manifest),
      ...repositoryLinkProblems(),
    ]);
  },
};

/** Contributed but unregistered commands, registered but uncontributed ones, and unknown ids. */
export function commandProblems(
  manifest: Manifest,
  ids: readonly string[] | undefined,
): readonly string[] {
  if (ids === undefined) return ['src/commands.ts has no list `commandIds` of strings'];
  const registered = ids.map((id) => prefix + id);
  const { commands, menus = {}, keybindings = [] } = manifest.contributes;
  const contributed = commands.map(({ command }) => command);
  const used = [...Object.values(menus).flat(), ...keybindings].flatMap(({ command }) =>
    command?.startsWith(prefix) === true ? [command] : [],
  );
  return [
    ...missing(contributed, registered, 'is contributed and not in commandIds'),
    ...missing(registered, contributed, 'is in commandIds and not contributed'),
    ...missing(used, contributed, 'is in a menu or key binding and not contributed'),
  ];
}

type SettingTable = Readonly<Record<string, SettingRow>>;

/** Settings that differ between the manifest and the settings table. */
export function settingProblems(manifest: Manifest, table: SettingTable): readonly string[] {
  const { properties } = manifest.contributes.configuration;
  const declared = Object.keys(properties);
  const keys = Object.keys(table).map((key) => prefix + key);
  return [
    ...missing(declared, keys, 'is contributed and not in settingTable'),
    ...missing(keys, declared, 'is in settingTable and not contributed'),
    ...Object.entries(table).flatMap(([key, row]) => {
      const property = properties[prefix + key];
      return property === undefined ? [] : propertyProblems(key, property, toProperty(key, row));
    }),
  ];
}

/** Properties used only by the settings editor. */
const presentation: ReadonlySet<string> = new Set(['order', 'editPresentation']);

function propertyProblems(key: string, found: Property, expected: Property): readonly string[] {
  // Enum descriptions are optional, but must be complete.
  const isPlain = found['enumDescriptions'] === undefined;
  const names = new Set([...Object.keys(found), ...Object.keys(expected)]);
  return [...names].flatMap((name) => {
    if (presentation.has(name) || (isPlain && name === 'enumDescriptions')) return [];
    return isDeepStrictEqual(found[name], expected[name])
      ? []
      : [`${prefix}${key}: ${name} is ${show(found[name])} instead of ${show(expected[name])}`];
  });
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}

/** The JSON schema for a row of the table, with its strings. */
function toProperty(key: string, row: SettingRow): Property {
  return {
    ...toSchema(row),
    ...(row.kind === 'choice'
      ? { enumDescriptions: row.choices.map((choice) => `%setting.${key}.${choice}%`) }
      : {}),
    default: row.default,
    scope: row.scope,
    markdownDescription: `%setting.${key}%`,
  };
}

function toSchema(row: SettingRow): Property {
  switch (row.kind) {
    case 'string':
      return { type: 'string' };
    case 'flag':
      return { type: 'boolean' };
    case 'choice':
      return { type: 'string', enum: row.choices };
    case 'integer':
      return { type: 'integer', minimum: row.min, maximum: row.max };
    case 'number':
      return toNumberSchema(row.range);
    case 'pattern':
      return { type: ['string', 'null'], pattern: row.pattern };
    case 'stops':
      return {
        type: 'array',
        items: { type: 'string', minLength: 1, maxLength: maxStopLength },
        maxItems: maxStops,
      };
    case 'record':
      return { type: 'object' };
    case 'strings':
      return { type: 'object', additionalProperties: { type: 'string' } };
    case 'modelLimits':
      return { type: 'object', additionalProperties: modelLimitsSchema };
    case 'prices':
      return { type: 'object', additionalProperties: pricesSchema };
  }
}

function toNumberSchema({ min, max, whole, above }: NumberRange): Property {
  return {
    type: [whole === true ? 'integer' : 'number', 'null'],
    [above === true ? 'exclusiveMinimum' : 'minimum']: min,
    ...(max === Infinity ? {} : { maximum: max }),
  };
}

const modelLimitsSchema: Property = {
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    Object.entries(modelLimitKinds).map(([name, kind]) => [
      name,
      kind === 'flag' ? { type: 'boolean' } : { type: 'integer', minimum: 1 },
    ]),
  ),
};

const rate: Property = { type: 'number', minimum: 0 };
const rates: Property = {
  type: 'object',
  properties: { cached: rate, uncached: rate, output: rate },
  required: ['cached', 'uncached', 'output'],
  additionalProperties: false,
};
const pricesSchema: Property = {
  type: ['object', 'null'],
  properties: { USD: rates, CNY: rates },
  additionalProperties: false,
};

/** Settings that an untrusted workspace could change but must not. */
export function restrictionProblems(manifest: Manifest, table: SettingTable): readonly string[] {
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  const application = Object.entries(table).flatMap(([key, { scope }]) =>
    scope === 'application' ? [prefix + key] : [],
  );
  return [
    ...missing(application, restricted, 'is missing from restrictedConfigurations'),
    ...missing(restricted, application, 'is in restrictedConfigurations and should not'),
  ];
}

function textProblems(manifest: Manifest): readonly string[] {
  if (!existsSync(join(root, 'package.nls.json'))) return ['package.nls.json is missing'];
  const used = [...JSON.stringify(manifest).matchAll(/"%([^"%]+)%"/g)].map(
    (match) => match[1] ?? '',
  );
  const english = textKeys('package.nls.json');
  return [
    ...missing(used, english, 'is used in package.json and not in package.nls.json'),
    ...missing(english, used, 'is in package.nls.json and not used'),
    ...filesMatching('package.nls.*.json').flatMap((file) => [
      ...missing(english, textKeys(file), `is missing from ${file}`),
      ...missing(textKeys(file), english, `is stale in ${file}`),
    ]),
  ];
}

function textKeys(file: string): readonly string[] {
  return Object.keys(JSON.parse(readFileSync(join(root, file), 'utf8')) as object);
}

function missing(
  from: readonly string[],
  inside: readonly string[],
  what: string,
): readonly string[] {
  return [...new Set(from)]
    .filter((text) => !inside.includes(text))
    .map((text) => `${text} ${what}`);
}

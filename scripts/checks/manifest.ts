/** Manifest and code agree on commands, settings, texts, and which settings a workspace may change. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../host/paths.ts';
import type { Check } from './check.ts';
import { exportedStrings, filesMatching } from './syntax.ts';

const prefix = 'deepseek.';

/** The few settings that a workspace may change: none of them moves the key, starts a request or raises its price. */
const windowKeys = [
  'sendWith',
  'temperature',
  'topP',
  'frequencyPenalty',
  'presencePenalty',
  'stop',
  'stream',
];

/** What this check reads of `package.json`. */
export interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus?: Readonly<Record<string, readonly { readonly command?: string }[]>>;
    readonly keybindings?: readonly { readonly command: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly scope?: string }>>;
    };
  };
}

/** The manifest says what the code does. */
export const manifestCheck: Check = {
  name: 'manifest',
  run() {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
    return Promise.resolve([
      ...commandProblems(manifest, exportedStrings('src/commands.ts', 'commandIds')),
      ...settingProblems(
        manifest,
        exportedStrings('src/platform/settings/parseSettings.ts', 'settingKeys'),
      ),
      ...scopeProblems(manifest),
      ...textProblems(manifest),
    ]);
  },
};

/** Contributed commands that nothing registers, registered ones that nothing contributes, and stray uses. */
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

/** Declared settings that nothing reads, and read ones that nothing declares. */
export function settingProblems(
  manifest: Manifest,
  read: readonly string[] | undefined,
): readonly string[] {
  if (read === undefined) {
    return ['src/platform/settings/parseSettings.ts has no list `settingKeys` of strings'];
  }
  const declared = Object.keys(manifest.contributes.configuration.properties);
  const keys = read.map((key) => prefix + key);
  return [
    ...missing(declared, keys, 'is declared and not in settingKeys'),
    ...missing(keys, declared, 'is in settingKeys and not declared'),
  ];
}

/** Settings that a workspace could change though it must not. */
export function scopeProblems(manifest: Manifest): readonly string[] {
  const properties = Object.entries(manifest.contributes.configuration.properties);
  const open = windowKeys.map((key) => prefix + key);
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  const application = properties.filter(([key]) => !open.includes(key)).map(([key]) => key);
  return [
    ...properties.flatMap(([key, { scope }]) => {
      const wanted = open.includes(key) ? 'window' : 'application';
      return scope === wanted ? [] : [`${key} has scope ${scope ?? 'none'} instead of ${wanted}`];
    }),
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
  return [...new Set(from)].filter((one) => !inside.includes(one)).map((one) => `${one} ${what}`);
}

/** The documents name files, rooms, commands and settings that exist, and name all of them. */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../host/paths.ts';
import type { Check } from './check.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly title: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

/** ARCHITECTURE.md, CONTRIBUTING.md and README.md are true of the tree. */
export const documentsCheck: Check = {
  name: 'documents',
  run: () => Promise.resolve([...missingFiles(), ...untoldRooms(), ...untoldFeatures()]),
};

/** Paths in backquotes that do not exist. */
export function pathsIn(markdown: string): readonly string[] {
  const quoted = [...markdown.matchAll(/`([\w./-]+)`/g)].map((match) => match[1] ?? '');
  return quoted.filter((text) => /^(src|webview|test|scripts|bench|media|docs)(\/|$)/.test(text));
}

function missingFiles(): string[] {
  return ['ARCHITECTURE.md', 'CONTRIBUTING.md'].flatMap((document) =>
    pathsIn(read(document))
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${document} names ${path}, which does not exist`),
  );
}

function untoldRooms(): string[] {
  const told = new Set(pathsIn(read('ARCHITECTURE.md')));
  return readdirSync(join(root, 'src'))
    .map((name) => `src/${name}`)
    .filter((path) => !told.has(path))
    .map((path) => `ARCHITECTURE.md has no room for ${path}`);
}

function untoldFeatures(): string[] {
  const readme = read('README.md');
  const { commands, configuration } = (JSON.parse(read('package.json')) as Manifest).contributes;
  const texts = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;
  const titles = commands.map(({ title }) => texts[title.replaceAll('%', '')] ?? title);
  const keys = Object.keys(configuration.properties).map((key) => key.replace('deepseek.', ''));
  return [
    ...titles
      .filter((title) => !readme.includes(title))
      .map((title) => `README.md does not tell of the command "${title}"`),
    ...keys
      .filter((key) => !readme.includes(`\`${key}\``))
      .map((key) => `README.md does not tell of the setting ${key}`),
  ];
}

function read(name: string): string {
  return readFileSync(join(root, name), 'utf8');
}

/** The documents name files, rooms, commands and settings that exist, and name all of them. */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../host/paths.ts';
import type { Check } from './check.ts';
import {
  commandTableProblems,
  type Features,
  readmeTableProblems,
  settingTableProblems,
} from './featureTables.ts';
import { filesMatching } from './syntax.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly title: string }[];
    readonly configuration: { readonly properties: Features['settings'] };
  };
}

/** Compares the documents with the tree and the manifest. */
export const documentsCheck: Check = {
  name: 'documents',
  run: () =>
    Promise.resolve([...missingFiles(), ...missingRooms(), ...featureProblems(), ...brokenLinks()]),
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

function missingRooms(): string[] {
  const named = new Set(pathsIn(read('ARCHITECTURE.md')));
  return readdirSync(join(root, 'src'))
    .map((name) => `src/${name}`)
    .filter((path) => !named.has(path))
    .map((path) => `ARCHITECTURE.md has no room for ${path}`);
}

function featureProblems(): string[] {
  const { commands, configuration } = (JSON.parse(read('package.json')) as Manifest).contributes;
  const texts = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;
  const features: Features = {
    commands: commands.map(({ title }) => texts[title.replaceAll('%', '')] ?? title),
    settings: Object.fromEntries(
      Object.entries(configuration.properties).map(([key, setting]) => [
        key.replace('deepseek.', ''),
        setting,
      ]),
    ),
  };
  return [
    ...commandTableProblems(read('docs/commands.md'), features),
    ...settingTableProblems(read('docs/settings.md'), features),
    ...readmeTableProblems(read('README.md'), features),
  ];
}

/** Links to files of this repository that do not exist. */
function brokenLinks(): string[] {
  return filesMatching('{*,docs/*}.md').flatMap((document) =>
    relativeLinks(read(document))
      .filter((link) => !existsSync(join(root, dirname(document), link)))
      .map((link) => `${document} links to ${link}, which does not exist`),
  );
}

/** The targets of links and pictures that are no addresses, without anchors. */
export function relativeLinks(markdown: string): readonly string[] {
  const targets = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  return targets
    .filter((target) => !/^(\w+:|#)/.test(target))
    .map((target) => target.replace(/#.*$/, ''));
}

function read(name: string): string {
  return readFileSync(join(root, name), 'utf8');
}

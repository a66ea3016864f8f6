/** Documents name only existing files, rooms, commands and settings, and all of them. */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from '../host/paths.ts';
import type { Check } from './check.ts';
import {
  commandTableProblems,
  type Features,
  readmeTableProblems,
  settingTableProblems,
} from './featureTables.ts';
import { filesMatching } from './syntax.ts';
import { cellsOf } from './tableCells.ts';

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

/** Paths in backticks that do not exist. */
export function pathsIn(markdown: string): readonly string[] {
  const quoted = [...markdown.matchAll(/`([\w./-]+)`/g)].map((match) => match[1] ?? '');
  return quoted.filter((text) => /^(src|webview|test|scripts|bench|media|docs)(\/|$)/.test(text));
}

/** File names in backticks without their folder. */
export function bareNamesIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/`([\w.-]+\.(?:ts|css))`/g)].map((match) => match[1] ?? '');
}

/** The folders that the table of rooms lists, by room. */
export function foldersByRoom(markdown: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    cellsOf(markdown).flatMap(([room = '', , folders = '']) => {
      const [path] = pathsIn(room);
      const names = [...folders.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? '');
      return path === undefined || room.includes(',') ? [] : [[path, names] as const];
    }),
  );
}

function missingFiles(): string[] {
  const known = new Set(
    filesMatching('{src,webview,test,scripts,bench}/**/*').map((file) => basename(file)),
  );
  return ['ARCHITECTURE.md', 'CONTRIBUTING.md'].flatMap((document) =>
    [
      ...pathsIn(read(document)).filter((path) => !existsSync(join(root, path))),
      ...bareNamesIn(read(document)).filter((name) => !known.has(name)),
    ].map((path) => `${document} names ${path}, which does not exist`),
  );
}

function missingRooms(): string[] {
  const architecture = read('ARCHITECTURE.md');
  const named = new Set(pathsIn(architecture));
  return [
    ...readdirSync(join(root, 'src'))
      .map((name) => `src/${name}`)
      .filter((path) => !named.has(path))
      .map((path) => `ARCHITECTURE.md has no room for ${path}`),
    ...[...foldersByRoom(architecture)].flatMap(([room, listed]) => folderProblems(room, listed)),
  ];
}

function folderProblems(room: string, listed: readonly string[]): string[] {
  if (listed.length === 0 || !existsSync(join(root, room))) return [];
  const there = readdirSync(join(root, room), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  return [
    ...there
      .filter((name) => !listed.includes(name))
      .map((name) => `ARCHITECTURE.md does not list the folder ${room}/${name}`),
    ...listed
      .filter((name) => !there.includes(name))
      .map((name) => `ARCHITECTURE.md lists the folder ${room}/${name}, which does not exist`),
  ];
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

/** Links to missing files in this repository. */
function brokenLinks(): string[] {
  return filesMatching('{*,docs/*}.md').flatMap((document) =>
    relativeLinks(read(document))
      .filter((link) => !existsSync(join(root, dirname(document), link)))
      .map((link) => `${document} links to ${link}, which does not exist`),
  );
}

/** Relative targets of links and images, without anchors. */
export function relativeLinks(markdown: string): readonly string[] {
  const targets = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  return targets
    .filter((target) => !/^(\w+:|#)/.test(target))
    .map((target) => target.replace(/#.*$/, ''));
}

function read(name: string): string {
  return readFileSync(join(root, name), 'utf8');
}

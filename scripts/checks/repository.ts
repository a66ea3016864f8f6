/** Tracked files do not name a machine, skip tests or contain banned words; folders stay small. */

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../host/paths.ts';
import type { Check } from './check.ts';
import { filesMatching } from './syntax.ts';

/** A pattern that certain files must not contain. */
interface Rule {
  readonly files: RegExp;
  readonly pattern: RegExp;
  readonly says: string;
}

const maxFilesPerFolder = 25;

/** Matches a comment or test title up to a word in the same line. */
const commentOrTitle = String.raw`(?:^\s*\/?\*.*|(?:^|\s)\/[/*].*|\b(?:it|describe)\(\s*(['"\`])(?:(?!\1).)*)`;

const rules: readonly Rule[] = [
  { files: /./, pattern: /\bregistry\.[a-z0-9-]+\.[a-z]+/, says: 'names a registry' },
  { files: /./, pattern: literally(root), says: 'holds the path of this folder' },
  { files: /./, pattern: literally(`${homedir()}/`), says: 'holds the path of a home folder' },
  { files: /^test\/.*\.ts$/, pattern: /\b(it|describe)\.(only|skip)\(/, says: 'leaves tests out' },
  {
    files: /^(src|webview)\/.*\.ts$/,
    pattern: /\b(innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML)\b/,
    says: 'makes HTML from a string',
  },
  {
    files: /^([^/]+\.mjs|(src|webview|test|scripts|bench)\/.*\.(ts|css))$/,
    pattern: new RegExp(String.raw`${commentOrTitle}\b(told|tells|anew|the person)\b`, 'im'),
    says: 'paraphrases: name what happens, or write "again" or "the user"',
  },
  {
    files: /^package-lock\.json$/,
    pattern: /"resolved":\s*"https?:/,
    says: 'names the hosts of packages',
  },
];

/** Checks all tracked files. */
export const repositoryCheck: Check = {
  name: 'repository',
  run() {
    const files = trackedFiles();
    return Promise.resolve([
      ...files.flatMap((file) => fileProblems(file, readFileSync(join(root, file), 'utf8'))),
      ...folderProblems(files),
    ]);
  },
};

/** Folders with too many files. */
export function folderProblems(files: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const file of files) {
    if (!/^(src|webview|test|scripts)\//.test(file)) continue;
    const folder = dirname(file);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > maxFilesPerFolder)
    .map(([folder, count]) => `${folder} has ${count} files, more than ${maxFilesPerFolder}`);
}

/** Problems in one file's text, with line numbers. */
export function fileProblems(file: string, text: string): readonly string[] {
  return rules.flatMap(({ files, pattern, says }) => {
    const match = files.test(file) ? pattern.exec(text) : null;
    if (match === null) return [];
    return [`${file}:${text.slice(0, match.index).split('\n').length} ${says}`];
  });
}

function trackedFiles(): readonly string[] {
  const listed = spawnSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  // Without git, list the files themselves.
  const files =
    listed.status === 0
      ? listed.stdout.split('\0')
      : filesMatching('{*,{src,webview,test,scripts,bench,l10n,media,.ci,.github,.vscode}/**/*}.*');
  return files.filter((file) => file !== '' && isFile(join(root, file)));
}

/** False for uncommitted deletions and symlinks to folders. */
function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function literally(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}

/** The package contains exactly the expected files and no trace of the machine it was built on. */

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { deflateRawSync } from 'node:zlib';
import { packageFile, root } from '../host/paths.ts';
import { overBudget } from './budget.ts';
import type { Check } from './check.ts';
import { readZip } from './zip.ts';

/** Bytes of the package without pictures and translations. */
const maxBytes = 700 * 1024;
const uncounted = /\.(png|svg)$|^l10n\/|^package\.nls\.[\w-]+\.json$/;

/** Named as the packer names them: it lower-cases the two that the gallery shows. */
const required = [
  'package.json',
  'package.nls.json',
  'readme.md',
  'changelog.md',
  'LICENSE.txt',
  'media/deepseek.svg',
  'media/icon.png',
  'media/request/grammar.json',
  'media/request/language.json',
  'dist/extension.js',
  'dist/app.js',
  'dist/importWorker.js',
  'dist/webview/panel.js',
  'dist/webview/toolkit.js',
  'dist/webview/markdown.js',
  'dist/webview/highlight.js',
  'dist/webview/math.js',
  'dist/webview/styles.css',
  'dist/webview/usage.js',
  'dist/webview/usageStyles.css',
  'dist/webview/codicon.ttf',
  'dist/ThirdPartyNotices.txt',
];

const optional = [
  /^dist\/chunks\/[\w-]+\.js$/,
  /^package\.nls\.[\w-]+\.json$/,
  /^l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^media\/walkthrough\/[\w-]+\.(svg|md|png)$/,
];

/** The package that was made last is small and holds the allowed files only. */
export const vsixCheck: Check = {
  name: 'vsix',
  run() {
    const file = packageFile();
    if (!existsSync(file)) return Promise.resolve(['there is no package: `npm run package`']);
    const data = readFileSync(file);
    const packed = [...readZip(data)].flatMap(([name, content]) =>
      name.startsWith('extension/') ? [[name.slice('extension/'.length), content] as const] : [],
    );
    return Promise.resolve([
      ...overBudget('package without pictures and translations', countedBytes(packed), maxBytes),
      ...listingProblems(packed.map(([name]) => name)),
      ...packed.flatMap(([name, content]) => contentProblems(name, content.toString('latin1'))),
    ]);
  },
};

/** What the budget counts of the packed files, compressed. */
export function countedBytes(packed: readonly (readonly [string, Uint8Array])[]): number {
  return packed
    .filter(([name]) => !uncounted.test(name))
    .reduce((total, [, content]) => total + deflateRawSync(content).length, 0);
}

/** Files that are missing, and files that have no business there. */
export function listingProblems(listed: readonly string[]): readonly string[] {
  const allowed = (name: string): boolean =>
    required.includes(name) || optional.some((pattern) => pattern.test(name));
  return [
    ...required.filter((name) => !listed.includes(name)).map((name) => `${name} is missing`),
    ...listed.filter((name) => !allowed(name)).map((name) => `${name} should not be packed`),
  ];
}

/** Source maps, registry hosts and paths of this machine in a packed file. */
export function contentProblems(name: string, text: string): readonly string[] {
  const problems: string[] = [];
  if (/\/[/*]# sourceMappingURL=/.test(text)) problems.push(`${name} names a source map`);
  if (/\bregistry\.[a-z0-9-]+\.[a-z]+/.test(text)) problems.push(`${name} names a registry`);
  if (text.includes(root)) problems.push(`${name} holds the path of this folder`);
  // A home such as "/root" is too common a word to look for without what follows it.
  if (text.includes(`${homedir()}/`)) problems.push(`${name} holds the path of a home folder`);
  return problems;
}

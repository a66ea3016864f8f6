/** The package contains exactly the expected files and no trace of the build machine. */

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { listFiles, PackageManager } from '@vscode/vsce';
import { packageFile, root } from '../host/paths.ts';
import { overBudget } from './budget.ts';
import type { Check } from './check.ts';

/** Budget for the package without images and translations, in bytes. */
const maxBytes = 700 * 1024;
const uncounted = /\.(png|svg)$|^l10n\/|^package\.nls\.[\w-]+\.json$/;

const required = [
  'package.json',
  'package.nls.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
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

/** The last package is within its budget and contains only allowed files. */
export const vsixCheck: Check = {
  name: 'vsix',
  async run() {
    if (!existsSync(packageFile())) return ['there is no package: `npm run package`'];
    const names = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const packed = names.map((name) => [name, readFileSync(join(root, name))] as const);
    return [
      ...overBudget('package without pictures and translations', countedBytes(packed), maxBytes),
      ...listingProblems(names),
      ...packed.flatMap(([name, content]) => contentProblems(name, content.toString('latin1'))),
    ];
  },
};

/** Compressed size of the packed files that count towards the budget. */
export function countedBytes(packed: readonly (readonly [string, Uint8Array])[]): number {
  return packed
    .filter(([name]) => !uncounted.test(name))
    .reduce((total, [, content]) => total + deflateRawSync(content).length, 0);
}

/** Missing and unexpected files. */
export function listingProblems(listed: readonly string[]): readonly string[] {
  const allowed = (name: string): boolean =>
    required.includes(name) || optional.some((pattern) => pattern.test(name));
  return [
    ...required.filter((name) => !listed.includes(name)).map((name) => `${name} is missing`),
    ...listed.filter((name) => !allowed(name)).map((name) => `${name} should not be packed`),
  ];
}

/** Source maps, registry hosts and local paths in a packed file. */
export function contentProblems(name: string, text: string): readonly string[] {
  const problems: string[] = [];
  if (/\/[/*]# sourceMappingURL=/.test(text)) problems.push(`${name} names a source map`);
  if (/\bregistry\.[a-z0-9-]+\.[a-z]+/.test(text)) problems.push(`${name} names a registry`);
  if (text.includes(root)) problems.push(`${name} holds the path of this folder`);
  // A home folder such as "/root" is too common to search for without a following path separator.
  if (text.includes(`${homedir()}/`)) problems.push(`${name} holds the path of a home folder`);
  return problems;
}

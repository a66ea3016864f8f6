/** Paths in the repository, independent of the working directory. */

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The project's root folder. */
export const root = join(import.meta.dirname, '..', '..');

/** Cached downloads and build results; git-ignored. */
export const cacheFolder = join(root, '.vscode-test');

/** Reports, packages and bundled tests; git-ignored. */
export const outFolder = join(root, 'out');

/** Creates a folder with its parents and returns its path. */
export function madeFolder(...parts: readonly string[]): string {
  const path = join(...parts);
  mkdirSync(path, { recursive: true });
  return path;
}

/** Where `npm run package` writes the package of the current version. */
export function packageFile(): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return join(outFolder, `${manifest.name}-${manifest.version}.vsix`);
}

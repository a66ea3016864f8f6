/** Makes the packaged extension: `node scripts/package.ts` builds for production and writes out/NAME-VERSION.vsix. */

import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { madeFolder, outFolder, root } from '../test/host/paths.ts';

/** Where the package of the present version is written. */
export function packageFile(): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return join(outFolder, `${manifest.name}-${manifest.version}.vsix`);
}

/** Builds and packs; resolves to the file. `vscode:prepublish` in package.json makes the production build. */
export async function createPackage(): Promise<string> {
  const file = packageFile();
  madeFolder(outFolder);
  await createVSIX({
    cwd: root,
    packagePath: file,
    // Everything needed is bundled into dist.
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return file;
}

if (import.meta.main) {
  console.log(`Wrote ${relative(root, await createPackage())}`);
}

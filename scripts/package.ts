/** Makes the packaged extension: `node scripts/package.ts` builds for production and writes out/NAME-VERSION.vsix. */

import { relative } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { madeFolder, outFolder, packageFile, root } from './host/paths.ts';

/** Builds and packs; resolves to the file. `vscode:prepublish` in package.json makes the production build. */
export async function createPackage(): Promise<string> {
  const file = packageFile();
  madeFolder(outFolder);
  await createVSIX({
    cwd: root,
    packagePath: file,
    // Everything needed is bundled into dist.
    dependencies: false,
  });
  return file;
}

if (import.meta.main) {
  console.log(`Wrote ${relative(root, await createPackage())}`);
}

/** Packages the extension: `node scripts/package.ts` builds for production and writes out/NAME-VERSION.vsix. */

import { relative } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { madeFolder, outFolder, packageFile, root } from './host/paths.ts';

/** Builds and packages; resolves to the file. `vscode:prepublish` in package.json runs the production build. */
export async function createPackage(): Promise<string> {
  const file = packageFile();
  madeFolder(outFolder);
  await createVSIX({
    cwd: root,
    packagePath: file,
    // All dependencies are bundled into dist.
    dependencies: false,
  });
  return file;
}

if (import.meta.main) {
  console.log(`Wrote ${relative(root, await createPackage())}`);
}

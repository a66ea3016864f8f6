/** Temporary folders that are deleted on exit. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made = new Set<string>();

/** Creates a folder with a unique name, in `parent` if given; `remove` deletes it, and so does exiting the process. */
export function makeTemporaryFolder(
  prefix: string,
  parent = tmpdir(),
): { readonly path: string; remove(): void } {
  if (made.size === 0) process.once('exit', removeAll);
  const path = mkdtempSync(join(existsSync(parent) ? parent : tmpdir(), prefix));
  made.add(path);
  return {
    path,
    remove() {
      removeFolder(path);
      made.delete(path);
      if (made.size === 0) process.off('exit', removeAll);
    },
  };
}

function removeAll(): void {
  for (const path of made) removeFolder(path);
}

function removeFolder(path: string): void {
  // A process that was just killed may still be writing.
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

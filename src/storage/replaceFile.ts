/** Puts a new file in the place of one: written beside it, synced, and renamed over it. */

import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What is older than this was left by a process that ended while it wrote, in milliseconds. */
const leftMs = 3_600_000;

/** Makes a writer whose files beside have names like those of no other; in a folder that must be there. */
export function createReplacer(
  rename: (from: string, to: string) => Promise<void>,
): (path: string, data: Uint8Array) => Promise<void> {
  const mark = randomUUID();
  const cleaned = new Set<string>();
  let count = 0;
  return async (path, data) => {
    if (!cleaned.has(path)) await removeLeft(path);
    cleaned.add(path);
    const beside = `${path}.new-${mark}-${String((count += 1))}`;
    try {
      await writeSynced(beside, data);
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  };
}

async function writeSynced(path: string, data: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What is left of writings that were never finished; a living one that is so old fails at its renaming, and harms nothing. */
async function removeLeft(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(path)}.new`)) continue;
    const left = join(folder, name);
    try {
      const { mtimeMs } = await stat(left);
      if (Date.now() - mtimeMs > leftMs) await rm(left, { force: true });
    } catch (error) {
      // It was renamed meanwhile, or is not ours to remove; either way it does no harm.
      if (!isGoneOrRefused(error)) throw error;
    }
  }
}

function isGoneOrRefused(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code !== undefined && ['ENOENT', 'EPERM', 'EACCES', 'EBUSY'].includes(code);
}

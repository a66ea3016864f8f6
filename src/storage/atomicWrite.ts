/** Replaces a file atomically: write beside it, sync, rename. */

import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What is older than this was left by a process that ended while it wrote, in milliseconds. */
const leftMs = 3_600_000;
/** The end of the name of a file that is being written; no other file of the extension ends so. */
const besideName = /\.new-[\w-]+$/;

/** Makes a writer whose files beside have names like those of no other; in a folder that must be there. */
export function createReplacer(
  rename: (from: string, to: string) => Promise<void>,
): (path: string, data: Uint8Array) => Promise<void> {
  const mark = randomUUID();
  const cleaned = new Set<string>();
  let count = 0;
  return async (path, data) => {
    const folder = dirname(path);
    const beside = `${path}.new-${mark}-${String((count += 1))}`;
    try {
      await writeSynced(beside, data, async (now) => {
        if (cleaned.has(folder)) return;
        cleaned.add(folder);
        await removeLeft(folder, now);
      });
      await rename(beside, path);
    } catch (error) {
      await removeQuietly(beside);
      throw error;
    }
  };
}

/** Removes a file that was not finished; why it was not matters more than whether this works. */
export async function removeQuietly(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch {
    // The caller has the failure that came first and reports that one.
  }
}

/** `onOpened` is given the time of the new file, before the disk has to have room for its content. */
async function writeSynced(
  path: string,
  data: Uint8Array,
  onOpened: (now: number) => Promise<void>,
): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await onOpened((await handle.stat()).mtimeMs);
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Removes what is left of writes that were never finished. Their age is measured against a new file of the same
 * folder, because the clock of this machine may differ from that of the file server or of other machines.
 */
async function removeLeft(folder: string, now: number): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (!besideName.test(name)) continue;
    const left = join(folder, name);
    try {
      const { mtimeMs } = await stat(left);
      if (now - mtimeMs > leftMs) await rm(left, { force: true });
    } catch {
      // It was renamed meanwhile, or is not ours to remove; what is left takes room and does no other harm.
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    // A folder that may be written to but not listed: nothing can be cleaned there.
    return [];
  }
}

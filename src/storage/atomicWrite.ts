/** Replaces a file atomically: writes a temporary file, syncs it and renames it. */

import { randomUUID } from 'node:crypto';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Older temporary files were left by a process that crashed, in milliseconds. */
const leftMs = 3_600_000;
/** Suffix of temporary files; no other file of the extension has it. */
const besideName = /\.new-[\w-]+$/;

/** Creates a writer whose temporary files have unique names; the folder must exist. */
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

/** Removes an unfinished file; errors are ignored, because the original error is more important. */
export async function removeQuietly(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch {
    // The caller reports the original error.
  }
}

/** `onOpened` gets the new file's time before its content is written, which may fail on a full disk. */
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
 * Removes leftovers of unfinished writes. Their age is relative to a new file in the same folder, because the file
 * server's clock may differ from the local one.
 */
async function removeLeft(folder: string, now: number): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (!besideName.test(name)) continue;
    const left = join(folder, name);
    try {
      const { mtimeMs } = await stat(left);
      if (now - mtimeMs > leftMs) await rm(left, { force: true });
    } catch {
      // The file was renamed meanwhile or cannot be removed; it only takes up space.
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    // The folder is writable but cannot be listed, so cleanup is skipped.
    return [];
  }
}

/** The disk, by Node: the only adapter of `FilePort`. */

import { mkdir, open, readFile, readdir, rename, rm, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AppendHandle, FilePort } from '../platform/platform.ts';

/** Files on a real disk; appends are whole or rejected, renames are synced with their folder. */
export const nodeFiles: FilePort = {
  readFile: (path) => readFile(path),
  openAppend,
  async writeAtomic(path, data) {
    const beside = `${path}.new`;
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(beside, 'w');
    try {
      await handle.writeFile(data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
    await syncFolder(dirname(path));
  },
  truncate,
  async rename(from, to) {
    await rename(from, to);
    await syncFolder(dirname(to));
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
  async list(folder) {
    try {
      return await readdir(folder);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw error;
    }
  },
  async makeFolder(path) {
    await mkdir(path, { recursive: true });
  },
  async stat(path) {
    const { size, mtimeMs } = await stat(path);
    return { size, modifiedAt: mtimeMs };
  },
};

/** The `code` of a Node error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Opens a file for appending and makes its folder if there is none. */
async function openAppend(path: string): Promise<AppendHandle> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, 'a');
  let folderSynced = false;
  return {
    async append(data) {
      await handle.appendFile(data);
    },
    async sync() {
      await handle.datasync();
      if (folderSynced) return;
      await syncFolder(dirname(path));
      folderSynced = true;
    },
    close: () => handle.close(),
  };
}

/** Makes a new name last through a power cut; systems that cannot sync a folder say so by `EISDIR`, `EPERM` or `EINVAL`. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EINVAL'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

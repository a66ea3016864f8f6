/** The only adapter of `FilePort`, using Node's file system. */

import { constants } from 'node:fs';
import {
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  truncate,
  type FileHandle,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pauseFor } from 'node:timers/promises';
import type { AppendHandle, FilePort, ReadHandle } from '../platform/ports.ts';
import { openRegular, readRegular, statFile } from './regularFile.ts';
import { createReplacer, removeQuietly } from './atomicWrite.ts';

/** Retries and delay for a file that another process has open, in milliseconds. */
const renameWaits = [10, 20, 40, 80, 160];

/** Disk behaviour that a test can replace. */
export interface DiskCalls {
  readonly rename: (from: string, to: string) => Promise<void>;
  readonly pause: (ms: number) => Promise<void>;
}

const realCalls: DiskCalls = { rename, pause: (ms) => pauseFor(ms) };

/** Files on a real disk; appends are atomic, and renames sync their folder. */
export function createNodeFiles(calls: DiskCalls = realCalls): FilePort {
  const move = (from: string, to: string) => renamePatiently(from, to, calls);
  const replaceFile = createReplacer(move);
  return {
    ...plainFiles,
    writeAtomic: async (path, data) => {
      await mkdir(dirname(path), { recursive: true });
      await replaceFile(path, data);
      await syncFolder(dirname(path));
    },
    async rename(from, to) {
      await move(from, to);
      await syncFolder(dirname(to));
    },
  };
}

const plainFiles: Omit<FilePort, 'writeAtomic' | 'rename'> = {
  readFile: readRegular,
  stat: statFile,
  openRead,
  async createExclusive(path, data) {
    for (let tries = 3; ; tries -= 1) {
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeNew(path, data);
        return;
      } catch (error) {
        // Another process may remove the empty folder at that moment.
        if (errorCode(error) !== 'ENOENT' || tries <= 1) throw error;
      }
    }
  },
  async overwrite(path, data) {
    const handle = await openRegular(path, constants.O_RDWR);
    try {
      await writeAll(handle, data);
    } finally {
      await handle.close();
    }
  },
  openAppend,
  truncate,
  remove: (path) => rm(path, { recursive: true, force: true }),
  async removeEmptyFolder(path) {
    try {
      await rmdir(path);
    } catch (error) {
      if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errorCode(error) ?? '')) throw error;
    }
  },
  async list(folder) {
    try {
      return await readdir(folder);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    }
  },
  async makeFolder(path) {
    await mkdir(path, { recursive: true });
  },
};

/** The disk of this process. */
export const nodeFiles: FilePort = createNodeFiles();

/** Creates a file; if writing fails it is removed, because it would look like another window's file. */
async function writeNew(path: string, data: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    try {
      await handle.writeFile(data);
    } finally {
      await handle.close();
    }
  } catch (error) {
    await removeQuietly(path);
    throw error;
  }
}

async function writeAll(handle: FileHandle, data: Uint8Array): Promise<void> {
  for (let done = 0; done < data.length;) {
    const { bytesWritten } = await handle.write(data, done, data.length - done, done);
    done += bytesWritten;
  }
}

/** The `code` of a Node error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

async function openRead(path: string): Promise<ReadHandle> {
  const handle = await openRegular(path);
  return {
    size: async () => (await handle.stat()).size,
    async read(offset, length) {
      const buffer = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, offset + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
    close: () => handle.close(),
  };
}

/** Opens a file for appending; creates its folder if necessary. */
async function openAppend(path: string): Promise<AppendHandle> {
  await mkdir(dirname(path), { recursive: true });
  const { O_WRONLY, O_APPEND, O_CREAT } = constants;
  const handle = await openRegular(path, O_WRONLY | O_APPEND | O_CREAT);
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

/**
 * A virus scanner or another window may briefly have the file open, in which case some systems refuse to rename over
 * it.
 */
async function renamePatiently(from: string, to: string, calls: DiskCalls): Promise<void> {
  for (const wait of renameWaits) {
    try {
      await calls.rename(from, to);
      return;
    } catch (error) {
      if (!['EBUSY', 'EPERM', 'EACCES'].includes(errorCode(error) ?? '')) throw error;
      await calls.pause(wait);
    }
  }
  await calls.rename(from, to);
}

/** Makes a rename durable; systems that cannot sync a folder report `EISDIR`, `EPERM` or `EINVAL`. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EINVAL'].includes(errorCode(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

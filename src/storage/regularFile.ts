/** Opens regular files and nothing else: a pipe or a device would keep its reader waiting for ever. */

import { constants } from 'node:fs';
import { lstat, open, stat, type FileHandle } from 'node:fs/promises';
import { logLimits } from '../conversation/limits.ts';
import { notAFile } from '../conversation/unreadable.ts';
import type { FileStat } from '../platform/platform.ts';

/** Without waiting for whoever writes into a pipe; systems that have no such flag have no such pipes. */
const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Opens a file for reading; rejects with the code `ENOTFILE` where it is something else. */
export async function openRegular(path: string): Promise<FileHandle> {
  const handle = await open(path, readFlags);
  try {
    if ((await handle.stat()).isFile()) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  throw toError(notAFile, `Not a regular file: ${path}`);
}

/** Reads a file at once; rejects with `EFBIG` above the limit of what is read. */
export async function readRegular(path: string): Promise<Uint8Array> {
  const handle = await openRegular(path);
  try {
    const { size } = await handle.stat();
    if (size > logLimits.file) throw toError('EFBIG', `Too large: ${path}`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** What there is under a name; a loop of links is described as the link that it is. */
export async function statFile(path: string): Promise<FileStat> {
  const found = await stat(path).catch((error: unknown) => {
    if ((error as { readonly code?: unknown }).code !== 'ELOOP') throw error;
    return lstat(path);
  });
  return { size: found.size, modifiedAt: found.mtimeMs, isFile: found.isFile() };
}

function toError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/** Opens regular files only: a pipe or a device could block forever. */

import { constants } from 'node:fs';
import { lstat, open, stat, type FileHandle } from 'node:fs/promises';
import { logLimits } from '../conversation/limits.ts';
import { notAFile } from '../conversation/unreadable.ts';
import type { FileStat } from '../platform/ports.ts';

/** Opens a file without waiting for anybody; rejects with `ENOTFILE` where it is no regular file. */
export async function openRegular(
  path: string,
  flags: number = constants.O_RDONLY,
): Promise<FileHandle> {
  // Windows has neither pipes among its files nor this flag.
  const nonBlocking = (constants as { readonly O_NONBLOCK?: number }).O_NONBLOCK ?? 0;
  let handle: FileHandle;
  try {
    handle = await open(path, flags | nonBlocking);
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    // A pipe that nobody reads from, a socket, or a folder that was to be written.
    if (code !== 'ENXIO' && code !== 'EISDIR') throw error;
    throw toError(notAFile, `Not a regular file: ${path}`);
  }
  try {
    if ((await handle.stat()).isFile()) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  throw toError(notAFile, `Not a regular file: ${path}`);
}

/** Reads a file at once; rejects with `EFBIG` where it is larger than `maxBytes`. */
export async function readRegular(
  path: string,
  maxBytes: number = logLimits.file,
): Promise<Uint8Array> {
  const handle = await openRegular(path);
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw toError('EFBIG', `Too large: ${path}`);
    const bytes = await handle.readFile();
    // It may have grown meanwhile.
    if (bytes.length > maxBytes) throw toError('EFBIG', `Too large: ${path}`);
    return bytes;
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

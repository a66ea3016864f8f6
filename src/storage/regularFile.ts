/** Opens regular files only: a pipe or a device could block forever. */

import { constants } from 'node:fs';
import { lstat, open, stat, type FileHandle } from 'node:fs/promises';
import { logLimits } from '../conversation/limits.ts';
import { notAFile } from '../conversation/unreadable.ts';
import type { FileStat } from '../platform/ports.ts';

/** Opens a file without blocking; rejects with `ENOTFILE` if it is not a regular file. */
export async function openRegular(
  path: string,
  flags: number = constants.O_RDONLY,
): Promise<FileHandle> {
  // Windows has no file system pipes and no such flag.
  const nonBlocking = (constants as { readonly O_NONBLOCK?: number }).O_NONBLOCK ?? 0;
  let handle: FileHandle;
  try {
    handle = await open(path, flags | nonBlocking);
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    // A pipe without a reader, a socket, or a folder opened for writing.
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

/** Reads an entire file; rejects with `EFBIG` if it is larger than `maxBytes`. */
export async function readRegular(
  path: string,
  maxBytes: number = logLimits.file,
): Promise<Uint8Array> {
  const handle = await openRegular(path);
  try {
    const { size } = await handle.stat();
    if (size > maxBytes) throw toError('EFBIG', `Too large: ${path}`);
    const bytes = await handle.readFile();
    // The file may have grown in the meantime.
    if (bytes.length > maxBytes) throw toError('EFBIG', `Too large: ${path}`);
    return bytes;
  } finally {
    await handle.close();
  }
}

/** Stats a path; a symlink loop is reported as the link itself. */
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

/** Opens regular files only: a FIFO blocks whoever opens it, and a device may have no end. */

import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** A failure that no system call reported. */
export class FileError extends Error {
  readonly code: 'EISDIR' | 'ENOTREG' | 'EFBIG';

  constructor(code: FileError['code'], path: string) {
    super(`${code}: ${path}`);
    this.code = code;
  }
}

/** Opens a file without waiting for anybody; rejects with `EISDIR` or `ENOTREG` where it is no regular file. */
export async function openRegular(path: string, flags: number): Promise<FileHandle> {
  // Windows has neither FIFOs among its files nor this flag.
  const nonBlocking = (constants as { readonly O_NONBLOCK?: number }).O_NONBLOCK ?? 0;
  let handle: FileHandle;
  try {
    handle = await open(path, flags | nonBlocking);
  } catch (error) {
    // A FIFO that nobody reads from, or a socket.
    if ((error as { readonly code?: unknown }).code === 'ENXIO') {
      throw new FileError('ENOTREG', path);
    }
    throw error;
  }
  try {
    const found = await handle.stat();
    if (found.isFile()) return handle;
    throw new FileError(found.isDirectory() ? 'EISDIR' : 'ENOTREG', path);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

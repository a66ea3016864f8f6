/** Copies invalid bytes of a log to a file next to it. */

import { createHash } from 'node:crypto';
import type { FilePort } from '../../platform/ports.ts';
import { errorCode } from '../nodeFiles.ts';

/** Writes bytes to a file named by prefix and hash; returns its path and whether it is new. */
export async function quarantine(
  files: FilePort,
  begin: string,
  bytes: Uint8Array,
): Promise<{ readonly path: string; readonly isNew: boolean }> {
  const path = `${begin}-${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}`;
  try {
    // The same bytes were saved before, unless that write was cut off.
    if ((await files.stat(path)).size === bytes.length) return { path, isNew: false };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  await files.writeAtomic(path, bytes);
  return { path, isNew: true };
}

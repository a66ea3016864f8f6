/** Copies bytes that are not valid log lines to a file beside the log. */

import { createHash } from 'node:crypto';
import type { FilePort } from '../../platform/ports.ts';
import { errorCode } from '../nodeFiles.ts';

/** Keeps bytes in a file whose name begins so and ends with their hash; its path, and whether it is new. */
export async function quarantine(
  files: FilePort,
  begin: string,
  bytes: Uint8Array,
): Promise<{ readonly path: string; readonly isNew: boolean }> {
  const path = `${begin}-${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}`;
  try {
    // The same bytes were kept before, unless that was cut off.
    if ((await files.stat(path)).size === bytes.length) return { path, isNew: false };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  await files.writeAtomic(path, bytes);
  return { path, isNew: true };
}

/** Finds the end of a log without reading what comes before it. */

import { logLimits } from '../../conversation/limits.ts';
import type { FilePort, ReadHandle } from '../../platform/ports.ts';
import { errorCode } from '../nodeFiles.ts';

const newline = 0x0a;
/** How much is looked at in one go, from the end backwards, in bytes. */
const pieceBytes = 16 * 1024;

/** Where the last line with a line break ends, and what comes after it: an append that a crash cut off. */
export interface LogTail {
  readonly wholeBytes: number;
  readonly tornBytes: number;
  /** Missing where it is more than is kept in memory. */
  readonly torn?: Uint8Array;
}

/** The tail of a file; of one that is not there, that of an empty one. */
export async function readTail(files: FilePort, path: string): Promise<LogTail> {
  let handle: ReadHandle;
  try {
    handle = await files.openRead(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { wholeBytes: 0, tornBytes: 0 };
    throw error;
  }
  try {
    const size = await handle.size();
    const wholeBytes = await findLineEnd(handle, size);
    const tornBytes = size - wholeBytes;
    if (tornBytes > logLimits.quarantine) return { wholeBytes, tornBytes };
    return { wholeBytes, tornBytes, torn: await handle.read(wholeBytes, tornBytes) };
  } finally {
    await handle.close();
  }
}

async function findLineEnd(handle: ReadHandle, size: number): Promise<number> {
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - pieceBytes);
    const at = (await handle.read(start, end - start)).lastIndexOf(newline);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}

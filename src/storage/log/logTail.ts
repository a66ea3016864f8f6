/** Finds the end of a log without reading all of it. */

import { logLimits } from '../../conversation/limits.ts';
import type { FilePort, ReadHandle } from '../../platform/ports.ts';
import { errorCode } from '../nodeFiles.ts';

const newline = 0x0a;
/** Bytes read per step, backwards from the end. */
const pieceBytes = 16 * 1024;

/** Where the last complete line ends, and the bytes after it from an append cut off by a crash. */
export interface LogTail {
  readonly wholeBytes: number;
  readonly tornBytes: number;
  /** Missing if it is too large to be loaded. */
  readonly torn?: Uint8Array;
}

/** Reads the tail of a file; a missing file counts as empty. */
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

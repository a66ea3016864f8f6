/** The end of a log, found without reading what comes before it. */

import type { FilePort, ReadHandle } from '../platform/platform.ts';
import { codeOf } from './nodeFiles.ts';

const newline = 0x0a;
/** How much is looked at in one go, from the end backwards, in bytes. */
const pieceBytes = 16 * 1024;

/** Where the whole lines end, and what stands after them. */
export interface LogTail {
  readonly wholeBytes: number;
  /** An append that a crash cut off. */
  readonly torn: Uint8Array;
}

/** The tail of a file; of one that is not there, that of an empty one. */
export async function readTail(files: FilePort, path: string): Promise<LogTail> {
  let handle: ReadHandle;
  try {
    handle = await files.openRead(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { wholeBytes: 0, torn: new Uint8Array() };
    throw error;
  }
  try {
    const size = await handle.size();
    const wholeBytes = await findLineEnd(handle, size);
    return { wholeBytes, torn: await handle.read(wholeBytes, size - wholeBytes) };
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

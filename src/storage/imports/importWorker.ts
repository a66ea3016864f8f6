/** The import worker: reads and validates a file, and writes its chats as logs that the host moves into place. */

import { isUtf8 } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import { readChats } from '../../conversation/export/importChats.ts';
import type { ImportRefusal } from '../../conversation/export/importProblem.ts';
import { systemIds } from '../../systemClock.ts';
import type { ImportReport, ImportTask } from './importTask.ts';
import { LogFiles } from './logFiles.ts';

const notText: ImportRefusal = {
  ok: false,
  problem: { kind: 'notText', where: '' },
  detail: {},
};

function report(message: ImportReport): void {
  parentPort?.postMessage(message);
}

function run({ bytes, folder, writer, now }: ImportTask): void {
  const text = decode(bytes);
  if (text === undefined) {
    report({ kind: 'refused', refusal: notText });
    return;
  }
  const files = new LogFiles(folder, writer);
  try {
    const refusal = readChats(
      text,
      {
        nextId: () => systemIds.next(),
        now,
        onProgress: (done) => report({ kind: 'progress', done }),
      },
      files,
    );
    if (refusal === undefined) report({ kind: 'read', ids: files.finish() });
    else report({ kind: 'refused', refusal });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'syscall' in error)) throw error;
    report({ kind: 'disk', message: error.message });
  } finally {
    files.close();
  }
}

/** Decodes a file as UTF-8, or as UTF-16 if it starts with that byte order mark; undefined if it is invalid. */
function decode(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return isUtf8(bytes) ? new TextDecoder().decode(bytes) : undefined;
}

run(workerData as ImportTask);

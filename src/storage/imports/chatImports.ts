/** Imports chats from files in a worker, so that no file can block or crash the host. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setImmediate as nextTask } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { ImportRefusal } from '../../conversation/export/importProblem.ts';
import { importLimits } from '../../conversation/limits.ts';
import type { ConversationId } from '../../conversation/model.ts';
import type { Clock, FilePort, Logger } from '../../platform/ports.ts';
import type { ImportReport, ImportTask } from './importTask.ts';

/** What an import is given. */
export interface ChatImportsOptions {
  /** The extension's global storage folder. */
  readonly folder: string;
  /** The worker's script. */
  readonly worker: string;
  readonly files: FilePort;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Version of the extension, written into each log's header. */
  readonly writer: string;
  /** How much memory a worker may use for JavaScript values, in MB. */
  readonly memory?: number;
}

/** Who waits for a file to be read. */
export interface ImportWatcher {
  /** The part that is done, from 0 to 1. */
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

/** Chats of a file that were read and checked, and are no chats yet. */
export interface StagedChats {
  readonly ok: true;
  readonly ids: readonly ConversationId[];
  /** Makes them chats like any other. */
  keep(): Promise<void>;
  /** Removes what was read. */
  discard(): Promise<void>;
}

/** What came of reading a file; nothing is left of it unless it was read. */
export type StagingResult = StagedChats | ImportRefusal | { readonly ok: 'cancelled' };

/** How much is copied without a pause, in bytes. */
const copiedAtOnce = 8 * 1024 * 1024;

/** How the reading of a file ends. */
type Outcome =
  | Exclude<ImportReport, { kind: 'progress' }>
  | { readonly kind: 'crashed'; readonly error: Error }
  | { readonly kind: 'cancelled' };

/** Values of a file of the greatest size are several times as large as the file. */
const workerMemory = 2_048;
/** What a window that ended in the middle of an import has left is removed after this time, in milliseconds. */
const leftOverMs = 24 * 60 * 60 * 1000;

/** Reads files with chats. */
export class ChatImports {
  readonly #options: ChatImportsOptions;
  readonly #folder: string;

  constructor(options: ChatImportsOptions) {
    this.#options = options;
    this.#folder = join(options.folder, 'imports');
  }

  /** Reads a file into logs of their own, and keeps its bytes; rejects where the logs cannot be written. */
  async stage(bytes: Uint8Array, watcher: ImportWatcher): Promise<StagingResult> {
    if (bytes.length > importLimits.file) {
      return refusal({ kind: 'tooMany', where: '' }, { limit: 'file' });
    }
    await this.#removeLeftOvers();
    const folder = join(this.#folder, randomUUID());
    const report = await this.#read(bytes, folder, watcher);
    if (report.kind === 'read') return this.#toStaged(report.ids, folder);
    await this.#options.files.remove(folder);
    if (report.kind === 'refused') return report.refusal;
    if (report.kind === 'crashed') return this.#toRefusal(report.error);
    if (report.kind === 'disk') throw new Error(report.message);
    return { ok: 'cancelled' };
  }

  #toStaged(ids: readonly ConversationId[], folder: string): StagedChats {
    const { files } = this.#options;
    const discard = () => files.remove(folder);
    return {
      ok: true,
      ids,
      discard,
      keep: async () => {
        const chats = join(this.#options.folder, 'chats');
        const moved: string[] = [];
        try {
          await files.makeFolder(chats);
          for (const id of ids) {
            const path = join(chats, `${id}.jsonl`);
            await files.rename(join(folder, `${id}.jsonl`), path);
            moved.push(path);
          }
        } catch (error) {
          for (const path of moved) await files.remove(path);
          throw error;
        }
        await discard();
      },
    };
  }

  async #read(
    bytes: Uint8Array,
    folder: string,
    { onProgress, signal }: ImportWatcher,
  ): Promise<Outcome> {
    const { writer, clock, worker: script, memory = workerMemory } = this.#options;
    const owned = await ownCopy(bytes);
    if (signal.aborted) return { kind: 'cancelled' };
    const workerData: ImportTask = { bytes: owned, folder, writer, now: clock.now() };
    const worker = new Worker(script, {
      workerData,
      transferList: [owned.buffer],
      resourceLimits: { maxOldGenerationSizeMb: memory },
      // Flags of the host's process are none of a thread's.
      execArgv: [],
    });
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    signal.addEventListener('abort', () => resolve({ kind: 'cancelled' }), { once: true });
    worker.on('message', (report: ImportReport) => {
      if (report.kind === 'progress') onProgress(report.done);
      else resolve(report);
    });
    worker.on('error', (error) => resolve({ kind: 'crashed', error }));
    worker.on('exit', (code) =>
      resolve({ kind: 'crashed', error: new Error(`The worker ended with ${String(code)}.`) }),
    );
    const outcome = await promise;
    await worker.terminate();
    return outcome;
  }

  #toRefusal(error: Error): ImportRefusal {
    const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.#options.logger.warn(`The worker that reads a file failed: ${error.message}`);
    const kind = isMemory ? 'tooMuchMemory' : 'crashed';
    return refusal({ kind, where: '' }, {});
  }

  async #removeLeftOvers(): Promise<void> {
    const { files, clock, logger } = this.#options;
    try {
      for (const name of await files.list(this.#folder)) {
        const path = join(this.#folder, name);
        const { modifiedAt } = await files.stat(path);
        if (clock.now() - modifiedAt > leftOverMs) await files.remove(path);
      }
    } catch (error) {
      logger.warn(`What an earlier import left could not be removed: ${String(error)}`);
    }
  }
}

function refusal(
  problem: ImportRefusal['problem'],
  detail: ImportRefusal['detail'],
): ImportRefusal {
  return { ok: false, problem, detail };
}

/** The bytes in a buffer that can be given away; copied in pieces where they lie in one that others use. */
async function ownCopy(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const { buffer, byteLength } = bytes;
  const isOwn = byteLength === buffer.byteLength && byteLength > Buffer.poolSize;
  if (isOwn && buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  const copy = new Uint8Array(byteLength);
  for (let at = 0; at < byteLength; at += copiedAtOnce) {
    copy.set(bytes.subarray(at, at + copiedAtOnce), at);
    await nextTask();
  }
  return copy;
}

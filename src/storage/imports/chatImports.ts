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

/** Options of an import. */
export interface ChatImportsOptions {
  /** The extension's global storage folder. */
  readonly folder: string;
  /** The worker's script. */
  readonly worker: string;
  readonly files: FilePort;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Version of the extension, written to each log's header. */
  readonly writer: string;
  /** Heap limit of a worker, in MB. */
  readonly memory?: number;
}

/** Options for reading one file. */
export interface ImportWatcher {
  /** Progress from 0 to 1. */
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

/** Imported chats that are validated but not yet moved to the history. */
export interface StagedChats {
  readonly ok: true;
  readonly ids: readonly ConversationId[];
  /** Moves them to the history. */
  keep(): Promise<void>;
  /** Discards them. */
  discard(): Promise<void>;
}

/** The result of reading a file; nothing is kept unless it succeeded. */
export type StagingResult = StagedChats | ImportRefusal | { readonly ok: 'cancelled' };

/** Bytes copied before yielding to the event loop. */
const copiedAtOnce = 8 * 1024 * 1024;

/** The worker's final message. */
type Outcome =
  | Exclude<ImportReport, { kind: 'progress' }>
  | { readonly kind: 'crashed'; readonly error: Error }
  | { readonly kind: 'cancelled' };

/** Parsed values of a maximum-size file need several times its size. */
const workerMemory = 2_048;
/** Age after which leftovers of an interrupted import are removed, in milliseconds. */
const leftOverMs = 24 * 60 * 60 * 1000;

/** Imports chats from files. */
export class ChatImports {
  readonly #options: ChatImportsOptions;
  readonly #folder: string;

  constructor(options: ChatImportsOptions) {
    this.#options = options;
    this.#folder = join(options.folder, 'imports');
  }

  /** Reads a file into separate logs. Takes ownership of `bytes`. Rejects if the logs cannot be written. */
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
      // Node flags of the host process do not apply to a thread.
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

/** The bytes in a buffer that can be transferred; copied in chunks if their buffer is shared. */
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

/** Appends to one conversation's log: in order, at most half a second behind, again after a failure. */

import type { ConversationEvent } from '../conversation/events.ts';
import { pushMerged } from '../conversation/mergeEvents.ts';
import type { AppendHandle, Clock, FilePort } from '../platform/platform.ts';
import { parseLog, toLine, type LogHeader } from './logFormat.ts';
import { codeOf } from './nodeFiles.ts';

/** How long streamed text may wait in memory, in milliseconds. */
const writeDelayMs = 250;
/** How long to wait before a failed write is tried again by itself, in milliseconds. */
const retryDelayMs = 5_000;

/** What a writer is given. */
export interface LogWriterOptions {
  readonly path: string;
  readonly header: LogHeader;
  readonly files: FilePort;
  readonly clock: Clock;
  /** Called with each failure, and with `undefined` when all is written again. */
  readonly onState: (problem: unknown) => void;
}

/** The single writer of a log file. What could not be written stays in memory, in order, and is tried again. */
export class LogWriter {
  private readonly options: LogWriterOptions;
  private pending: ConversationEvent[] = [];
  private handle: AppendHandle | undefined;
  /** Whether this writer opened the file before: then half a line is its own, and still pending. */
  private openedBefore = false;
  private work: Promise<void> = Promise.resolve();
  private cancelTimer: (() => void) | undefined;
  private troubled = false;

  constructor(options: LogWriterOptions) {
    this.options = options;
  }

  /** Takes events to be written within half a second. */
  append(events: readonly ConversationEvent[]): void {
    for (const event of events) pushMerged(this.pending, event);
    this.schedule(this.troubled ? retryDelayMs : writeDelayMs);
  }

  /** Writes everything taken so far and syncs it; the problem, if that failed. */
  async sync(): Promise<unknown> {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    let problem: unknown;
    const step = this.work.then(async () => {
      problem = await this.drain();
    });
    this.work = step;
    await step;
    return problem;
  }

  /** Writes what is left and closes the file. */
  async close(): Promise<void> {
    await this.sync();
    this.cancelTimer?.();
    await this.handle?.close();
    this.handle = undefined;
  }

  private schedule(delayMs: number): void {
    this.cancelTimer ??= this.options.clock.after(delayMs, () => {
      this.cancelTimer = undefined;
      void this.sync();
    });
  }

  /** One attempt to write and sync; the caller keeps attempts one after another. */
  private async drain(): Promise<unknown> {
    const events = this.pending;
    if (events.length === 0) return undefined;
    this.pending = [];
    try {
      const handle = (this.handle ??= await this.open());
      const bytes = Buffer.concat(events.map(toLine));
      await handle.append(bytes);
      await handle.sync();
      this.settle(undefined);
      return undefined;
    } catch (problem) {
      this.pending = [...events, ...this.pending];
      await this.abandonHandle();
      this.settle(problem);
      this.schedule(retryDelayMs);
      return problem;
    }
  }

  /** Opens the file for appending: with its header if it is new, without a torn tail if it has one. */
  private async open(): Promise<AppendHandle> {
    const { path, files, header } = this.options;
    const found = await readIfThere(files, path);
    const { wholeBytes, tornBytes } = parseLog(found);
    if (tornBytes > 0) {
      if (!this.openedBefore) await this.keepTornTail(found, wholeBytes);
      await files.truncate(path, wholeBytes);
    }
    const handle = await files.openAppend(path);
    this.openedBefore = true;
    if (wholeBytes === 0) await handle.append(toLine(header));
    return handle;
  }

  /** A cut-off line is no event, but nobody's bytes are thrown away. */
  private async keepTornTail(found: Uint8Array, wholeBytes: number): Promise<void> {
    const { path, files } = this.options;
    await files.writeAtomic(`${path}.torn-${String(wholeBytes)}`, found.subarray(wholeBytes));
  }

  /** After a failure the file may end in half a line; opening it anew finds and cuts that. */
  private async abandonHandle(): Promise<void> {
    const handle = this.handle;
    this.handle = undefined;
    try {
      await handle?.close();
    } catch (error) {
      this.options.onState(error);
    }
  }

  private settle(problem: unknown): void {
    if (problem === undefined && !this.troubled) return;
    this.troubled = problem !== undefined;
    this.options.onState(problem);
  }
}

async function readIfThere(files: FilePort, path: string): Promise<Uint8Array> {
  try {
    return await files.readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return new Uint8Array();
    throw error;
  }
}

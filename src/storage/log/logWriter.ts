/** Appends to one conversation's log in order, within half a second, and retries after a failure. */

import type { ConversationEvent } from '../../conversation/events/events.ts';
import { pushMerged } from '../../conversation/events/mergeEvents.ts';
import type { AppendHandle, Clock, FilePort } from '../../platform/ports.ts';
import { quarantine } from './quarantine.ts';
import { toLine, type LogHeader } from './logFormat.ts';
import { readTail } from './logTail.ts';

const newline = 0x0a;
/** Maximum delay before streamed text is written, in milliseconds. */
const writeDelayMs = 250;
/** Delay before a failed write is retried, in milliseconds. */
const retryDelayMs = 5_000;

/** Options of a writer. */
export interface LogWriterOptions {
  readonly path: string;
  readonly header: LogHeader;
  readonly files: FilePort;
  readonly clock: Clock;
  /** Whether this window may write the log now; rejects if that cannot be determined. */
  readonly mayWrite: () => Promise<boolean>;
  /** Called once when it no longer may; these events are not in the log, and no further ones are accepted. */
  readonly onLost: (unsaved: readonly ConversationEvent[]) => void;
  /** Called after each successful write. */
  readonly onWritten: () => void;
  /** Called with each failure, and with `undefined` after recovery. */
  readonly onState: (problem: unknown) => void;
}

/** The single writer of a log file. Unwritten events stay in memory, in order, and are retried. */
export class LogWriter {
  readonly #options: LogWriterOptions;
  #pending: ConversationEvent[] = [];
  #handle: AppendHandle | undefined;
  /** File length known to be synced; undefined before the file is opened. */
  #safeBytes: number | undefined;
  #work: Promise<void> = Promise.resolve();
  #cancelTimer: (() => void) | undefined;
  #troubled = false;
  #lost = false;

  constructor(options: LogWriterOptions) {
    this.#options = options;
  }

  /** Whether nothing is pending. */
  get idle(): boolean {
    return this.#pending.length === 0 && this.#cancelTimer === undefined;
  }

  /** Queues events to be written within half a second. */
  append(events: readonly ConversationEvent[]): void {
    if (this.#lost) {
      this.#options.onLost(events);
      return;
    }
    for (const event of events) pushMerged(this.#pending, event);
    this.#schedule(this.#troubled ? retryDelayMs : writeDelayMs);
  }

  /** Writes and syncs all pending events; resolves to the error if that failed. */
  sync(): Promise<unknown> {
    this.#stopTimer();
    return this.#inTurn(() => this.#drain());
  }

  /**
   * Writes pending events, including those appended meanwhile, and closes the file; resolves to the error if that
   * failed.
   */
  async close(): Promise<unknown> {
    let problem: unknown;
    do {
      this.#stopTimer();
      problem = await this.#inTurn(async () => {
        const failure = await this.#drain();
        await this.#closeHandle();
        return failure;
      });
    } while (problem === undefined && !(this.idle && this.#handle === undefined));
    this.#stopTimer();
    return problem;
  }

  /** Serializes writing and closing, because closing the file during a write would fail it. */
  async #inTurn(work: () => Promise<unknown>): Promise<unknown> {
    const step = this.#work.then(work);
    this.#work = step.then(() => undefined);
    return await step;
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #schedule(delayMs: number): void {
    this.#cancelTimer ??= this.#options.clock.after(delayMs, () => {
      this.#cancelTimer = undefined;
      void this.sync();
    });
  }

  /** Tries once to write and sync; callers serialize attempts. */
  async #drain(): Promise<unknown> {
    const events = this.#pending;
    if (events.length === 0) return undefined;
    this.#pending = [];
    try {
      if (!(await this.#options.mayWrite())) return await this.#lose(events);
      const handle = (this.#handle ??= await this.#open());
      // The header is written together with the first events, so it is never alone.
      const lines: (LogHeader | ConversationEvent)[] = [...events];
      if (this.#safeBytes === 0) lines.unshift(this.#options.header);
      const bytes = Buffer.concat(lines.map(toLine));
      await handle.append(bytes);
      await handle.sync();
      // If the window slept between the check and the write, it may have written to a file that is no longer the log.
      if (!(await this.#options.mayWrite())) return await this.#lose(events);
      this.#safeBytes = (this.#safeBytes ?? 0) + bytes.length;
      this.#settle(undefined);
      this.#options.onWritten();
      return undefined;
    } catch (problem) {
      this.#pending = [...events, ...this.#pending];
      await this.#closeHandle();
      this.#settle(problem);
      this.#schedule(retryDelayMs);
      return problem;
    }
  }

  /** Opens the file for appending; a truncated end is removed. */
  async #open(): Promise<AppendHandle> {
    const { path, files } = this.#options;
    const { wholeBytes, tornBytes, torn } = await readTail(files, path);
    if (this.#safeBytes === undefined && torn === undefined && tornBytes > 0) {
      return await this.#openAfter(wholeBytes + tornBytes);
    }
    // After a failure, everything past the synced bytes is this writer's own data and still pending.
    const length = Math.min(wholeBytes, this.#safeBytes ?? wholeBytes);
    if (this.#safeBytes === undefined && torn !== undefined && torn.length > 0) {
      await quarantine(files, `${path}.torn-${String(wholeBytes)}`, torn);
    }
    if (length < wholeBytes + tornBytes) await files.truncate(path, length);
    const handle = await files.openAppend(path);
    this.#safeBytes = length;
    return handle;
  }

  /** A truncated end that is too large to be copied stays in the file as an invalid line, which readers skip. */
  async #openAfter(length: number): Promise<AppendHandle> {
    const handle = await this.#options.files.openAppend(this.#options.path);
    await handle.append(new Uint8Array([newline]));
    this.#safeBytes = length + 1;
    return handle;
  }

  /** After a failure the file may end in a partial line, which the next open truncates. */
  async #closeHandle(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    try {
      await handle?.close();
    } catch (error) {
      this.#options.onState(error);
    }
  }

  /** Another window is the writer now. */
  async #lose(events: readonly ConversationEvent[]): Promise<undefined> {
    const unsaved = [...events, ...this.#pending];
    this.#lost = true;
    this.#pending = [];
    this.#stopTimer();
    await this.#closeHandle();
    this.#settle(undefined);
    this.#options.onLost(unsaved);
    return undefined;
  }

  #settle(problem: unknown): void {
    if (problem === undefined && !this.#troubled) return;
    this.#troubled = problem !== undefined;
    this.#options.onState(problem);
  }
}

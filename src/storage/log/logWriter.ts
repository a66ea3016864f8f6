/** Appends to one conversation's log in order, within half a second, and retries after a failure. */

import type { ConversationEvent } from '../../conversation/events/events.ts';
import { pushMerged } from '../../conversation/events/mergeEvents.ts';
import type { AppendHandle, Clock, FilePort } from '../../platform/ports.ts';
import { quarantine } from './quarantine.ts';
import { toLine, type LogHeader } from './logFormat.ts';
import { readTail } from './logTail.ts';

const newline = 0x0a;
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
  /** Whether this window may write the log at this moment; rejects when that cannot be found out. */
  readonly mayWrite: () => Promise<boolean>;
  /** Called once when it may not any more; these events are not in the log, and none will be taken. */
  readonly onLost: (unsaved: readonly ConversationEvent[]) => void;
  /** Called after each write that has succeeded. */
  readonly onWritten: () => void;
  /** Called with each failure, and with `undefined` when all is written again. */
  readonly onState: (problem: unknown) => void;
}

/** The single writer of a log file. What could not be written stays in memory, in order, and is tried again. */
export class LogWriter {
  readonly #options: LogWriterOptions;
  #pending: ConversationEvent[] = [];
  #handle: AppendHandle | undefined;
  /** Length of the file up to what is known to be on the disk; none before this writer has opened it. */
  #safeBytes: number | undefined;
  #work: Promise<void> = Promise.resolve();
  #cancelTimer: (() => void) | undefined;
  #troubled = false;
  #lost = false;

  constructor(options: LogWriterOptions) {
    this.#options = options;
  }

  /** Whether nothing waits to be written. */
  get idle(): boolean {
    return this.#pending.length === 0 && this.#cancelTimer === undefined;
  }

  /** Takes events to be written within half a second. */
  append(events: readonly ConversationEvent[]): void {
    if (this.#lost) {
      this.#options.onLost(events);
      return;
    }
    for (const event of events) pushMerged(this.#pending, event);
    this.#schedule(this.#troubled ? retryDelayMs : writeDelayMs);
  }

  /** Writes everything taken so far and syncs it; the problem, if that failed. */
  sync(): Promise<unknown> {
    this.#stopTimer();
    return this.#inTurn(() => this.#drain());
  }

  /** Writes what is left, also what is taken meanwhile, and closes the file; the problem, if that failed. */
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

  /** Attempts and closings come one after another: a file that is closed under a write would fail it. */
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

  /** One attempt to write and sync; the caller keeps attempts one after another. */
  async #drain(): Promise<unknown> {
    const events = this.#pending;
    if (events.length === 0) return undefined;
    this.#pending = [];
    try {
      if (!(await this.#options.mayWrite())) return await this.#lose(events);
      const handle = (this.#handle ??= await this.#open());
      // The header goes with the first events, so that it is never alone.
      const lines: (LogHeader | ConversationEvent)[] = [...events];
      if (this.#safeBytes === 0) lines.unshift(this.#options.header);
      const bytes = Buffer.concat(lines.map(toLine));
      await handle.append(bytes);
      await handle.sync();
      // Whoever slept between the question and the write has written into a file that is no longer the log.
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

  /** Opens the file for appending: with its header if it is new, without what was begun and is not whole. */
  async #open(): Promise<AppendHandle> {
    const { path, files } = this.#options;
    const { wholeBytes, tornBytes, torn } = await readTail(files, path);
    if (this.#safeBytes === undefined && torn === undefined && tornBytes > 0) {
      return await this.#openAfter(wholeBytes + tornBytes);
    }
    // After a failure all beyond the safe bytes is this writer's own, and still pending.
    const length = Math.min(wholeBytes, this.#safeBytes ?? wholeBytes);
    if (this.#safeBytes === undefined && torn !== undefined && torn.length > 0) {
      await quarantine(files, `${path}.torn-${String(wholeBytes)}`, torn);
    }
    if (length < wholeBytes + tornBytes) await files.truncate(path, length);
    const handle = await files.openAppend(path);
    this.#safeBytes = length;
    return handle;
  }

  /** A cut-off end that is too large to be copied stays where it is, as a line that readers pass over. */
  async #openAfter(length: number): Promise<AppendHandle> {
    const handle = await this.#options.files.openAppend(this.#options.path);
    await handle.append(new Uint8Array([newline]));
    this.#safeBytes = length + 1;
    return handle;
  }

  /** After a failure the file may end in half a line; opening it again finds and cuts that. */
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

/** What every request consumed: one append-only file a window, one line a request. */

import { join } from 'node:path';
import type { Usage } from '../conversation/usage.ts';
import type { AppendHandle, FilePort, Logger } from '../platform/platform.ts';

/** One request's line. */
export interface LedgerEntry {
  /** When the request started, in milliseconds since the epoch. */
  readonly at: number;
  readonly kind: 'chat' | 'title';
  readonly origin: string;
  readonly model: string;
  /** Missing when the server sent none. */
  readonly usage?: Usage;
}

/** Appends lines in order; a failure is logged and never stops a chat. */
export class UsageLedger {
  private readonly folder: string;
  private readonly path: string;
  private readonly files: FilePort;
  private readonly logger: Logger;
  private handle: AppendHandle | undefined;
  private work: Promise<void> = Promise.resolve();

  /** `windowId` names this window's own file in the folder `usage`. */
  constructor(folder: string, windowId: string, files: FilePort, logger: Logger) {
    this.folder = join(folder, 'usage');
    this.path = join(this.folder, `${windowId}.jsonl`);
    this.files = files;
    this.logger = logger;
  }

  /** Takes a line to be written. */
  record(entry: LedgerEntry): void {
    this.work = this.work.then(async () => {
      try {
        this.handle ??= await this.files.openAppend(this.path);
        await this.handle.append(new TextEncoder().encode(`${JSON.stringify(entry)}\n`));
      } catch (error) {
        this.logger.error(`Usage could not be recorded: ${String(error)}`);
      }
    });
  }

  /** Removes the lines of all windows; only "Delete All Data" calls this. */
  async deleteAll(): Promise<void> {
    await this.close();
    await this.files.remove(this.folder);
  }

  /** Writes what waits and closes the file. */
  async close(): Promise<void> {
    await this.work;
    await this.handle?.close();
    this.handle = undefined;
  }
}

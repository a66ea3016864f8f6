/** A few values in one small file, written at once: VS Code's own memory may be seconds behind when a window ends. */

import { join } from 'node:path';
import type { FilePort, Logger } from '../platform/platform.ts';

/** What a file of values is given. */
export interface FileMemoryOptions {
  readonly folder: string;
  readonly files: FilePort;
  readonly logger: Logger;
}

/** Values by name; read once, written whole whenever one changed. A failure is logged and loses nothing in memory. */
export class FileMemory {
  private readonly options: FileMemoryOptions;
  private readonly path: string;
  private readonly values = new Map<string, unknown>();
  /** Names that were changed before the file was read: what it says of them is old. */
  private readonly changed = new Set<string>();
  private loading: Promise<void> | undefined;
  /** The write that has not begun. */
  private writing: Promise<void> | undefined;
  /** All writes that have begun, one after another. */
  private last: Promise<void> = Promise.resolve();

  constructor(options: FileMemoryOptions) {
    this.options = options;
    this.path = join(options.folder, 'window.json');
  }

  /** Resolves when the file was read, or could not be. */
  load(): Promise<void> {
    return (this.loading ??= this.read());
  }

  /** As last read or changed. */
  get(name: string): unknown {
    return this.values.get(name);
  }

  /** Resolves when this and every earlier change is in the file, or could not be written. */
  update(name: string, value: unknown): Promise<void> {
    if (value === undefined) this.values.delete(name);
    else this.values.set(name, value);
    this.changed.add(name);
    // One write stands for all changes that come before it begins.
    return (this.writing ??= this.load().then(() => this.write()));
  }

  private async read(): Promise<void> {
    let stored: unknown;
    try {
      stored = JSON.parse(new TextDecoder().decode(await this.options.files.readFile(this.path)));
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ENOENT') {
        this.options.logger.warn(`What was open last could not be read: ${String(error)}`);
      }
      return;
    }
    if (typeof stored !== 'object' || stored === null) return;
    for (const [name, value] of Object.entries(stored)) {
      if (!this.changed.has(name)) this.values.set(name, value);
    }
  }

  private write(): Promise<void> {
    this.last = this.last.then(async () => {
      this.writing = undefined;
      const text = JSON.stringify(Object.fromEntries(this.values));
      try {
        await this.options.files.writeAtomic(this.path, new TextEncoder().encode(text));
      } catch (error) {
        this.options.logger.warn(`What is open could not be written down: ${String(error)}`);
      }
    });
    return this.last;
  }
}

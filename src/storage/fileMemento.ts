/**
 * Stores a few values in a small file each, written immediately, because VS Code's `Memento` may be seconds behind when
 * a window closes. Windows that share the folder only overwrite values with the same name.
 */

import { join } from 'node:path';
import { logLimits } from '../conversation/limits.ts';
import type { FilePort, Logger } from '../platform/ports.ts';

/** Options of a memento. */
export interface FileMemoryOptions {
  readonly folder: string;
  readonly files: FilePort;
  readonly logger: Logger;
}

/** Values by name, read once and written on every change. Failures are logged, and the values stay in memory. */
export class FileMemento {
  readonly #options: FileMemoryOptions;
  readonly #folder: string;
  readonly #values = new Map<string, unknown>();
  /** Names changed before the files were read, whose stored values are outdated. */
  readonly #changed = new Set<string>();
  #loading: Promise<void> | undefined;
  /** The queued write for each name. */
  readonly #writing = new Map<string, Promise<void>>();
  /** The last started write for each name. */
  readonly #last = new Map<string, Promise<void>>();
  /** Names whose last write failed; they are written again with the next change. */
  readonly #failed = new Set<string>();

  constructor(options: FileMemoryOptions) {
    this.#options = options;
    this.#folder = join(options.folder, 'window');
  }

  /** Resolves when reading has finished, even if it failed. */
  load(): Promise<void> {
    return (this.#loading ??= this.#read());
  }

  /** The current value. */
  get(name: string): unknown {
    return this.#values.get(name);
  }

  /** Names with a value. */
  names(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** Resolves when this and all earlier changes of the name are written, or writing failed. */
  update(name: string, value: unknown): Promise<void> {
    if (value === undefined) this.#values.delete(name);
    else this.#values.set(name, value);
    this.#changed.add(name);
    const written = this.#schedule(name);
    for (const other of this.#failed) if (other !== name) void this.#schedule(other);
    return written;
  }

  #schedule(name: string): Promise<void> {
    const waiting = this.#writing.get(name);
    // One write covers all changes made before it starts.
    if (waiting !== undefined) return waiting;
    const write = this.load().then(() => this.#write(name));
    this.#writing.set(name, write);
    return write;
  }

  #path(name: string): string {
    return join(this.#folder, `${encodeURIComponent(name)}.json`);
  }

  async #read(): Promise<void> {
    const { files, logger } = this.#options;
    let found: readonly string[] = [];
    try {
      found = (await files.list(this.#folder)).filter((file) => file.endsWith('.json'));
    } catch (error) {
      logger.warn(`What was open last could not be looked for: ${String(error)}`);
    }
    await Promise.all(found.map((file) => this.#readOne(file)));
  }

  async #readOne(file: string): Promise<void> {
    const { files, logger } = this.#options;
    try {
      const bytes = await files.readFile(join(this.#folder, file), logLimits.memoryFile);
      const name = decodeURIComponent(file.slice(0, -'.json'.length));
      const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
      if (!this.#changed.has(name)) this.#values.set(name, value);
    } catch (error) {
      logger.warn(`What was open last could not be read: ${String(error)}`);
    }
  }

  #write(name: string): Promise<void> {
    const before = this.#last.get(name) ?? Promise.resolve();
    const write = before.then(async () => {
      this.#writing.delete(name);
      const value = this.#values.get(name);
      const { files, logger } = this.#options;
      try {
        if (value === undefined) await files.remove(this.#path(name));
        else {
          const bytes = new TextEncoder().encode(JSON.stringify(value));
          await files.writeAtomic(this.#path(name), bytes);
        }
        this.#failed.delete(name);
      } catch (error) {
        this.#failed.add(name);
        logger.warn(`What is open could not be written down: ${String(error)}`);
      }
    });
    this.#last.set(name, write);
    return write;
  }
}

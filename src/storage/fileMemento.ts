/**
 * A few values, a small file each, written at once: VS Code's own memory may be seconds behind when a window ends.
 * Windows that share the folder overwrite nothing of each other but a value of the same name.
 */

import { join } from 'node:path';
import { logLimits } from '../conversation/limits.ts';
import type { FilePort, Logger } from '../platform/ports.ts';

/** What a memory is given. */
export interface FileMemoryOptions {
  readonly folder: string;
  readonly files: FilePort;
  readonly logger: Logger;
}

/** Values by name; read once, each written whenever it changed. A failure is logged and loses nothing in memory. */
export class FileMemento {
  readonly #options: FileMemoryOptions;
  readonly #folder: string;
  readonly #values = new Map<string, unknown>();
  /** Names that were changed before the files were read: what those say of them is old. */
  readonly #changed = new Set<string>();
  #loading: Promise<void> | undefined;
  /** By name, the write that has not begun. */
  readonly #writing = new Map<string, Promise<void>>();
  /** By name, the last write that has begun. */
  readonly #last = new Map<string, Promise<void>>();
  /** Names whose last write failed; they are written again with the next change of any name. */
  readonly #failed = new Set<string>();

  constructor(options: FileMemoryOptions) {
    this.#options = options;
    this.#folder = join(options.folder, 'window');
  }

  /** Resolves when the files were read, or could not be. */
  load(): Promise<void> {
    return (this.#loading ??= this.#read());
  }

  /** As last read or changed. */
  get(name: string): unknown {
    return this.#values.get(name);
  }

  /** The names that have a value. */
  names(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** Resolves when this and every earlier change of the name is in its file, or could not be written. */
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
    // One write covers all changes made before it begins.
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

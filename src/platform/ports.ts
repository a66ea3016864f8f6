/** Ports for clock, randomness and file system, so that tests can replace them. */

/** The wall-clock time, and a monotonic time that clock changes do not affect. */
export interface Clock {
  /** Wall-clock milliseconds since the epoch. */
  now(): number;
  /** Milliseconds of a monotonic clock. */
  monotonic(): number;
  /** Milliseconds since boot, including sleep; missing if unavailable. */
  uptime?(): number | undefined;
  /** Calls back once after `ms` milliseconds; the returned function cancels the timer. */
  after(ms: number, callback: () => void): () => void;
}

/** Generates ids and random numbers. */
export interface Ids {
  /** A new id of `[a-z0-9-]` that sorts by creation time. */
  next(): string;
  /** A random number in [0, 1). */
  random(): number;
}

/** The log; text is redacted before it is written. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The used part of VS Code's `Memento`. */
export interface MemoryPort {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Removes known keys from what leaves the extension. */
export interface Redaction {
  readonly text: (text: string) => string;
  /** Redacts all strings and names in a value, except in the fields named in `kept`. */
  readonly values: <T>(value: T, kept?: ReadonlySet<string>) => T;
}

/** A file opened for appending. */
export interface AppendHandle {
  append(data: Uint8Array): Promise<void>;
  /** Resolves when all appended data is on disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** A file opened for reading; it stays the same file if another is renamed over its path. */
export interface ReadHandle {
  /** Current length in bytes. */
  size(): Promise<number>;
  /** Up to `length` bytes from `offset`; fewer only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Metadata of a file. */
export interface FileStat {
  /** Length in bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** Whether it is a regular file, or a symlink to one. */
  readonly isFile: boolean;
}

/** The file system; every failure rejects with a Node error that has a `code`. */
export interface FilePort {
  /** Rejects with `ENOTFILE` if it is not a regular file, and with `EFBIG` if it is larger than `maxBytes`. */
  readFile(path: string, maxBytes?: number): Promise<Uint8Array>;
  /** Rejects with `ENOENT` if it does not exist. */
  stat(path: string): Promise<FileStat>;
  /** Rejects with `ENOENT` if it does not exist, and with `ENOTFILE` if it is not a regular file. */
  openRead(path: string): Promise<ReadHandle>;
  /** Creates a file and its folder; rejects with `EEXIST` if the file exists. */
  createExclusive(path: string, data: Uint8Array): Promise<void>;
  /** Overwrites the start of an existing file in place, without syncing; rejects with `ENOENT`. */
  overwrite(path: string, data: Uint8Array): Promise<void>;
  openAppend(path: string): Promise<AppendHandle>;
  /** Writes a temporary file, syncs it and renames it over `path`, so readers see the old or the new content. */
  writeAtomic(path: string, data: Uint8Array): Promise<void>;
  /** Truncates a file to `length` bytes. */
  truncate(path: string, length: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Does nothing if the folder does not exist or is not empty. */
  removeEmptyFolder(path: string): Promise<void>;
  /** Names in a folder; empty if it does not exist. */
  list(folder: string): Promise<string[]>;
  makeFolder(path: string): Promise<void>;
}

/** Ports to clock, randomness and disk, so that tests can replace them. */

/** The time, as milliseconds since the epoch and as a steady count that no clock change moves. */
export interface Clock {
  /** Wall-clock milliseconds since the epoch. */
  now(): number;
  /** Milliseconds of a clock that only goes forward. */
  monotonic(): number;
  /** Milliseconds since the machine started, sleep included; missing where that is not known. */
  uptime?(): number | undefined;
  /** Calls back once after `ms` milliseconds; the returned function cancels. */
  after(ms: number, callback: () => void): () => void;
}

/** Makes identifiers and random numbers. */
export interface Ids {
  /** A new identifier of `[a-z0-9-]`, sortable by the time of its making. */
  next(): string;
  /** A random number in [0, 1). */
  random(): number;
}

/** Where what happened is written down; redacted before it is kept. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The part of VS Code's `Memento` that is used. */
export interface MemoryPort {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Takes known keys out of what leaves the extension. */
export interface Redaction {
  readonly text: (text: string) => string;
  /** The same for all strings and names within a value, but for what the fields named in `kept` hold. */
  readonly values: <T>(value: T, kept?: ReadonlySet<string>) => T;
}

/** An open file to append to. */
export interface AppendHandle {
  append(data: Uint8Array): Promise<void>;
  /** Returns when everything appended is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** An open file to read from; what is renamed over its name meanwhile does not change it. */
export interface ReadHandle {
  /** Length in bytes at this moment. */
  size(): Promise<number>;
  /** Up to `length` bytes from `offset` on; fewer only where the file ends. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Metadata of a file. */
export interface FileStat {
  /** Length in bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** Whether it is a regular file, or a link to one. */
  readonly isFile: boolean;
}

/** The disk; every failure rejects with a Node error that has a `code`. */
export interface FilePort {
  /** Rejects with `ENOTFILE` where it is no regular file, and with `EFBIG` where it is larger than `maxBytes`. */
  readFile(path: string, maxBytes?: number): Promise<Uint8Array>;
  /** Rejects with `ENOENT` where there is none. */
  stat(path: string): Promise<FileStat>;
  /** Rejects with `ENOENT` where there is none, and with `ENOTFILE` where it is no regular file. */
  openRead(path: string): Promise<ReadHandle>;
  /** Makes a file that must not be there yet, and its folder; rejects with `EEXIST`. */
  createExclusive(path: string, data: Uint8Array): Promise<void>;
  /** Writes over the beginning of a file that is there, in place and not synced; rejects with `ENOENT`. */
  overwrite(path: string, data: Uint8Array): Promise<void>;
  openAppend(path: string): Promise<AppendHandle>;
  /** Writes a new file beside and renames it over `path`, synced, so that readers see old or new. */
  writeAtomic(path: string, data: Uint8Array): Promise<void>;
  /** Cuts a file to `length` bytes. */
  truncate(path: string, length: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Leaves a folder that holds something, or is not there, as it is. */
  removeEmptyFolder(path: string): Promise<void>;
  /** Names in a folder; none where there is no such folder. */
  list(folder: string): Promise<string[]>;
  makeFolder(path: string): Promise<void>;
}

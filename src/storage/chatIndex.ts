/** The list of all chats: a cache beside the logs, made anew from them wherever it is missing, damaged or behind. */

import { join } from 'node:path';
import type { Conversation, ConversationId } from '../conversation/model.ts';
import { summarise } from '../conversation/summary.ts';
import type { FilePort, Logger } from '../platform/platform.ts';
import { readIndex, toIndexFile, type IndexEntry } from './indexFormat.ts';
import { inParallel } from './inParallel.ts';
import { foldLog } from './logReading.ts';
import { codeOf } from './nodeFiles.ts';

/** What an index is given. */
export interface ChatIndexOptions {
  /** The extension's global storage folder. */
  readonly folder: string;
  readonly files: FilePort;
  readonly logger: Logger;
}

/** How many files are asked after at once, and how many are read. */
const mostStats = 32;
const mostReads = 8;
/** How many new logs are read before the list so far is told. */
const slice = 200;
const logName = /^([a-z0-9-]{1,64})\.jsonl$/;

/** Knows every stored chat by its summary; loses nothing when it is lost. */
export class ChatIndex {
  readonly #options: ChatIndexOptions;
  readonly #chats: string;
  readonly #path: string;
  #entries = new Map<ConversationId, IndexEntry>();
  #loading: Promise<void> | undefined;
  #refreshing: Promise<void> = Promise.resolve();

  constructor(options: ChatIndexOptions) {
    this.#options = options;
    this.#chats = join(options.folder, 'chats');
    this.#path = join(options.folder, 'index.json');
  }

  /** Reads the cache, once; a cache that is no use counts as none. */
  load(): Promise<void> {
    return (this.#loading ??= this.#readCache());
  }

  /** The chats as last known, in no order. */
  get all(): readonly IndexEntry[] {
    return [...this.#entries.values()];
  }

  /**
   * Looks at every log and reads those that changed; `onSlice` is called whenever more is known. Logs of
   * chats in `open` are left out: who has them open knows better. Resolves to whether anything changed.
   */
  async refresh(open: ReadonlySet<ConversationId>, onSlice: () => void): Promise<boolean> {
    const turn = this.#refreshing.then(() => this.#look(open, onSlice));
    this.#refreshing = turn.then(
      () => undefined,
      () => undefined,
    );
    return await turn;
  }

  /** Forgets the cache and reads every log. */
  async rebuild(onSlice: () => void): Promise<void> {
    await this.load();
    await this.#refreshing;
    this.#entries = new Map();
    await this.refresh(new Set(), onSlice);
  }

  /** A chat as its log tells it, for looking only; `undefined` when there is none. */
  async read(id: ConversationId): Promise<Conversation | undefined> {
    const bytes = await this.#bytesOf(id);
    return bytes && (await foldLog(id, bytes)).conversation;
  }

  /** Removes the cache; only "Delete All Data" calls this. */
  async deleteAll(): Promise<void> {
    await this.#refreshing;
    this.#entries = new Map();
    await this.#options.files.remove(this.#path);
  }

  async #readCache(): Promise<void> {
    const { files, logger } = this.#options;
    try {
      const found = readIndex(await files.readFile(this.#path));
      if (found === undefined) logger.warn('The list of chats was damaged and is made anew.');
      else this.#entries = found;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') logger.warn(`The list of chats: ${String(error)}`);
    }
  }

  async #look(open: ReadonlySet<ConversationId>, onSlice: () => void): Promise<boolean> {
    await this.load();
    const names = await this.#options.files.list(this.#chats);
    const ids = new Set(names.flatMap((name) => logName.exec(name)?.[1] ?? []));
    const gone = [...this.#entries.keys()].filter((id) => !ids.has(id));
    for (const id of gone) this.#entries.delete(id);
    const changed: { id: ConversationId; size: number; modifiedAt: number }[] = [];
    await inParallel(ids, mostStats, async (id) => {
      if (open.has(id)) return;
      const found = await this.#orUndefined(id, this.#options.files.stat(this.#logOf(id)));
      const known = this.#entries.get(id);
      if (found === undefined) return;
      if (known?.size === found.size && known.modifiedAt === found.modifiedAt) return;
      changed.push({ id, ...found });
    });
    // The newest first, since those are looked for.
    changed.sort((one, other) => other.modifiedAt - one.modifiedAt);
    let count = 0;
    await inParallel(changed, mostReads, async (file) => {
      await this.#take(file);
      count += 1;
      if (count % slice === 0) onSlice();
    });
    if (gone.length === 0 && changed.length === 0) return false;
    await this.#writeCache();
    return true;
  }

  /** Reads one log; an append meanwhile makes the entry old, which the next look finds. */
  async #take(file: { id: string; size: number; modifiedAt: number }): Promise<void> {
    const { id, size, modifiedAt } = file;
    const bytes = await this.#orUndefined(id, this.#options.files.readFile(this.#logOf(id)));
    if (bytes === undefined) return;
    const { conversation, readOnly, isEmpty } = await foldLog(id, bytes);
    if (isEmpty) {
      this.#entries.delete(id);
      return;
    }
    const summary = summarise(conversation);
    // A log without its beginning still has a time: that of its file.
    const updatedAt = summary.updatedAt === 0 ? Math.floor(modifiedAt) : summary.updatedAt;
    this.#entries.set(id, { size, modifiedAt, readOnly, summary: { ...summary, updatedAt } });
  }

  async #writeCache(): Promise<void> {
    const { files, logger } = this.#options;
    try {
      await files.writeAtomic(this.#path, toIndexFile(this.#entries));
    } catch (error) {
      logger.warn(`The list of chats could not be kept: ${String(error)}`);
    }
  }

  async #bytesOf(id: ConversationId): Promise<Uint8Array | undefined> {
    return logName.test(`${id}.jsonl`)
      ? await this.#orUndefined(id, this.#options.files.readFile(this.#logOf(id)))
      : undefined;
  }

  /** What cannot be read is told in the log, and stays as it is. */
  async #orUndefined<T>(id: ConversationId, reading: Promise<T>): Promise<T | undefined> {
    try {
      return await reading;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') this.#options.logger.warn(`${id}: ${String(error)}`);
      return undefined;
    }
  }

  #logOf(id: ConversationId): string {
    return join(this.#chats, `${id}.jsonl`);
  }
}

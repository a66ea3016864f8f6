/** The index of all chats: a cache of the logs, rebuilt if it is missing, damaged or stale. */

import { join } from 'node:path';
import { logLimits } from '../../conversation/limits.ts';
import type { Conversation, ConversationId } from '../../conversation/model.ts';
import { toChatListEntry } from '../../conversation/chatListEntry.ts';
import {
  toUnreadableReason,
  UnreadableError,
  type UnreadableReason,
} from '../../conversation/unreadable.ts';
import type { FilePort, FileStat, Logger } from '../../platform/ports.ts';
import { readIndex, toIndexFile, type IndexEntry } from './indexFormat.ts';
import { mapWithLimit } from './mapWithLimit.ts';
import { foldLog } from '../log/foldLog.ts';
import { errorCode } from '../nodeFiles.ts';

/** Options of an index. */
export interface ChatIndexOptions {
  /** The extension's global storage folder. */
  readonly folder: string;
  readonly files: FilePort;
  readonly logger: Logger;
}

/** Concurrency of file stats and of reads. */
const maxStats = 32;
const maxReads = 8;
/** Number of new logs that are read before the partial list is published. */
const slice = 200;
const logName = /^([a-z0-9-]{1,64})\.jsonl$/;

/** A log in the folder listing; without `stat` if access was denied. */
interface FoundLog {
  readonly id: ConversationId;
  readonly stat?: FileStat;
}

/** Knows the list entry of every stored chat. It is only a cache, so losing it loses no data. */
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

  /** Reads the cache once; an unusable cache counts as empty. */
  load(): Promise<void> {
    return (this.#loading ??= this.#readCache());
  }

  /** The known chats, unordered. */
  get all(): readonly IndexEntry[] {
    return [...this.#entries.values()];
  }

  /**
   * Checks every log and reads the changed ones; `onSlice` is called whenever entries change. Logs of `open` chats are
   * skipped, because their owner has newer data. Resolves to whether anything changed.
   */
  async refresh(open: ReadonlySet<ConversationId>, onSlice: () => void): Promise<boolean> {
    const turn = this.#refreshing.then(() => this.#look(open, onSlice));
    this.#refreshing = turn.then(
      () => undefined,
      () => undefined,
    );
    return await turn;
  }

  /** Discards the cache and reads every log. */
  async rebuild(onSlice: () => void): Promise<void> {
    await this.load();
    await this.#refreshing;
    this.#entries = new Map();
    await this.refresh(new Set(), onSlice);
  }

  /** The chat in a log, read-only; `undefined` if it does not exist or cannot be read. */
  async read(id: ConversationId): Promise<Conversation | undefined> {
    if (!isChatId(id)) return undefined;
    try {
      return (await foldLog(id, this.fileOf(id), this.#options.files))?.conversation;
    } catch (error) {
      this.#warn(id, error);
      return undefined;
    }
  }

  /** Reads the log of one chat again; resolves to the error, if any. */
  async check(id: ConversationId): Promise<UnreadableReason | undefined> {
    if (!isChatId(id)) return undefined;
    const found = await this.#find(id);
    if (found !== undefined) await this.#take(found);
    return this.#entries.get(id)?.unreadable;
  }

  /** Path of a chat's log. */
  fileOf(id: ConversationId): string {
    return join(this.#chats, `${id}.jsonl`);
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
      const { size } = await files.stat(this.#path);
      const bytes = size > logLimits.index ? new Uint8Array() : await files.readFile(this.#path);
      const found = readIndex(bytes);
      if (found === undefined) logger.warn('The list of chats was damaged and is made anew.');
      else this.#entries = found;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') logger.warn(`The list of chats: ${String(error)}`);
    }
  }

  async #look(open: ReadonlySet<ConversationId>, onSlice: () => void): Promise<boolean> {
    await this.load();
    const names = await this.#options.files.list(this.#chats);
    const ids = new Set(names.flatMap((name) => logName.exec(name)?.[1] ?? []));
    const gone = [...this.#entries.keys()].filter((id) => !ids.has(id));
    for (const id of gone) this.#entries.delete(id);
    const logs: FoundLog[] = [];
    await mapWithLimit(ids, maxStats, async (id) => {
      const found = open.has(id) ? undefined : await this.#find(id);
      if (found !== undefined && !this.#isKnown(found)) logs.push(found);
    });
    const changed = (await this.#takeAll(logs, onSlice)) || gone.length > 0;
    if (changed) await this.#writeCache();
    return changed;
  }

  /** Reads logs, newest first because those are needed most; returns whether the list changed. */
  async #takeAll(logs: readonly FoundLog[], onSlice: () => void): Promise<boolean> {
    const newest = [...logs].sort(
      (foundLog, other) => (other.stat?.modifiedAt ?? 0) - (foundLog.stat?.modifiedAt ?? 0),
    );
    let count = 0;
    let changed = false;
    const take = async (log: FoundLog) => {
      changed = (await this.#take(log)) || changed;
      count += 1;
      if (count % slice === 0) onSlice();
    };
    const isLarge = ({ stat }: FoundLog) => (stat?.size ?? 0) > logLimits.fileReadInParallel;
    await mapWithLimit(
      newest.filter((log) => !isLarge(log)),
      maxReads,
      take,
    );
    // Large logs are read one after another to limit memory use.
    await mapWithLimit(newest.filter(isLarge), 1, take);
    return changed;
  }

  /** Stats a log; `undefined` if it does not exist. */
  async #find(id: ConversationId): Promise<FoundLog | undefined> {
    try {
      return { id, stat: await this.#options.files.stat(this.fileOf(id)) };
    } catch (error) {
      return errorCode(error) === 'ENOENT' ? undefined : { id };
    }
  }

  /** Whether an entry is up to date; logs that could not be read are retried, because access may have been restored. */
  #isKnown({ id, stat }: FoundLog): boolean {
    const known = this.#entries.get(id);
    if (known === undefined || known.unreadable === 'access') return false;
    return known.size === stat?.size && known.modifiedAt === stat.modifiedAt;
  }

  /**
   * Reads one log; returns whether the entry changed. An append during the read makes the entry stale, so the next scan
   * reads it again.
   */
  async #take(log: FoundLog): Promise<boolean> {
    const before = this.#entries.get(log.id);
    try {
      await this.#fold(log);
      return true;
    } catch (error) {
      this.#warn(log.id, error);
      const unreadable = toUnreadableReason(error);
      this.#entries.set(log.id, toUnreadableEntry(log, unreadable, before));
      return before?.unreadable !== unreadable;
    }
  }

  async #fold({ id, stat }: FoundLog): Promise<void> {
    if (stat?.isFile === false) throw new UnreadableError('notAFile', 'It is no regular file.');
    const reading = await foldLog(id, this.fileOf(id), this.#options.files);
    if (reading === undefined || reading.isEmpty) {
      this.#entries.delete(id);
      return;
    }
    const { size, modifiedAt } = stat ?? unknownFile;
    const summary = toChatListEntry(reading.conversation);
    // A log without its first event is dated by its file.
    const updatedAt = summary.updatedAt === 0 ? Math.floor(modifiedAt) : summary.updatedAt;
    const { readOnly } = reading;
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

  #warn(id: ConversationId, error: unknown): void {
    this.#options.logger.warn(`${id}: ${String(error)}`);
  }
}

const unknownFile = { size: 0, modifiedAt: 0 };

/** Whether a log can have this name. */
function isChatId(id: string): boolean {
  return logName.test(`${id}.jsonl`);
}

/** The entry of an unreadable log: the last known one, or one dated by the file. */
function toUnreadableEntry(
  { id, stat }: FoundLog,
  unreadable: UnreadableReason,
  before: IndexEntry | undefined,
): IndexEntry {
  const { size, modifiedAt } = stat ?? unknownFile;
  if (before !== undefined) return { ...before, size, modifiedAt, unreadable };
  const at = Math.max(0, Math.min(Math.floor(modifiedAt), logLimits.time));
  const summary = { id, title: '', createdAt: at, updatedAt: at, turns: 0, pinned: false };
  return { size, modifiedAt, readOnly: false, summary, unreadable };
}

/** All conversations on disk: one append-only log each, in the folder `chats`. */

import { join } from 'node:path';
import type { ConversationEvent } from '../conversation/events.ts';
import type { Conversation, ConversationId } from '../conversation/model.ts';
import { emptyConversation, reduceAll } from '../conversation/reduce.ts';
import type { Clock, FilePort, Logger } from '../platform/platform.ts';
import { logSchema, parseLog } from './logFormat.ts';
import { LogWriter } from './logWriter.ts';
import { codeOf } from './nodeFiles.ts';

/** What the store is given. */
export interface ConversationLogOptions {
  /** The extension's global storage folder. */
  readonly folder: string;
  readonly files: FilePort;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Version of the extension, written into each header. */
  readonly writer: string;
  /** Called when writing fails, and with `undefined` when it works again. */
  readonly onProblem: (problem: string | undefined) => void;
}

/** A conversation as its log tells it. */
export interface StoredConversation {
  readonly conversation: Conversation;
  /** The log was made by a newer version and must not be written to. */
  readonly readOnly: boolean;
  /** How many lines could not be read; they stay in the file. */
  readonly badLines: number;
}

/** Reads and appends conversation logs; a failed write is kept in memory and never thrown. */
export class ConversationLog {
  private readonly options: ConversationLogOptions;
  private readonly chats: string;
  private readonly writers = new Map<ConversationId, LogWriter>();

  constructor(options: ConversationLogOptions) {
    this.options = options;
    this.chats = join(options.folder, 'chats');
  }

  /** Takes events to be on disk within a second. */
  append(id: ConversationId, events: readonly ConversationEvent[]): void {
    this.writer(id).append(events);
  }

  /** Takes events and returns when they are on the disk, or could not be written. */
  async appendSynced(id: ConversationId, events: readonly ConversationEvent[]): Promise<void> {
    const writer = this.writer(id);
    writer.append(events);
    await writer.sync();
  }

  /** Folds a log; `undefined` when there is none. */
  async read(id: ConversationId): Promise<StoredConversation | undefined> {
    const path = this.path(id);
    let bytes: Uint8Array;
    try {
      bytes = await this.options.files.readFile(path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      this.options.logger.error(`A chat could not be read: ${String(error)}`);
      throw error;
    }
    const log = parseLog(bytes);
    if (log.badLines.length > 0) {
      const lines = log.badLines.join(', ');
      this.options.logger.warn(`${id}: unreadable lines ${lines} were passed over`);
    }
    const conversation = { ...reduceAll(emptyConversation, log.events), id };
    const readOnly = (log.header?.schema ?? logSchema) > logSchema;
    return { conversation, readOnly, badLines: log.badLines.length };
  }

  /** Writes what waits of one conversation and lets go of its file. */
  async release(id: ConversationId): Promise<void> {
    const writer = this.writers.get(id);
    this.writers.delete(id);
    await writer?.close();
  }

  /** The ids of all conversations that have a log. */
  async list(): Promise<ConversationId[]> {
    const names = await this.options.files.list(this.chats);
    return names.flatMap((name) => /^([a-z0-9-]+)\.jsonl$/.exec(name)?.[1] ?? []);
  }

  /** Writes what waits and closes every file. */
  async close(): Promise<void> {
    await Promise.all([...this.writers.values()].map((writer) => writer.close()));
    this.writers.clear();
  }

  /** Removes every conversation; only "Delete All Data" calls this. */
  async deleteAll(): Promise<void> {
    await this.close();
    await this.options.files.remove(this.chats);
  }

  private path(id: ConversationId): string {
    if (!/^[a-z0-9-]+$/.test(id)) throw new Error('A conversation id holds a-z, 0-9 and - only.');
    return join(this.chats, `${id}.jsonl`);
  }

  private writer(id: ConversationId): LogWriter {
    const known = this.writers.get(id);
    if (known !== undefined) return known;
    const { files, clock, writer, logger, onProblem } = this.options;
    const made = new LogWriter({
      path: this.path(id),
      header: { schema: logSchema, writer, generation: 0 },
      files,
      clock,
      onState: (problem) => {
        const code = problem === undefined ? undefined : (codeOf(problem) ?? 'unknown');
        if (code !== undefined) logger.error(`A chat could not be saved (${code}).`);
        onProblem(code);
      },
    });
    this.writers.set(id, made);
    return made;
  }
}

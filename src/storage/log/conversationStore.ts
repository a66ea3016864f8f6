/** Stores conversations as append-only logs in the folder `chats`, each written by one window at a time. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { ConversationId } from '../../conversation/model.ts';
import { isolate } from '../../platform/isolate.ts';
import { ChatFolder, type ChatFolderOptions } from './chatFolder.ts';
import { Leases } from '../lease/leases.ts';
import { logSchema } from './logFormat.ts';
import type { LogFollower } from './logFollower.ts';
import type { StoredConversation } from '../../conversation/storedConversation.ts';
import { LogWriter } from './logWriter.ts';
import { errorCode } from '../nodeFiles.ts';
import { rewriteLog } from './rewriteLog.ts';
import { takeAllLeases } from '../lease/takeAllLeases.ts';
import { Tenants, type ChatTenant } from './tenants.ts';
import { WriteProblems } from './writeProblems.ts';

/** How long this window keeps a chat that is not open after the last write, in milliseconds. */
const unclaimedMs = 5_000;

/** Options of the store. */
export interface ConversationLogOptions extends ChatFolderOptions {
  /** The extension's global storage folder. */
  readonly folder: string;
  /** Called when writing fails, and with `undefined` when all chats can be written again. */
  readonly onProblem: (problem: string | undefined) => void;
  /** Unique name of this window; generated if missing. */
  readonly window?: string;
}

/** Reads and appends conversation logs. Events of a failed write stay in memory; writes never throw. */
export class ConversationLog {
  readonly #options: ConversationLogOptions;
  readonly #folder: ChatFolder;
  readonly #leases: Leases;
  readonly #writers = new Map<ConversationId, LogWriter>();
  readonly #holders = new Tenants();
  readonly #problems: WriteProblems;
  readonly #idleTimers = new Map<ConversationId, () => void>();
  /** After the window ends, a turn may still be running, but another window may take its chat. */
  #hasEnded = false;

  constructor(options: ConversationLogOptions) {
    const { folder, files, clock, logger, writer, window = randomUUID() } = options;
    this.#options = options;
    this.#folder = new ChatFolder(join(folder, 'chats'), options);
    this.#problems = new WriteProblems(logger, options.onProblem);
    this.#leases = new Leases({
      folder: this.#folder.path,
      files,
      clock,
      logger,
      window,
      onAsked: (id) => this.#handOver(id),
      onTakenFromSleeper: (id) =>
        rewriteLog({ path: this.#folder.pathOf(id), files, writer, logger }),
      onLost: (id) => this.#lose(id, []),
    });
  }

  /** Queues events to be written within a second. */
  append(id: ConversationId, events: readonly ConversationEvent[]): void {
    if (this.#hasEnded && !this.#writers.has(id)) return;
    this.#writer(id).append(events);
  }

  /** Queues events and resolves when they are on disk, or writing failed. */
  async appendSynced(id: ConversationId, events: readonly ConversationEvent[]): Promise<void> {
    if (this.#hasEnded && !this.#writers.has(id)) return;
    const writer = this.#writer(id);
    writer.append(events);
    await writer.sync();
  }

  /** Reads a conversation; `undefined` if it does not exist. */
  async read(id: ConversationId): Promise<StoredConversation | undefined> {
    const update = await this.follow(id).poll();
    return update.kind === 'whole' ? update.stored : undefined;
  }

  /**
   * Writes events to a chat that need not be open here, and releases it afterwards. Returns `false` without writing if
   * another window has the chat.
   */
  async amend(id: ConversationId, events: readonly ConversationEvent[]): Promise<boolean> {
    if (!(await this.mayChange(id))) return false;
    await this.appendSynced(id, events);
    // After a failed write the writer keeps the chat and retries.
    if (!this.#holders.has(id)) await this.#close(id, this.#writers.get(id));
    return true;
  }

  /** Whether this window may write a chat. Checks on disk, because another window may have taken it during sleep. */
  async mayChange(id: ConversationId): Promise<boolean> {
    const holder = this.#holders.get(id);
    if (holder === undefined) return await this.#tryTake(id);
    const lease = this.#leases.of(id);
    // If the lease cannot be created, the writer reports the error.
    if (!lease.isOwn || (await lease.holds())) return true;
    await this.#lose(id, []);
    return false;
  }

  /** Locks a chat against other windows until it is released; returns `false` if another window has it. */
  async seize(id: ConversationId): Promise<boolean> {
    const holder = { busy: true, onLeft: () => undefined, onLost: () => undefined };
    return await this.#holders.comeIn(id, holder, () => this.mayChange(id));
  }

  /** Writes pending events of a conversation, closes its file, runs `last`, and releases the lease. */
  async release(id: ConversationId, last?: () => Promise<void>): Promise<void> {
    const writer = this.#writers.get(id);
    await writer?.close();
    if (this.#writers.get(id) === writer) this.#writers.delete(id);
    try {
      await last?.();
    } finally {
      this.#holders.remove(id);
      await this.#leases.release(id);
    }
  }

  /** Makes this window the writer of a chat while the tenant has it open; returns `false` if another window is. */
  async claim(id: ConversationId, holder: ChatTenant): Promise<boolean> {
    return await this.#holders.comeIn(id, holder, () => this.#tryTake(id));
  }

  /**
   * Releases a chat that its tenant no longer uses; resolves to the state of its log, or to `undefined` if events are
   * still pending.
   */
  async leave(id: ConversationId, holder: ChatTenant): Promise<string | undefined> {
    const writer = this.#writers.get(id);
    await writer?.sync();
    const state = await this.stateOf(id);
    return (await this.#close(id, writer, holder)) ? state : undefined;
  }

  /** An opaque state of a chat's log that is equal as long as nobody writes to it. */
  stateOf(id: ConversationId): Promise<string> {
    return this.#folder.stateOf(id);
  }

  /** Requests a chat from the window that has it, which releases it when no turn is in progress. */
  async ask(id: ConversationId): Promise<void> {
    await this.#leases.of(id).ask();
  }

  /** Follows a chat as its log grows. */
  follow(id: ConversationId): LogFollower {
    return this.#folder.follow(id);
  }

  /** Called by the writer after reading an entire log: quarantines damaged parts and compacts it. */
  async tidy(id: ConversationId, follower: LogFollower): Promise<void> {
    if (!follower.reader.isUntidy || !this.#leases.of(id).isOwn || this.#writers.has(id)) return;
    await this.#folder.tidy(id, follower);
  }

  /** The ids of all conversations with a log. */
  list(): Promise<ConversationId[]> {
    return this.#folder.list();
  }

  /** Closes everything when the window ends, and accepts no further events or chats. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.close();
  }

  /** Writes pending events, closes all files and releases all leases. */
  async close(): Promise<void> {
    await this.#closeFiles();
    await this.#leases.releaseAll();
  }

  /** Takes every chat, requesting those of other windows; resolves to those still in use after a few seconds. */
  async takeAll(): Promise<readonly ConversationId[]> {
    return takeAllLeases(this.#leases, { ...this.#options, folder: this.#folder.path });
  }

  /** Removes every conversation; only "Delete All Data" calls this, after taking all of them. */
  async deleteAll(): Promise<void> {
    await this.#closeFiles();
    await this.#options.files.remove(this.#folder.path);
    await this.#leases.releaseAll();
  }

  async #closeFiles(): Promise<void> {
    for (const cancel of this.#idleTimers.values()) cancel();
    this.#idleTimers.clear();
    const closing = [...this.#writers].map(async ([id, writer]) => {
      await writer.close();
      // A writer created in the meantime has its own file handle, which only it can close.
      if (this.#writers.get(id) === writer) this.#writers.delete(id);
    });
    await Promise.all(closing);
    this.#holders.clear();
  }

  /** Takes the lease; returns `false` if another window has it. */
  async #take(id: ConversationId): Promise<boolean> {
    if (this.#hasEnded && !this.#leases.of(id).isOwn) return false;
    return (await this.#leases.take(id)) !== 'elsewhere';
  }

  async #tryTake(id: ConversationId): Promise<boolean> {
    try {
      return await this.#take(id);
    } catch (error) {
      // Without a lease nothing can be written either, so the writer reports the error and retries.
      this.#options.logger.warn(`A chat could not be leased (${errorCode(error) ?? 'unknown'}).`);
      return true;
    }
  }

  #writer(id: ConversationId): LogWriter {
    const known = this.#writers.get(id);
    if (known !== undefined) return known;
    const { files, clock, writer } = this.#options;
    let held = false;
    const made: LogWriter = new LogWriter({
      path: this.#folder.pathOf(id),
      header: { schema: logSchema, writer, generation: 0 },
      files,
      clock,
      mayWrite: async () => {
        // A writer never takes a lease again after losing it.
        held ||= this.#leases.of(id).isOwn;
        if (held) return await this.#leases.of(id).holds();
        return (held = await this.#take(id));
      },
      onLost: (unsaved) => {
        if (this.#writers.get(id) === made) this.#writers.delete(id);
        void this.#lose(id, unsaved);
      },
      onState: (problem) => this.#problems.note(id, problem),
      onWritten: () => this.#releaseLater(id, made),
    });
    this.#writers.set(id, made);
    return made;
  }

  /** Releases a chat that is not open here, so that other windows can use it. */
  #releaseLater(id: ConversationId, writer: LogWriter): void {
    if (this.#holders.has(id)) return;
    this.#idleTimers.get(id)?.();
    const cancel = this.#options.clock.after(unclaimedMs, () => {
      this.#idleTimers.delete(id);
      const idle = !this.#holders.has(id) && writer.idle && this.#writers.get(id) === writer;
      if (idle) void this.#close(id, writer);
    });
    this.#idleTimers.set(id, cancel);
  }

  /** Gives a chat to the window that requests it, unless a turn is in progress or events cannot be written. */
  async #handOver(id: ConversationId): Promise<void> {
    const holder = this.#holders.get(id);
    if (holder?.busy === true) return;
    if (!(await this.#close(id, this.#writers.get(id), holder))) return;
    isolate(() => holder?.onLeft());
  }

  async #close(
    id: ConversationId,
    writer: LogWriter | undefined,
    holder?: ChatTenant,
  ): Promise<boolean> {
    const problem = await writer?.close();
    // Events were appended in the meantime or could not be written.
    if (problem !== undefined || writer?.idle === false) return false;
    if (this.#writers.get(id) !== writer) return false;
    // The chat was opened, or a turn started, in the meantime.
    if (!this.#holders.canLeave(id, holder)) return false;
    this.#writers.delete(id);
    // Must happen before another window can take the released lease.
    this.#holders.remove(id);
    await this.#leases.release(id);
    return true;
  }

  /** Another window took the chat; unsaved events are quarantined. */
  async #lose(id: ConversationId, unsaved: readonly ConversationEvent[]): Promise<void> {
    const writer = this.#writers.get(id);
    this.#writers.delete(id);
    // The writer's own lease check fails and reports its pending events.
    if (writer !== undefined) await writer.close();
    const holder = this.#holders.get(id);
    this.#holders.remove(id);
    // Called synchronously, so that no request is sent whose question is not in the log.
    isolate(() => holder?.onLost(unsaved));
    if (unsaved.length > 0) await this.#folder.keepAside(id, unsaved);
  }
}

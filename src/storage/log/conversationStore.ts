/** Stores conversations: one append-only log each in the folder `chats`, written by one window at a time. */

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

/** How long a chat that nobody has claimed stays with this window after its last write, in milliseconds. */
const unclaimedMs = 5_000;

/** What the store is given. */
export interface ConversationLogOptions extends ChatFolderOptions {
  /** The extension's global storage folder. */
  readonly folder: string;
  /** Called when writing fails, and with `undefined` when all chats can be written again. */
  readonly onProblem: (problem: string | undefined) => void;
  /** Name of this window, like that of no other; made up if left out. */
  readonly window?: string;
}

/** Reads and appends conversation logs; a failed write is kept in memory and never thrown. */
export class ConversationLog {
  readonly #options: ConversationLogOptions;
  readonly #folder: ChatFolder;
  readonly #leases: Leases;
  readonly #writers = new Map<ConversationId, LogWriter>();
  readonly #holders = new Tenants();
  readonly #problems: WriteProblems;
  readonly #idleTimers = new Map<ConversationId, () => void>();
  /** A turn may still be running when the window ends; another window may have its chat from then on. */
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

  /** Takes events to be on disk within a second. */
  append(id: ConversationId, events: readonly ConversationEvent[]): void {
    if (this.#hasEnded && !this.#writers.has(id)) return;
    this.#writer(id).append(events);
  }

  /** Takes events and returns when they are on the disk, or could not be written. */
  async appendSynced(id: ConversationId, events: readonly ConversationEvent[]): Promise<void> {
    if (this.#hasEnded && !this.#writers.has(id)) return;
    const writer = this.#writer(id);
    writer.append(events);
    await writer.sync();
  }

  /** Folds a log; `undefined` when there is none. */
  async read(id: ConversationId): Promise<StoredConversation | undefined> {
    const update = await this.follow(id).poll();
    return update.kind === 'whole' ? update.stored : undefined;
  }

  /**
   * Writes events into a chat that need not be open here, and keeps it no longer than that. `false` when
   * another window has it: nothing is written then.
   */
  async amend(id: ConversationId, events: readonly ConversationEvent[]): Promise<boolean> {
    if (!(await this.mayChange(id))) return false;
    await this.appendSynced(id, events);
    // What cannot be written yet stays with its writer, which tries again.
    if (!this.#holders.has(id)) await this.#close(id, this.#writers.get(id));
    return true;
  }

  /** Whether this window writes a chat, or nobody does; asks the disk, so that nobody who slept is mistaken. */
  async mayChange(id: ConversationId): Promise<boolean> {
    const holder = this.#holders.get(id);
    if (holder === undefined) return await this.#tryTake(id);
    const lease = this.#leases.of(id);
    // If no lease can be made, the writer reports the error.
    if (!lease.isOwn || (await lease.holds())) return true;
    await this.#lose(id, []);
    return false;
  }

  /** Keeps a chat from all other windows until it is released; `false` when another one has it. */
  async seize(id: ConversationId): Promise<boolean> {
    const holder = { busy: true, onLeft: () => undefined, onLost: () => undefined };
    return await this.#holders.comeIn(id, holder, () => this.mayChange(id));
  }

  /** Writes what is pending of one conversation, closes its file, runs `last`, and releases the lease. */
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

  /** Makes this window the writer of a chat for as long as a tenant has it open; `false` when another one is. */
  async claim(id: ConversationId, holder: ChatTenant): Promise<boolean> {
    return await this.#holders.comeIn(id, holder, () => this.#tryTake(id));
  }

  /** Gives a chat back that its tenant does not use; resolves to the state of its log, or to `undefined` where something waits to be written. */
  async leave(id: ConversationId, holder: ChatTenant): Promise<string | undefined> {
    const writer = this.#writers.get(id);
    await writer?.sync();
    const state = await this.stateOf(id);
    return (await this.#close(id, writer, holder)) ? state : undefined;
  }

  /** What the log of a chat is now: the same text as long as nobody writes into it. */
  stateOf(id: ConversationId): Promise<string> {
    return this.#folder.stateOf(id);
  }

  /** Asks the window that has a chat to give it away; it does as soon as no turn is in progress. */
  async ask(id: ConversationId): Promise<void> {
    await this.#leases.of(id).ask();
  }

  /** Reads a chat again and again as it grows. */
  follow(id: ConversationId): LogFollower {
    return this.#folder.follow(id);
  }

  /** After a whole reading by the window that writes: keeps what is damaged in files beside, and shortens what has grown. */
  async tidy(id: ConversationId, follower: LogFollower): Promise<void> {
    if (!follower.reader.isUntidy || !this.#leases.of(id).isOwn || this.#writers.has(id)) return;
    await this.#folder.tidy(id, follower);
  }

  /** The ids of all conversations that have a log. */
  list(): Promise<ConversationId[]> {
    return this.#folder.list();
  }

  /** The window ends: closes everything, and takes no event and no chat any more. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.close();
  }

  /** Writes what waits, closes every file and gives every lease back. */
  async close(): Promise<void> {
    await this.#closeFiles();
    await this.#leases.releaseAll();
  }

  /** Takes every chat, asking the windows that have them; those that are left after a few seconds, if any, are in use. */
  async takeAll(): Promise<readonly ConversationId[]> {
    return takeAllLeases(this.#leases, { ...this.#options, folder: this.#folder.path });
  }

  /** Removes every conversation; only "Delete All Data" calls this, when it has taken them all. */
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
      // One that began meanwhile has a file of its own, which only it can close.
      if (this.#writers.get(id) === writer) this.#writers.delete(id);
    });
    await Promise.all(closing);
    this.#holders.clear();
  }

  /** Takes the lease; `false` when another window has it. */
  async #take(id: ConversationId): Promise<boolean> {
    if (this.#hasEnded && !this.#leases.of(id).isOwn) return false;
    return (await this.#leases.take(id)) !== 'elsewhere';
  }

  async #tryTake(id: ConversationId): Promise<boolean> {
    try {
      return await this.#take(id);
    } catch (error) {
      // No lease can be made there, so nothing can be written either: the writer says so, and tries again.
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
        // What was held once and is not any more is never taken again by the same writer.
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

  /** A chat that is open nowhere here need not be kept from other windows. */
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

  /** Gives a chat to the window that asks for it, unless a turn is in progress or something cannot be written. */
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
    // Something was taken meanwhile, or is still only in memory.
    if (problem !== undefined || writer?.idle === false) return false;
    if (this.#writers.get(id) !== writer) return false;
    // Somebody came, or began a turn, meanwhile.
    if (!this.#holders.canLeave(id, holder)) return false;
    this.#writers.delete(id);
    // Before another window can take the released lease.
    this.#holders.remove(id);
    await this.#leases.release(id);
    return true;
  }

  /** Another window has the chat now; what did not reach the log is kept beside it. */
  async #lose(id: ConversationId, unsaved: readonly ConversationEvent[]): Promise<void> {
    const writer = this.#writers.get(id);
    this.#writers.delete(id);
    // Its own question about the lease ends it, with what it still had.
    if (writer !== undefined) await writer.close();
    const holder = this.#holders.get(id);
    this.#holders.remove(id);
    // At once, so that no request leaves whose question is not in the log.
    isolate(() => holder?.onLost(unsaved));
    if (unsaved.length > 0) await this.#folder.keepAside(id, unsaved);
  }
}

/** All conversations on disk: one append-only log each, in the folder `chats`, each written by one window at a time. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { ConversationId } from '../../conversation/model.ts';
import { isolate } from '../../platform/isolate.ts';
import type { Clock, FilePort, Logger } from '../../platform/ports.ts';
import { setAside } from './quarantine.ts';
import { Leases } from '../lease/leases.ts';
import { logSchema, toLine } from './logFormat.ts';
import { LogFollower } from './logFollower.ts';
import type { StoredConversation } from '../../conversation/storedConversation.ts';
import { LogWriter } from './logWriter.ts';
import { codeOf } from '../nodeFiles.ts';
import { rewriteLog } from './rewriteLog.ts';
import { takeAllLeases } from '../lease/takeAllLeases.ts';
import { tidyLog, type Damage } from './compactLog.ts';

/** How long a chat that nobody has claimed stays with this window after its last write, in milliseconds. */
const unclaimedMs = 5_000;

/** What the store is given. */
export interface ConversationLogOptions {
  /** The extension's global storage folder. */
  readonly folder: string;
  readonly files: FilePort;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Version of the extension, written into each header. */
  readonly writer: string;
  /** Called when writing fails, and with `undefined` when all chats can be written again. */
  readonly onProblem: (problem: string | undefined) => void;
  /** Called once for each damage that was found. */
  readonly onDamage?: (damage: Damage) => void;
  /** Name of this window, like that of no other; made up if left out. */
  readonly window?: string;
}

/** Who keeps a chat open in this window. */
export interface ChatTenant {
  /** Whether a turn is in progress, so that the chat cannot be given away now. */
  readonly busy: boolean;
  /** It went to a window that asked for it. */
  onLeft(): void;
  /** It went to another window while this one slept; these events did not reach the log and are kept aside. */
  onLost(unsaved: readonly ConversationEvent[]): void;
}

/** Reads and appends conversation logs; a failed write is kept in memory and never thrown. */
export class ConversationLog {
  readonly #options: ConversationLogOptions;
  readonly #chats: string;
  readonly #leases: Leases;
  readonly #writers = new Map<ConversationId, LogWriter>();
  readonly #tenants = new Map<ConversationId, ChatTenant>();
  /** Those who are about to become the tenant of a chat. */
  readonly #comers = new Set<{ readonly id: ConversationId }>();
  readonly #troubled = new Set<ConversationId>();
  readonly #idleTimers = new Map<ConversationId, () => void>();

  constructor(options: ConversationLogOptions) {
    const { folder, files, clock, logger, writer, window = randomUUID() } = options;
    this.#options = options;
    this.#chats = join(folder, 'chats');
    this.#leases = new Leases({
      ...{ folder: this.#chats, files, clock, logger, window },
      onAsked: (id) => this.#giveAway(id),
      onTakenFromSleeper: (id) => rewriteLog({ path: this.#path(id), files, writer, logger }),
      onLost: (id) => this.#lose(id, []),
    });
  }

  /** Takes events to be on disk within a second. */
  append(id: ConversationId, events: readonly ConversationEvent[]): void {
    this.#writer(id).append(events);
  }

  /** Takes events and returns when they are on the disk, or could not be written. */
  async appendSynced(id: ConversationId, events: readonly ConversationEvent[]): Promise<void> {
    const writer = this.#writer(id);
    writer.append(events);
    await writer.sync();
  }

  /** Folds a log; `undefined` when there is none. */
  async read(id: ConversationId): Promise<StoredConversation | undefined> {
    const news = await this.follow(id).poll();
    return news.kind === 'whole' ? news.stored : undefined;
  }

  /**
   * Writes events into a chat that need not be open here, and keeps it no longer than that. `false` when
   * another window has it: nothing is written then.
   */
  async amend(id: ConversationId, events: readonly ConversationEvent[]): Promise<boolean> {
    if (!(await this.mayChange(id))) return false;
    await this.appendSynced(id, events);
    // What cannot be written yet stays with its writer, which tries again.
    if (!this.#tenants.has(id)) await this.#letGo(id, this.#writers.get(id));
    return true;
  }

  /** Whether this window writes a chat, or nobody does; asks the disk, so that nobody who slept is mistaken. */
  async mayChange(id: ConversationId): Promise<boolean> {
    const tenant = this.#tenants.get(id);
    if (tenant === undefined) return await this.#tryTake(id);
    const lease = this.#leases.of(id);
    // Where no lease can be made, the writer tells what is the matter.
    if (!lease.isOwn || (await lease.holds())) return true;
    await this.#lose(id, []);
    return false;
  }

  /** Keeps a chat from all other windows until it is released; `false` when another one has it. */
  async seize(id: ConversationId): Promise<boolean> {
    const tenant = { busy: true, onLeft: () => undefined, onLost: () => undefined };
    return await this.#comeIn(id, tenant, () => this.mayChange(id));
  }

  /** Writes what waits of one conversation, lets go of its file, does what is `last`, and lets other windows have it. */
  async release(id: ConversationId, last?: () => Promise<void>): Promise<void> {
    const writer = this.#writers.get(id);
    await writer?.close();
    if (this.#writers.get(id) === writer) this.#writers.delete(id);
    try {
      await last?.();
    } finally {
      this.#tenants.delete(id);
      await this.#leases.release(id);
    }
  }

  /** Makes this window the writer of a chat for as long as a tenant has it open; `false` when another one is. */
  async claim(id: ConversationId, tenant: ChatTenant): Promise<boolean> {
    return await this.#comeIn(id, tenant, () => this.#tryTake(id));
  }

  /** Gives a chat back that its tenant does not use; resolves to the state of its log, or to `undefined` where something waits to be written. */
  async leave(id: ConversationId, tenant: ChatTenant): Promise<string | undefined> {
    const writer = this.#writers.get(id);
    await writer?.sync();
    const state = await this.stateOf(id);
    return (await this.#letGo(id, writer, tenant)) ? state : undefined;
  }

  /** What the log of a chat is now: the same text as long as nobody writes into it. */
  async stateOf(id: ConversationId): Promise<string> {
    try {
      const { size, modifiedAt } = await this.#options.files.stat(this.#path(id));
      return `${String(size)} ${String(modifiedAt)}`;
    } catch (error) {
      return codeOf(error) ?? 'unknown';
    }
  }

  /** Asks the window that has a chat to give it away; it does as soon as no turn is in progress. */
  async ask(id: ConversationId): Promise<void> {
    await this.#leases.of(id).ask();
  }

  /** Reads a chat again and again as it grows. */
  follow(id: ConversationId): LogFollower {
    const { files, logger } = this.#options;
    return new LogFollower(id, this.#path(id), files, logger);
  }

  /** After a whole reading by the window that writes: keeps what is damaged in files beside, and shortens what has grown. */
  async tidy(id: ConversationId, follower: LogFollower): Promise<void> {
    if (!follower.reader.isUntidy) return;
    const { files, logger, onDamage, writer } = this.#options;
    const tidying = { id, path: this.#path(id), files, logger, writer, follower, onDamage };
    try {
      if (this.#leases.of(id).isOwn && !this.#writers.has(id)) await tidyLog(tidying);
    } catch (error) {
      // The chat can be read without it.
      logger.warn(`A log could not be tidied: ${String(error)}`);
    }
  }

  /** The ids of all conversations that have a log. */
  async list(): Promise<ConversationId[]> {
    const names = await this.#options.files.list(this.#chats);
    return names.flatMap((name) => /^([a-z0-9-]+)\.jsonl$/.exec(name)?.[1] ?? []);
  }

  /** Writes what waits, closes every file and gives every lease back. */
  async close(): Promise<void> {
    await this.#closeFiles();
    await this.#leases.releaseAll();
  }

  /** Takes every chat, asking the windows that have them; those that are left after a few seconds, if any, are in use. */
  async takeAll(): Promise<readonly ConversationId[]> {
    return takeAllLeases(this.#leases, { ...this.#options, folder: this.#chats });
  }

  /** Removes every conversation; only "Delete All Data" calls this, when it has taken them all. */
  async deleteAll(): Promise<void> {
    await this.#closeFiles();
    await this.#options.files.remove(this.#chats);
    await this.#leases.releaseAll();
  }

  async #closeFiles(): Promise<void> {
    for (const cancel of this.#idleTimers.values()) cancel();
    this.#idleTimers.clear();
    const writers = [...this.#writers];
    await Promise.all(writers.map(([, writer]) => writer.close()));
    for (const [id, writer] of writers) {
      // One that began meanwhile has a file of its own, which only it can close.
      if (this.#writers.get(id) === writer) this.#writers.delete(id);
    }
    this.#tenants.clear();
  }

  #path(id: ConversationId): string {
    if (!/^[a-z0-9-]+$/.test(id)) throw new Error('A conversation id holds a-z, 0-9 and - only.');
    return join(this.#chats, `${id}.jsonl`);
  }

  /** Takes the lease; `false` when another window has it. */
  async #take(id: ConversationId): Promise<boolean> {
    return (await this.#leases.take(id)) !== 'elsewhere';
  }

  /** Nobody lets go of a chat from the moment on at which somebody wants to have it open. */
  async #comeIn(
    id: ConversationId,
    tenant: ChatTenant,
    take: () => Promise<boolean>,
  ): Promise<boolean> {
    const comer = { id };
    this.#comers.add(comer);
    try {
      const taken = await take();
      if (taken) this.#tenants.set(id, tenant);
      return taken;
    } finally {
      this.#comers.delete(comer);
    }
  }

  async #tryTake(id: ConversationId): Promise<boolean> {
    try {
      return await this.#take(id);
    } catch (error) {
      // No lease can be made there, so nothing can be written either: the writer says so, and tries again.
      this.#options.logger.warn(`A chat could not be leased (${codeOf(error) ?? 'unknown'}).`);
      return true;
    }
  }

  #writer(id: ConversationId): LogWriter {
    const known = this.#writers.get(id);
    if (known !== undefined) return known;
    const { files, clock, writer } = this.#options;
    let held = false;
    const made: LogWriter = new LogWriter({
      path: this.#path(id),
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
      onState: (problem) => this.#onState(id, problem),
      onWritten: () => this.#releaseLater(id, made),
    });
    this.#writers.set(id, made);
    return made;
  }

  #onState(id: ConversationId, problem: unknown): void {
    if (problem === undefined) this.#troubled.delete(id);
    else {
      const code = codeOf(problem) ?? 'unknown';
      this.#troubled.add(id);
      this.#options.logger.error(`A chat could not be saved (${code}).`);
      this.#options.onProblem(code);
    }
    if (this.#troubled.size === 0) this.#options.onProblem(undefined);
  }

  /** A chat that is open nowhere here need not be kept from other windows. */
  #releaseLater(id: ConversationId, writer: LogWriter): void {
    if (this.#tenants.has(id)) return;
    this.#idleTimers.get(id)?.();
    const cancel = this.#options.clock.after(unclaimedMs, () => {
      this.#idleTimers.delete(id);
      const idle = !this.#tenants.has(id) && writer.idle && this.#writers.get(id) === writer;
      if (idle) void this.#letGo(id, writer);
    });
    this.#idleTimers.set(id, cancel);
  }

  /** Gives a chat to the window that asks for it, unless a turn is in progress or something cannot be written. */
  async #giveAway(id: ConversationId): Promise<void> {
    const tenant = this.#tenants.get(id);
    if (tenant?.busy === true) return;
    if (!(await this.#letGo(id, this.#writers.get(id), tenant))) return;
    isolate(() => tenant?.onLeft());
  }

  async #letGo(
    id: ConversationId,
    writer: LogWriter | undefined,
    tenant?: ChatTenant,
  ): Promise<boolean> {
    const problem = await writer?.close();
    // Something was taken meanwhile, or is still only in memory.
    if (problem !== undefined || writer?.idle === false) return false;
    if (this.#writers.get(id) !== writer) return false;
    // Somebody came, or began a turn, meanwhile.
    if (this.#tenants.get(id) !== tenant || tenant?.busy === true) return false;
    if ([...this.#comers].some((comer) => comer.id === id)) return false;
    this.#writers.delete(id);
    // Before anybody can come in while the lease is given back.
    this.#tenants.delete(id);
    await this.#leases.release(id);
    return true;
  }

  /** Another window has the chat now; what did not reach the log is kept beside it. */
  async #lose(id: ConversationId, unsaved: readonly ConversationEvent[]): Promise<void> {
    const writer = this.#writers.get(id);
    this.#writers.delete(id);
    // Its own question about the lease ends it, with what it still had.
    if (writer !== undefined) await writer.close();
    const tenant = this.#tenants.get(id);
    this.#tenants.delete(id);
    // At once, so that no request leaves whose question is not in the log.
    isolate(() => tenant?.onLost(unsaved));
    if (unsaved.length > 0) await this.#keepAside(id, unsaved);
  }

  async #keepAside(id: ConversationId, unsaved: readonly ConversationEvent[]): Promise<void> {
    const { files, logger, clock, onDamage } = this.#options;
    const bytes = Buffer.concat(unsaved.map(toLine));
    try {
      const { path, isNew } = await setAside(files, `${this.#path(id)}.aside`, bytes);
      if (isNew) onDamage?.({ id, kind: 'aside', path });
    } catch (error) {
      logger.error(`What was lost could not be kept aside (${codeOf(error) ?? 'unknown'}).`);
      clock.after(unclaimedMs, () => void this.#keepAside(id, unsaved));
    }
  }
}

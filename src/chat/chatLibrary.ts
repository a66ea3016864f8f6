/** All chats, open or not: lists them, names, pins, copies and deletes them. */

import { copyBranch } from '../conversation/copyBranch.ts';
import type { ConversationEvent } from '../conversation/events.ts';
import type { Conversation, ConversationId } from '../conversation/model.ts';
import { summarise, type ConversationSummary } from '../conversation/summary.ts';
import { Emitter } from '../platform/emitter.ts';
import type { Clock, Ids } from '../platform/platform.ts';
import type { ChatController } from './chatController.ts';
import type { ChatSession } from './chatSession.ts';
import type { ConversationStore } from './ports.ts';

/** How long a deleted chat can be had back, in milliseconds. */
export const undoMs = 10_000;
/** How long the logs of chats that came to rest are left for others that follow, in milliseconds. */
const restedLookMs = 1_000;

/** A chat as its log told it when it was looked at last. */
export interface StoredChat {
  readonly summary: ConversationSummary;
  /** Made by a newer version, so that nothing may be written into it. */
  readonly readOnly: boolean;
  /** The log's size in bytes and time in milliseconds, by which an older reading is told apart. */
  readonly size: number;
  readonly modifiedAt: number;
}

/** The list of all logs. */
export interface ChatShelf {
  /** Makes `all` what was known when a window looked last. */
  load(): Promise<void>;
  readonly all: readonly StoredChat[];
  /** Makes `all` what is so, but for the chats in `open`; whether it changed. `onSlice`: more is known. */
  refresh(open: ReadonlySet<ConversationId>, onSlice: () => void): Promise<boolean>;
  rebuild(onSlice: () => void): Promise<void>;
  read(id: ConversationId): Promise<Conversation | undefined>;
}

/** Where deleted chats wait. */
export interface DeletedShelf {
  moveAway(id: ConversationId): Promise<void>;
  /** Whether the chat is there again. */
  restore(id: ConversationId): Promise<boolean>;
  purge(keepMs: number): Promise<void>;
}

/** What the library asks of the store besides what a chat does. */
export interface LibraryStore extends ConversationStore {
  /** Writes events into a chat; `false`, and nothing is written, when another window has it. */
  amend(id: ConversationId, events: readonly ConversationEvent[]): Promise<boolean>;
  /** Whether this window writes a chat, or nobody does. */
  mayChange(id: ConversationId): Promise<boolean>;
  /** Keeps a chat from all other windows until it is released; `false` when another one has it. */
  seize(id: ConversationId): Promise<boolean>;
  /** Lets go of a chat after doing what is `last`. */
  release(id: ConversationId, last?: () => Promise<void>): Promise<void>;
}

/** Why a chat was left as it is: another window writes it, or a newer version made it. */
export type ChangeRefusal = 'elsewhere' | 'readOnly';

/** What the library is given. */
export interface LibraryPorts {
  readonly controller: ChatController;
  readonly store: LibraryStore;
  readonly shelf: ChatShelf;
  readonly deleted: DeletedShelf;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** One chat of the list. */
export interface LibraryChat extends StoredChat {
  /** Its conversation, if it is open in this window: newer than any log. */
  readonly session?: ChatSession;
}

/** A chat that can still be had back. */
export interface DeletedChat {
  readonly id: ConversationId;
  readonly title: string;
}

/** Everything that can be done with chats that need not be open. */
export class ChatLibrary {
  /** The list is another one now. */
  readonly onChange = new Emitter<void>();
  /** A chat is about to be deleted: nobody may go on showing it. */
  readonly onRemove = new Emitter<ConversationId>();

  readonly #ports: LibraryPorts;
  /** Chats that have just come to rest, until their logs were looked at. */
  readonly #rested = new Map<ConversationId, StoredChat>();
  #isLookDue = false;
  #undoable: readonly DeletedChat[] = [];
  #loading: Promise<void> | undefined;
  #loaded = false;

  constructor(ports: LibraryPorts) {
    this.#ports = ports;
    ports.controller.onEvents.on(({ events }) => {
      if (events.some(({ type }) => type !== 'partAppended')) this.onChange.fire();
    });
    ports.controller.onRested.on((session) => this.#onRested(session));
  }

  /** The chats as last known; none before `load`. What was deleted is left out. */
  get chats(): readonly LibraryChat[] {
    const byId = new Map<ConversationId, LibraryChat>();
    for (const chat of this.#ports.shelf.all) byId.set(chat.summary.id, chat);
    for (const [id, chat] of this.#rested) byId.set(id, chat);
    for (const session of this.#ports.controller.stored) {
      const summary = summarise(session.conversation);
      const { readOnly } = session;
      byId.set(summary.id, { summary, readOnly, session, size: 0, modifiedAt: 0 });
    }
    for (const { id } of this.#undoable) byId.delete(id);
    return [...byId.values()];
  }

  /** Whether the list is known. */
  get isLoaded(): boolean {
    return this.#loaded;
  }

  /** The chat that was deleted last, as long as it can be had back. */
  get lastDeleted(): DeletedChat | undefined {
    return this.#undoable.at(-1);
  }

  /** Resolves when the list can be shown, which may be as an earlier window knew it; then looks at the logs. */
  load(): Promise<void> {
    return (this.#loading ??= this.#loadOnce());
  }

  /** Looks at the logs again. */
  async refresh(): Promise<void> {
    const { shelf } = this.#ports;
    const rested = [...this.#rested];
    const isOther = await shelf.refresh(this.#openIds(), () => this.onChange.fire());
    for (const [id, chat] of rested) if (this.#rested.get(id) === chat) this.#rested.delete(id);
    if (isOther) this.onChange.fire();
  }

  /** Makes the list anew from all logs; resolves to how many chats it has. */
  async rebuild(): Promise<number> {
    await this.load();
    await this.#ports.shelf.rebuild(() => this.onChange.fire());
    this.onChange.fire();
    return this.chats.length;
  }

  /** A chat to look at, as it is now. */
  async read(chat: LibraryChat): Promise<Conversation | undefined> {
    return chat.session?.conversation ?? (await this.#ports.shelf.read(chat.summary.id));
  }

  /** Gives a chat a name that stays; resolves to why not, if it was left as it is. */
  rename(id: ConversationId, title: string): Promise<ChangeRefusal | undefined> {
    return this.#tell(id, { type: 'titled', title, by: 'person' });
  }

  /** Keeps a chat at the top of the list, or no longer; resolves to why not, if it was left as it is. */
  pin(id: ConversationId, pinned: boolean): Promise<ChangeRefusal | undefined> {
    return this.#tell(id, { type: 'pinned', pinned });
  }

  /** Stops a chat and moves it away, and `undo` brings it back for ten seconds; resolves to why not, if it stays. */
  async remove(id: ConversationId): Promise<ChangeRefusal | undefined> {
    const chat = this.#find(id);
    if (chat === undefined) return undefined;
    const { controller, store, deleted, clock } = this.#ports;
    if (chat.session?.elsewhere === true || !(await store.seize(id))) return 'elsewhere';
    this.#undoable = [...this.#undoable, { id, title: chat.summary.title }];
    this.onRemove.fire(id);
    this.onChange.fire();
    try {
      await controller.release(id);
      await store.release(id, () => deleted.moveAway(id));
    } catch (error) {
      // It is where it was, and is listed again.
      await store.release(id);
      this.#forget(id);
      throw error;
    }
    clock.after(undoMs, () => {
      this.#forget(id);
      void this.#purge();
    });
    await this.refresh();
    return undefined;
  }

  /** Brings back the chat that was deleted last, or the one that is named. */
  async undo(id: ConversationId | undefined = this.lastDeleted?.id): Promise<void> {
    if (id === undefined || !this.#undoable.some((one) => one.id === id)) return;
    await this.#ports.deleted.restore(id);
    this.#forget(id);
    await this.refresh();
  }

  /** Copies a chat with all its branches; resolves to the copy's id, or `undefined` where there is no such chat. */
  async duplicate(
    id: ConversationId,
    toTitle: (title: string) => string,
  ): Promise<ConversationId | undefined> {
    const chat = this.#find(id);
    if (chat === undefined) return undefined;
    const conversation = await this.read(chat);
    if (conversation === undefined) return undefined;
    const { store, ids, clock } = this.#ports;
    const copy = ids.next();
    const title = toTitle(chat.summary.title);
    await store.amend(
      copy,
      copyBranch(conversation, 'wholeTree', { id: copy, now: clock.now(), title }),
    );
    await this.refresh();
    return copy;
  }

  async #loadOnce(): Promise<void> {
    const { shelf } = this.#ports;
    await shelf.load();
    if (shelf.all.length === 0) await shelf.refresh(this.#openIds(), () => this.onChange.fire());
    this.#loaded = true;
    this.onChange.fire();
    // What earlier windows left; the list need not wait for it, nor for what changed since.
    void this.#purge();
    void this.refresh();
  }

  async #tell(id: ConversationId, event: ConversationEvent): Promise<ChangeRefusal | undefined> {
    const chat = this.#find(id);
    if (chat === undefined) return undefined;
    if (chat.readOnly) return 'readOnly';
    const { store } = this.#ports;
    const { session } = chat;
    if (session === undefined) {
      if (!(await store.amend(id, [event]))) return 'elsewhere';
      await this.refresh();
      return undefined;
    }
    if (session.elsewhere || !(await store.mayChange(id))) return 'elsewhere';
    if (event.type === 'titled') session.rename(event.title, 'person');
    if (event.type === 'pinned') session.pin(event.pinned);
    return undefined;
  }

  /** Its log is newer than the list; until it was read the list has what was open. */
  #onRested({ conversation, readOnly }: ChatSession): void {
    if (this.#loading === undefined) return;
    const summary = summarise(conversation);
    this.#rested.set(summary.id, { summary, readOnly, size: 0, modifiedAt: summary.updatedAt });
    if (this.#isLookDue) return;
    this.#isLookDue = true;
    this.#ports.clock.after(restedLookMs, () => {
      this.#isLookDue = false;
      void this.refresh();
    });
  }

  #find(id: ConversationId): LibraryChat | undefined {
    return this.chats.find(({ summary }) => summary.id === id);
  }

  #forget(id: ConversationId): void {
    this.#undoable = this.#undoable.filter((one) => one.id !== id);
    this.onChange.fire();
  }

  async #purge(): Promise<void> {
    await this.#ports.deleted.purge(undoMs);
  }

  #openIds(): ReadonlySet<ConversationId> {
    return new Set(this.#ports.controller.stored.map(({ conversation }) => conversation.id));
  }
}

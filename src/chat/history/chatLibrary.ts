/** Lists, names, pins, copies and deletes chats, open or not. */

import { copyBranch } from '../../conversation/export/copyBranch.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { Conversation, ConversationId } from '../../conversation/model.ts';
import { toChatListEntry } from '../../conversation/chatListEntry.ts';
import type { UnreadableReason } from '../../conversation/unreadable.ts';
import { Emitter } from '../../platform/emitter.ts';
import type { ChatSession } from '../session/chatSession.ts';
import type { LibraryPorts, StoredChat } from './libraryPorts.ts';

/** How long a deleted chat can be had back, in milliseconds. */
export const undoMs = 10_000;
/** How long the logs of chats that came to rest are left for others that follow, in milliseconds. */
const restedLookMs = 1_000;

/** Why a chat was left as it is: another window writes it, a newer version made it, or it cannot be read. */
export type ChangeRefusal = 'elsewhere' | 'readOnly' | 'unreadable';

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
  readonly #endingUndo = new Map<ConversationId, () => void>();
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
    for (const chat of this.#ports.chatIndex.all) byId.set(chat.summary.id, chat);
    for (const [id, chat] of this.#rested) byId.set(id, chat);
    for (const session of this.#ports.controller.stored) {
      const summary = toChatListEntry(session.conversation);
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
    this.#loading ??= this.#loadOnce().catch((error: unknown) => {
      // The folder may be there the next time.
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /** Looks at the logs again. */
  async refresh(): Promise<void> {
    const { chatIndex } = this.#ports;
    const rested = [...this.#rested];
    const isOther = await chatIndex.refresh(this.#openIds(), () => this.onChange.fire());
    for (const [id, chat] of rested) if (this.#rested.get(id) === chat) this.#rested.delete(id);
    if (isOther) this.onChange.fire();
  }

  /** Rebuilds the list from all logs; resolves to how many chats it has, and how many of them cannot be read. */
  async rebuild(): Promise<{ readonly count: number; readonly unreadable: number }> {
    await this.load();
    await this.#ports.chatIndex.rebuild(() => this.onChange.fire());
    this.onChange.fire();
    const unreadable = this.chats.filter((chat) => chat.unreadable !== undefined).length;
    return { count: this.chats.length, unreadable };
  }

  /** A chat to look at, as it is now; `undefined` where it cannot be read. */
  async read(chat: LibraryChat): Promise<Conversation | undefined> {
    if (chat.unreadable !== undefined) return undefined;
    return chat.session?.conversation ?? (await this.#ports.chatIndex.read(chat.summary.id));
  }

  /** Why a chat cannot be opened, as its log is now. */
  async whyUnreadable(id: ConversationId): Promise<UnreadableReason | undefined> {
    const reason = await this.#ports.chatIndex.check(id);
    if (reason !== undefined) this.onChange.fire();
    return reason;
  }

  /** The file of a chat, to be copied as it is. */
  fileOf(id: ConversationId): string {
    return this.#ports.chatIndex.fileOf(id);
  }

  /** Gives a chat a name that stays; resolves to why not, if it was left as it is. */
  rename(id: ConversationId, title: string): Promise<ChangeRefusal | undefined> {
    return this.#notify(id, { type: 'titled', title, by: 'person' });
  }

  /** Keeps a chat at the top of the list, or no longer; resolves to why not, if it was left as it is. */
  pin(id: ConversationId, pinned: boolean): Promise<ChangeRefusal | undefined> {
    return this.#notify(id, { type: 'pinned', pinned });
  }

  /** Stops a chat and moves it away, and `undo` brings it back for ten seconds; resolves to why not, if it stays. */
  async remove(id: ConversationId): Promise<ChangeRefusal | undefined> {
    const chat = this.#find(id);
    if (chat === undefined) return undefined;
    const { controller, store, trash, clock } = this.#ports;
    if (chat.session?.elsewhere === true || !(await store.seize(id))) return 'elsewhere';
    this.#undoable = [...this.#undoable, { id, title: nameOf(chat) }];
    this.onRemove.fire(id);
    this.onChange.fire();
    try {
      await controller.release(id);
      await store.release(id, () => trash.moveAway(id));
    } catch (error) {
      // It is where it was, and is listed again.
      await store.release(id);
      this.#forget(id);
      throw error;
    }
    this.#endingUndo.set(
      id,
      clock.after(undoMs, () => {
        this.#forget(id);
        void this.#purge();
      }),
    );
    await this.refresh();
    return undefined;
  }

  /**
   * Brings back the chat that was deleted last, or the one that is named; whether it is there. Rejects when the disk
   * refuses, and then it can be tried again for as long as the window is open.
   */
  async undo(id: ConversationId | undefined = this.lastDeleted?.id): Promise<boolean> {
    if (id === undefined || !this.#undoable.some((deleted) => deleted.id === id)) return true;
    // It must not be removed while it is brought back.
    this.#endingUndo.get(id)?.();
    const isBack = await this.#ports.trash.restore(id);
    this.#forget(id);
    await this.refresh();
    return isBack || this.#find(id) !== undefined;
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
    const { chatIndex } = this.#ports;
    await chatIndex.load();
    try {
      if (chatIndex.all.length === 0) {
        await chatIndex.refresh(this.#openIds(), () => this.onChange.fire());
      }
    } finally {
      this.#loaded = true;
      this.onChange.fire();
    }
    // What earlier windows left; the list need not wait for it, nor for what changed since.
    void this.#catchUp(() => this.refresh());
    void this.#catchUp(async () => {
      if (await this.#ports.trash.restoreKept()) await this.refresh();
      await this.#purge();
    });
  }

  /** Does what nobody waits for. */
  async #catchUp(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#ports.logger.warn(`The list of chats: ${String(error)}`);
    }
  }

  async #notify(id: ConversationId, event: ConversationEvent): Promise<ChangeRefusal | undefined> {
    const chat = this.#find(id);
    if (chat === undefined) return undefined;
    if (chat.unreadable !== undefined) return 'unreadable';
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
    const summary = toChatListEntry(conversation);
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
    this.#undoable = this.#undoable.filter((deleted) => deleted.id !== id);
    this.#endingUndo.delete(id);
    this.onChange.fire();
  }

  /** What cannot be removed now is removed by the next window. */
  async #purge(): Promise<void> {
    const { trash, logger } = this.#ports;
    try {
      await trash.purge(undoMs);
    } catch (error) {
      logger.warn(`Deleted chats could not be removed: ${String(error)}`);
    }
  }

  #openIds(): ReadonlySet<ConversationId> {
    return new Set(this.#ports.controller.stored.map(({ conversation }) => conversation.id));
  }
}

/** What a chat is called once it is not listed any more. */
function nameOf({ summary: { id, title }, unreadable }: LibraryChat): string {
  return title === '' && unreadable !== undefined ? `${id}.jsonl` : title;
}

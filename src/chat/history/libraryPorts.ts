/** Ports of the chat library. */

import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { Conversation, ConversationId } from '../../conversation/model.ts';
import type { ChatListEntry } from '../../conversation/chatListEntry.ts';
import type { UnreadableReason } from '../../conversation/unreadable.ts';
import type { Clock, Ids, Logger } from '../../platform/ports.ts';
import type { ChatController } from '../chatController.ts';
import type { ConversationStore } from '../ports.ts';

/** A chat as its log was when it was read last. */
export interface StoredChat {
  readonly summary: ChatListEntry;
  /** Made by a newer version, so that nothing may be written into it. */
  readonly readOnly: boolean;
  /** The log's size in bytes and time in milliseconds, by which an older reading is recognised. */
  readonly size: number;
  readonly modifiedAt: number;
  /** Why the log cannot be read: the chat can be deleted and its file be copied, and no more. */
  readonly unreadable?: UnreadableReason;
}

/** The list of all logs. */
export interface ChatIndexPort {
  /** Makes `all` what was known when a window looked last. */
  load(): Promise<void>;
  readonly all: readonly StoredChat[];
  /** Makes `all` what is so, but for the chats in `open`; whether it changed. `onSlice`: more is known. */
  refresh(open: ReadonlySet<ConversationId>, onSlice: () => void): Promise<boolean>;
  rebuild(onSlice: () => void): Promise<void>;
  read(id: ConversationId): Promise<Conversation | undefined>;
  /** Reads a log again; resolves to why it cannot be read. */
  check(id: ConversationId): Promise<UnreadableReason | undefined>;
  /** The path of a log. */
  fileOf(id: ConversationId): string;
}

/** Where deleted chats wait. */
export interface TrashPort {
  moveAway(id: ConversationId): Promise<void>;
  /** Whether the chat is there again; rejects when it could not be brought back, and keeps it. */
  restore(id: ConversationId): Promise<boolean>;
  /** Brings back what an earlier window could not bring back; whether anything was. */
  restoreKept(): Promise<boolean>;
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
  /** Releases a chat after running `last`. */
  release(id: ConversationId, last?: () => Promise<void>): Promise<void>;
}

/** What the library is given. */
export interface LibraryPorts {
  readonly controller: ChatController;
  readonly store: LibraryStore;
  readonly chatIndex: ChatIndexPort;
  readonly trash: TrashPort;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
}

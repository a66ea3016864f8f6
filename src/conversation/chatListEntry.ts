/** A chat's entry in a list of chats, without the chat itself. */

import { activeBranch } from './activeBranch.ts';
import { chatTitle, oneLine } from './chatTitle.ts';
import { logLimits } from './limits.ts';
import type { Conversation, ConversationId, Workspace } from './model.ts';

/** The longest name that is kept of a chat, in UTF-16 code units. */
export const maxTitleLength = 200;

/** One conversation in a list; times are milliseconds since the epoch. */
export interface ChatListEntry {
  readonly id: ConversationId;
  /** On one line; empty while nothing was said. */
  readonly title: string;
  readonly createdAt: number;
  /** When its last turn ended, or began if it runs. */
  readonly updatedAt: number;
  /** How many turns the active branch has. */
  readonly turns: number;
  readonly pinned: boolean;
  /** Where it was begun; missing in logs of earlier versions. */
  readonly workspace?: Workspace;
}

/** The summary of a conversation as it is now. */
export function toChatListEntry(conversation: Conversation): ChatListEntry {
  const { id, createdAt, pinned, workspace, turns, openTurn } = conversation;
  const name = oneLine((conversation.title ?? '').slice(0, maxTitleLength));
  let updatedAt = createdAt;
  for (const turn of turns.values()) {
    updatedAt = Math.max(updatedAt, turn.endedAt ?? turn.startedAt);
  }
  return {
    id,
    title: name === '' ? (chatTitle(conversation) ?? '') : name,
    createdAt,
    updatedAt: Math.max(updatedAt, openTurn?.startedAt ?? 0),
    turns: activeBranch(conversation).length,
    pinned,
    ...(isShort(workspace) ? { workspace } : {}),
  };
}

function isShort(workspace: Workspace | undefined): workspace is Workspace {
  if (workspace === undefined) return false;
  return Math.max(workspace.uri.length, workspace.name.length) <= logLimits.workspace;
}

/** The order of a list: pinned ones first, then by their last turn, newest first. */
export function bySummaryOrder(entry: ChatListEntry, other: ChatListEntry): number {
  return Number(other.pinned) - Number(entry.pinned) || byNewest(entry, other);
}

/** Newest first; the same whatever order the files came in. */
export function byNewest(entry: ChatListEntry, other: ChatListEntry): number {
  return other.updatedAt - entry.updatedAt || (entry.id < other.id ? 1 : -1);
}

/** A chat's entry in the chat list, loaded without the chat. */

import { activeBranch } from './activeBranch.ts';
import { chatTitle, oneLine } from './chatTitle.ts';
import { logLimits } from './limits.ts';
import type { Conversation, ConversationId, Workspace } from './model.ts';

/** Maximum length of a title, in UTF-16 code units. */
export const maxTitleLength = 200;

/** A chat in the list; times are in milliseconds since the epoch. */
export interface ChatListEntry {
  readonly id: ConversationId;
  /** On one line; empty for a chat without messages. */
  readonly title: string;
  readonly createdAt: number;
  /** When its last turn ended, or started if it is in progress. */
  readonly updatedAt: number;
  /** Number of turns on the active branch. */
  readonly turns: number;
  readonly pinned: boolean;
  /** The workspace it was created in; missing in logs of earlier versions. */
  readonly workspace?: Workspace;
}

/** The list entry for the current state of a conversation. */
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

/** Sort order: pinned first, then by last turn, newest first. */
export function bySummaryOrder(entry: ChatListEntry, other: ChatListEntry): number {
  return Number(other.pinned) - Number(entry.pinned) || byNewest(entry, other);
}

/** Newest first; ties are broken by id, so file order does not matter. */
export function byNewest(entry: ChatListEntry, other: ChatListEntry): number {
  return other.updatedAt - entry.updatedAt || (entry.id < other.id ? 1 : -1);
}

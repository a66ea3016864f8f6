/** The format of the chat index; an invalid entry is dropped and rebuilt from its log. */

import { logLimits } from '../../conversation/limits.ts';
import type { ConversationId, Workspace } from '../../conversation/model.ts';
import type { ChatListEntry } from '../../conversation/chatListEntry.ts';
import type { UnreadableReason } from '../../conversation/unreadable.ts';

/** A chat, and the state of the log that its entry was made from. */
export interface IndexEntry {
  /** Size in bytes. */
  readonly size: number;
  /** Modification time in milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** Whether the log was written by a newer version, so it is read-only. */
  readonly readOnly: boolean;
  readonly summary: ChatListEntry;
  /** Why the log cannot be read; the entry then has the last known data, or the file's time. */
  readonly unreadable?: UnreadableReason;
}

/** Increased whenever an entry changes its meaning. */
const version = 1;

/** Serializes entries. Unreadable logs are left out, so that each window tries them again. */
export function toIndexFile(entries: ReadonlyMap<ConversationId, IndexEntry>): Uint8Array {
  const chats = [...entries.values()].filter(({ unreadable }) => unreadable === undefined);
  return new TextEncoder().encode(JSON.stringify({ version, chats }));
}

/** Parses entries by id; `undefined` if the file is not an index. */
export function readIndex(bytes: Uint8Array): Map<ConversationId, IndexEntry> | undefined {
  let file: unknown;
  try {
    file = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The file is truncated or of another kind, so the caller rebuilds the list.
    return undefined;
  }
  if (!isRecord(file) || file['version'] !== version || !Array.isArray(file['chats'])) {
    return undefined;
  }
  const entries = (file['chats'] as unknown[]).flatMap((entry) => toEntry(entry) ?? []);
  return new Map(entries.map((entry) => [entry.summary.id, entry]));
}

function toEntry(value: unknown): IndexEntry | undefined {
  if (!isRecord(value)) return undefined;
  const { size, modifiedAt, readOnly } = value;
  const summary = toSummary(value['summary']);
  if (!isNumber(size) || !isNumber(modifiedAt) || typeof readOnly !== 'boolean') return undefined;
  return summary && { size, modifiedAt, readOnly, summary };
}

function toSummary(value: unknown): ChatListEntry | undefined {
  if (!isRecord(value)) return undefined;
  const { id, title, createdAt, updatedAt, turns, pinned } = value;
  if (!isText(id, 64) || !/^[a-z0-9-]+$/.test(id) || !isText(title, logLimits.title)) {
    return undefined;
  }
  if (!isTime(createdAt) || !isTime(updatedAt) || !isNumber(turns) || turns < 0) return undefined;
  if (typeof pinned !== 'boolean') return undefined;
  const summary = { id, title, createdAt, updatedAt, turns, pinned };
  if (value['workspace'] === undefined) return summary;
  const workspace = toWorkspace(value['workspace']);
  return workspace && { ...summary, workspace };
}

function toWorkspace(value: unknown): Workspace | undefined {
  if (!isRecord(value)) return undefined;
  const { uri, name } = value;
  const isShort = isText(uri, logLimits.workspace) && isText(name, logLimits.workspace);
  return isShort ? { uri, name } : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isTime(value: unknown): value is number {
  return isNumber(value) && Math.abs(value) <= logLimits.time;
}

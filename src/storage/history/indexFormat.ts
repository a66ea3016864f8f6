/** The format of the chat index; an invalid entry is dropped and rebuilt from its log. */

import { logLimits } from '../../conversation/limits.ts';
import type { ConversationId, Workspace } from '../../conversation/model.ts';
import type { ChatListEntry } from '../../conversation/chatListEntry.ts';
import type { UnreadableReason } from '../../conversation/unreadable.ts';

/** A chat with the state of the log that its summary was made from. */
export interface IndexEntry {
  /** In bytes. */
  readonly size: number;
  /** In milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** Made by a newer version, so that nothing may be appended. */
  readonly readOnly: boolean;
  readonly summary: ChatListEntry;
  /** Why its log cannot be read; its summary then holds what was known before, or the file's time. */
  readonly unreadable?: UnreadableReason;
}

/** Raised whenever an entry changes its meaning. */
const version = 1;

/** The file that holds these entries; what cannot be read is looked at again by each window. */
export function toIndexFile(entries: ReadonlyMap<ConversationId, IndexEntry>): Uint8Array {
  const chats = [...entries.values()].filter(({ unreadable }) => unreadable === undefined);
  return new TextEncoder().encode(JSON.stringify({ version, chats }));
}

/** The entries of a file by id; `undefined` when it is no such file. */
export function readIndex(bytes: Uint8Array): Map<ConversationId, IndexEntry> | undefined {
  let file: unknown;
  try {
    file = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Half a file, or none of ours: the caller makes the list again.
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

/** The bytes of the list of chats; what is not as it should be is left out and read from its log again. */

import type { ConversationId } from '../conversation/model.ts';
import type { ConversationSummary } from '../conversation/summary.ts';

/** A chat with the state of the log that its summary was made from. */
export interface IndexEntry {
  /** In bytes. */
  readonly size: number;
  /** In milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** Made by a newer version, so that nothing may be appended. */
  readonly readOnly: boolean;
  readonly summary: ConversationSummary;
}

/** Raised whenever an entry changes its meaning. */
const version = 1;

/** The file that holds these entries. */
export function toIndexFile(entries: ReadonlyMap<ConversationId, IndexEntry>): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ version, chats: [...entries.values()] }));
}

/** The entries of a file by id; `undefined` when it is no such file. */
export function readIndex(bytes: Uint8Array): Map<ConversationId, IndexEntry> | undefined {
  let file: unknown;
  try {
    file = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // Half a file, or none of ours: the caller makes the list anew.
    return undefined;
  }
  if (!isRecord(file) || file['version'] !== version || !Array.isArray(file['chats'])) {
    return undefined;
  }
  const entries = (file['chats'] as unknown[]).filter(isEntry);
  return new Map(entries.map((entry) => [entry.summary.id, entry]));
}

function isEntry(value: unknown): value is IndexEntry {
  return (
    isRecord(value) &&
    isNumber(value['size']) &&
    isNumber(value['modifiedAt']) &&
    typeof value['readOnly'] === 'boolean' &&
    isSummary(value['summary'])
  );
}

function isSummary(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { id, title, createdAt, updatedAt, turns, pinned, workspace } = value;
  return (
    typeof id === 'string' &&
    /^[a-z0-9-]{1,64}$/.test(id) &&
    typeof title === 'string' &&
    [createdAt, updatedAt, turns].every(isNumber) &&
    typeof pinned === 'boolean' &&
    (workspace === undefined ||
      (isRecord(workspace) &&
        typeof workspace['uri'] === 'string' &&
        typeof workspace['name'] === 'string'))
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}

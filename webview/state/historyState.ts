/** The list of chats in the page: a fold of the host's slices. */

import type { ChatItem, HistoryScope, HistorySlice } from '../../src/protocol/history.ts';

/** Readonly data. */
export interface HistoryState {
  readonly query: string;
  readonly scope: HistoryScope;
  readonly workspace: string | null;
  readonly items: readonly ChatItem[];
  /** Whether more is still coming. */
  readonly done: boolean;
  /** Whether there are chats beyond those asked for. */
  readonly more: boolean;
  readonly deleted: HistorySlice['deleted'];
}

/** Puts a slice in its place. What the same search had found below it stays until it is replaced. */
export function foldHistory(before: HistoryState | undefined, slice: HistorySlice): HistoryState {
  const same = before?.query === slice.query && before.scope === slice.scope;
  const known = same ? before.items : [];
  const above = known.slice(0, slice.from);
  const received = [...above, ...slice.items];
  const ids = new Set(received.map(({ id }) => id));
  const below = slice.done ? [] : known.slice(received.length).filter(({ id }) => !ids.has(id));
  const { query, scope, workspace, done, more, deleted } = slice;
  return { query, scope, workspace, items: [...received, ...below], done, more, deleted };
}

/** Messages of the list of chats. */

import { messageLimits } from '../conversation/limits.ts';
import type { FoundTurn, Snippet } from '../conversation/search/searchText.ts';
import type { IntentOf } from './intents.ts';

/** Which chats are listed: those begun in this workspace, or all. */
export type HistoryScope = IntentOf<'searchChats'>['scope'];

/** The most chats that one message brings. */
export const historySlice = 100;

/** The longest name that a page may give a chat, in UTF-16 code units. */
export const maxNameLength = messageLimits.name;

/** One chat of the list. */
export interface ChatItem {
  readonly id: string;
  /** Empty for a chat that has no name. */
  readonly title: string;
  /** Ranges of the searched words in the title. */
  readonly titleMarks?: Snippet['marks'];
  /** When something happened there last, in milliseconds since the epoch. */
  readonly at: number;
  readonly turns: number;
  readonly pinned: boolean;
  /** Made by a newer version: it can be opened, copied and deleted, but not changed. */
  readonly readOnly?: true;
  /** Its log cannot be read: it can be deleted, and its file be copied. */
  readonly unreadable?: {
    readonly file: string;
    /** In words. */
    readonly reason: string;
    /** Whether there is a file that can be copied. */
    readonly isFile: boolean;
  };
  /** An answer is being written, or was finished while nobody looked. */
  readonly mark?: 'running' | 'unseen';
  /** Whether it is the chat that this page shows. */
  readonly here?: true;
  /** Ranges of the searched words in the text. */
  readonly found?: FoundTurn;
}

/** A slice of the list that `searchChats` asked for. */
export interface HistorySlice {
  readonly query: string;
  readonly scope: HistoryScope;
  /** Name of the present workspace; `null` in an empty window, where `all` is all there is. */
  readonly workspace: string | null;
  /** The place of the first item in the list; a slice at 0 begins the list again. */
  readonly from: number;
  readonly items: readonly ChatItem[];
  /** Whether this is the last slice. */
  readonly done: boolean;
  /** Whether there are chats beyond the limit. */
  readonly more: boolean;
  /** The chat that was deleted last, as long as it can be had back. */
  readonly deleted: { readonly id: string; readonly title: string } | null;
}

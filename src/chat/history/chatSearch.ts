/** Searches titles and texts of all chats, newest first, while the user types. */

import { setImmediate as nextTask } from 'node:timers/promises';
import type { ConversationId } from '../../conversation/model.ts';
import {
  findWords,
  normalize,
  highlightRanges,
  toSearchText,
  splitWords,
  type FoundTurn,
  type SearchText,
  type SearchTurn,
  type Snippet,
} from '../../conversation/search/searchText.ts';
import { byNewest } from '../../conversation/chatListEntry.ts';
import type { Clock } from '../../platform/ports.ts';
import type { ChatLibrary, LibraryChat } from './chatLibrary.ts';

/** How long to work without letting others in, in milliseconds. */
const stretchMs = 8;
/** Text that is kept for the next key press, over all chats, in UTF-16 code units; the newest chats have it. */
const maxKept = 48 * 1024 * 1024;
/** The same for the text as it was said, of which only what is found and shown is needed. */
const maxKeptTurns = 12 * 1024 * 1024;

/** A chat in which all words occur. */
export interface SearchHit {
  readonly chat: LibraryChat;
  readonly titleMarks: Snippet['marks'];
  /** Missing when the words are in the title alone. */
  readonly found?: FoundTurn;
}

interface KeptText {
  readonly version: string;
  readonly text: string;
  /** Missing where there was no room. */
  readonly turns?: readonly SearchTurn[];
}

/** Searches; a search that is aborted ends at its next step. */
export class ChatSearch {
  readonly #library: ChatLibrary;
  readonly #clock: Clock;
  readonly #kept = new Map<ConversationId, KeptText>();
  #keptLength = 0;
  #keptTurnsLength = 0;

  constructor(library: ChatLibrary, clock: Clock) {
    this.#library = library;
    this.#clock = clock;
  }

  /** The chats among `chats` that have all words of the query, as they are found. */
  async *run(
    query: string,
    chats: readonly LibraryChat[],
    signal: AbortSignal,
  ): AsyncGenerator<SearchHit, void, void> {
    const words = splitWords(query);
    let rested = this.#clock.monotonic();
    for (const chat of [...chats].sort((libraryChat, other) =>
      byNewest(libraryChat.summary, other.summary),
    )) {
      // There is no text to look into.
      if (chat.unreadable !== undefined) continue;
      const { title } = chat.summary;
      const folded = normalize(title);
      const outside = words.filter((word) => !folded.includes(word));
      const known = await this.#textOf(chat);
      if (outside.every((word) => known.text.includes(word))) {
        const inText = words.some((word) => known.text.includes(word));
        const found = inText ? findWords(await this.#withTurns(chat, known), words) : undefined;
        if (signal.aborted) return;
        yield {
          chat,
          titleMarks: highlightRanges(title, words),
          ...(found === undefined ? {} : { found }),
        };
      }
      if (this.#clock.monotonic() - rested > stretchMs) {
        await nextTask();
        rested = this.#clock.monotonic();
      }
      if (signal.aborted) return;
    }
  }

  /** Forgets all text. */
  clear(): void {
    this.#kept.clear();
    this.#keptLength = 0;
    this.#keptTurnsLength = 0;
  }

  async #textOf(chat: LibraryChat): Promise<Omit<KeptText, 'version'>> {
    if (chat.session !== undefined) return toSearchText(chat.session.conversation);
    const known = this.#kept.get(chat.summary.id);
    if (known?.version === versionOf(chat)) return known;
    const made = await this.#readText(chat);
    this.#keep(chat, made);
    return made;
  }

  /** The same with the words as they were said; where they were not kept the log is read again. */
  async #withTurns(
    chat: LibraryChat,
    { text, turns }: Omit<KeptText, 'version'>,
  ): Promise<SearchText> {
    return turns === undefined ? await this.#readText(chat) : { text, turns };
  }

  async #readText(chat: LibraryChat): Promise<SearchText> {
    const conversation = await this.#library.read(chat);
    return conversation === undefined ? { text: '', turns: [] } : toSearchText(conversation);
  }

  /** Searches go from new to old, so what no longer fits is what is looked at last. */
  #keep(chat: LibraryChat, { text, turns }: SearchText): void {
    const { id } = chat.summary;
    const before = this.#kept.get(id);
    this.#keptLength -= before?.text.length ?? 0;
    this.#keptTurnsLength -= lengthOf(before?.turns);
    this.#kept.delete(id);
    if (this.#keptLength + text.length > maxKept) return;
    const fits = this.#keptTurnsLength + lengthOf(turns) <= maxKeptTurns;
    this.#kept.set(id, { version: versionOf(chat), text, ...(fits ? { turns } : {}) });
    this.#keptLength += text.length;
    if (fits) this.#keptTurnsLength += lengthOf(turns);
  }
}

/** A string that changes whenever the log changes. */
function versionOf({ size, modifiedAt }: LibraryChat): string {
  return `${String(size)}:${String(modifiedAt)}`;
}

function lengthOf(turns: readonly SearchTurn[] = []): number {
  return turns.reduce((sum, { question, answer }) => sum + question.length + answer.length, 0);
}

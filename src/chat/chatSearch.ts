/** Looks for words in the titles and the text of all chats, newest first, while the person types. */

import { setImmediate as nextTask } from 'node:timers/promises';
import type { ConversationId } from '../conversation/model.ts';
import {
  findWords,
  foldText,
  markWords,
  searchableText,
  toWords,
  type FoundTurn,
  type Snippet,
} from '../conversation/searchText.ts';
import { byNewest } from '../conversation/summary.ts';
import type { Clock } from '../platform/platform.ts';
import type { ChatLibrary, LibraryChat } from './chatLibrary.ts';

/** How long to work without letting others in, in milliseconds. */
const stretchMs = 8;
/** Text that is kept for the next key press, over all chats, in UTF-16 code units; the newest chats have it. */
const mostKept = 48 * 1024 * 1024;

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
}

/** Searches; a search that is aborted ends at its next step. */
export class ChatSearch {
  private readonly library: ChatLibrary;
  private readonly clock: Clock;
  private readonly kept = new Map<ConversationId, KeptText>();
  private keptLength = 0;

  constructor(library: ChatLibrary, clock: Clock) {
    this.library = library;
    this.clock = clock;
  }

  /** The chats among `chats` that have all words of the query, as they are found. */
  async *run(
    query: string,
    chats: readonly LibraryChat[],
    signal: AbortSignal,
  ): AsyncGenerator<SearchHit, void, void> {
    const words = toWords(query);
    let rested = this.clock.monotonic();
    for (const chat of [...chats].sort((one, other) => byNewest(one.summary, other.summary))) {
      const { title } = chat.summary;
      const folded = foldText(title);
      const outside = words.filter((word) => !folded.includes(word));
      const text = await this.textOf(chat);
      if (outside.every((word) => text.includes(word))) {
        const inText = words.some((word) => text.includes(word));
        const conversation = inText ? await this.library.read(chat) : undefined;
        const found = conversation && findWords(conversation, words);
        if (signal.aborted) return;
        yield {
          chat,
          titleMarks: markWords(title, words),
          ...(found === undefined ? {} : { found }),
        };
      }
      if (this.clock.monotonic() - rested > stretchMs) {
        await nextTask();
        rested = this.clock.monotonic();
      }
      if (signal.aborted) return;
    }
  }

  /** Forgets all text. */
  clear(): void {
    this.kept.clear();
    this.keptLength = 0;
  }

  private async textOf(chat: LibraryChat): Promise<string> {
    if (chat.session !== undefined) return searchableText(chat.session.conversation);
    const { id } = chat.summary;
    const version = `${String(chat.size)}:${String(chat.modifiedAt)}`;
    const known = this.kept.get(id);
    if (known?.version === version) return known.text;
    const conversation = await this.library.read(chat);
    const text = conversation === undefined ? '' : searchableText(conversation);
    this.keep(id, { version, text });
    return text;
  }

  /** Searches go from new to old, so what no longer fits is what is looked at last. */
  private keep(id: ConversationId, made: KeptText): void {
    this.keptLength -= this.kept.get(id)?.text.length ?? 0;
    this.kept.delete(id);
    if (this.keptLength + made.text.length > mostKept) return;
    this.kept.set(id, made);
    this.keptLength += made.text.length;
  }
}

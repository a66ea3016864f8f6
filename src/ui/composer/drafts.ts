/** The unsent text and context of each conversation; survives a reload of the window. */

import {
  isSamePiece,
  maxContextLength,
  maxItems,
  sizeOf,
} from '../../conversation/context/contextLimits.ts';
import { contextItemSchema } from '../../conversation/model.ts';
import type { ContextItem, ConversationId } from '../../conversation/model.ts';
import { Emitter } from '../../platform/emitter.ts';
import type { LoadedMemory } from '../panel/sidebarChat.ts';

/** Text and context items of one conversation's next message. */
export interface Draft {
  readonly text: string;
  readonly context: readonly ContextItem[];
}

/** How attaching went; a limit that is met attaches nothing. */
export type Attached = 'added' | 'tooMany' | 'tooLarge';

/** Whoever wrote a draft: a page, or the host itself. */
export type DraftWriter = object | 'host';

/** A change of a conversation's draft. */
export interface DraftChange {
  readonly id: ConversationId;
  /** Who wrote the text; nobody when only what is attached changed. */
  readonly textBy?: DraftWriter;
}

/** Each draft is kept under a name of its own, so that windows which share a memory keep all of them. */
const memoryKey = 'draft.';
const empty: Draft = { text: '', context: [] };
/** Attached text that is kept over a reload, over all conversations, in bytes; typed text always is. */
const maxStoredBytes = 1024 * 1024;

/** Holds the drafts; those changed last come last. */
export class Drafts {
  /** A draft changed. */
  readonly onChange = new Emitter<DraftChange>();

  readonly #memory: LoadedMemory;
  readonly #loading: Promise<void>;
  /** Not before what was kept is known may anything be kept, or that would be lost. */
  #loaded = false;
  readonly #drafts = new Map<ConversationId, Draft>();
  /** What is kept of each draft, as JSON: another window's is not written again. */
  readonly #kept = new Map<ConversationId, string>();

  constructor(memory: LoadedMemory) {
    this.#memory = memory;
    this.#loading = memory.load().then(() => this.#recall());
  }

  /** Resolves when what was kept is known. */
  load(): Promise<void> {
    return this.#loading;
  }

  /** The draft of a conversation, empty if there is none. */
  of(id: ConversationId): Draft {
    return this.#drafts.get(id) ?? empty;
  }

  /** Replaces the text. */
  setText(id: ConversationId, text: string, by: DraftWriter): void {
    const draft = this.of(id);
    if (draft.text === text) return;
    this.#change(id, { ...draft, text }, by);
  }

  /** Attaches all of these or none; what is attached already is not attached twice. */
  attach(id: ConversationId, items: readonly ContextItem[]): Attached {
    const draft = this.of(id);
    const context = [...draft.context];
    for (const item of items) {
      if (!context.some((other) => isSamePiece(other, item))) context.push(item);
    }
    if (context.length === draft.context.length) return 'added';
    if (context.length > maxItems) return 'tooMany';
    if (sizeOfAll(context) > maxContextLength) return 'tooLarge';
    this.#change(id, { ...draft, context });
    return 'added';
  }

  /** Takes one attached piece away. */
  detach(id: ConversationId, itemId: string): void {
    const draft = this.of(id);
    const context = draft.context.filter((item) => item.id !== itemId);
    if (context.length < draft.context.length) this.#change(id, { ...draft, context });
  }

  /** A message that was sent and not taken is written again, before what was written since. */
  giveBack(id: ConversationId, { text, context }: Draft): void {
    const since = this.of(id);
    const both = [text, since.text].filter((text) => text !== '').join('\n\n');
    const others = since.context.filter(
      (item) => !context.some((entry) => isSamePiece(entry, item)),
    );
    this.#change(id, { text: both, context: [...context, ...others] }, 'host');
  }

  /** The message was sent. */
  clear(id: ConversationId, by: DraftWriter): void {
    this.#change(id, empty, by);
  }

  /** Forgets all drafts. */
  clearAll(): void {
    for (const id of [...this.#drafts.keys()]) this.clear(id, 'host');
  }

  /** What was kept, but for what was written again meanwhile. */
  #recall(): void {
    const written = [...this.#drafts];
    this.#drafts.clear();
    for (const [id, draft] of [...this.#read(), ...written]) {
      this.#drafts.delete(id);
      this.#drafts.set(id, draft);
    }
    this.#loaded = true;
    if (written.length > 0) this.#keep();
  }

  #keep(): void {
    if (!this.#loaded) return;
    const entries = toEntries(this.#drafts);
    for (const id of new Set([...this.#kept.keys(), ...entries.keys()])) {
      const entry = entries.get(id);
      const json = entry === undefined ? undefined : JSON.stringify(entry);
      if (json === this.#kept.get(id)) continue;
      if (json === undefined) this.#kept.delete(id);
      else this.#kept.set(id, json);
      void this.#memory.update(memoryKey + id, entry);
    }
  }

  #read(): Map<ConversationId, Draft> {
    const drafts = new Map<ConversationId, Draft>();
    for (const name of this.#memory.names()) {
      if (!name.startsWith(memoryKey)) continue;
      const id = name.slice(memoryKey.length);
      const { text, context } = (this.#memory.get(name) ?? {}) as Readonly<Record<string, unknown>>;
      if (typeof text !== 'string') continue;
      const items = Array.isArray(context) ? context.filter(contextItemSchema) : [];
      const draft = { text, context: items };
      drafts.set(id, draft);
      this.#kept.set(id, JSON.stringify(draft));
    }
    return drafts;
  }

  #change(id: ConversationId, draft: Draft, textBy?: DraftWriter): void {
    this.#drafts.delete(id);
    if (draft.text !== '' || draft.context.length > 0) this.#drafts.set(id, draft);
    this.#keep();
    this.onChange.fire({ id, ...(textBy === undefined ? {} : { textBy }) });
  }
}

function sizeOfAll(context: readonly ContextItem[]): number {
  return context.reduce((sum, item) => sum + sizeOf(item.text), 0);
}

/** The newest drafts keep their attached pieces; words that were typed are kept in all. */
function toEntries(drafts: ReadonlyMap<ConversationId, Draft>): ReadonlyMap<ConversationId, Draft> {
  let left = maxStoredBytes;
  const entries = [...drafts].reverse().map(([id, { text, context }]) => {
    left -= sizeOfAll(context);
    return [id, { text, context: left < 0 ? [] : context }] as const;
  });
  return new Map(entries.reverse());
}

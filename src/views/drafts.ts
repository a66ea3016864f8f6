/** What is written and attached but not sent yet, for each conversation; outlives a reload of the window. */

import { isSamePiece, largestContext, mostPieces, sizeOf } from '../conversation/contextLimits.ts';
import { isContextItem } from '../conversation/isConversationEvent.ts';
import type { ContextItem, ConversationId } from '../conversation/model.ts';
import { Emitter } from '../platform/emitter.ts';
import type { Clock } from '../platform/platform.ts';
import type { MemoryPort } from './openChat.ts';

/** Text and context items of one conversation's next message. */
export interface Draft {
  readonly text: string;
  /** When the text was written, in milliseconds since the epoch. */
  readonly at: number;
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

const memoryKey = 'drafts';
const empty: Draft = { text: '', at: 0, context: [] };
/** Attached text that is kept over a reload, over all conversations, in bytes; typed text always is. */
const largestMemory = 1024 * 1024;

/** Holds the drafts; those changed last come last. */
export class Drafts {
  /** A draft changed. */
  readonly onChange = new Emitter<DraftChange>();

  private readonly memory: MemoryPort;
  private readonly clock: Pick<Clock, 'now'>;
  private readonly drafts: Map<ConversationId, Draft>;
  /** When texts that are gone were sent or deleted: a page may have kept one of them. */
  private readonly emptied = new Map<ConversationId, number>();

  constructor(memory: MemoryPort, clock: Pick<Clock, 'now'>) {
    this.memory = memory;
    this.clock = clock;
    this.drafts = read(memory.get(memoryKey));
  }

  /** The draft of a conversation, empty if there is none. */
  of(id: ConversationId): Draft {
    return this.drafts.get(id) ?? { ...empty, at: this.emptied.get(id) ?? 0 };
  }

  /** Replaces the text, as it was written at `at`. */
  setText(id: ConversationId, text: string, by: DraftWriter, at = this.clock.now()): void {
    const draft = this.of(id);
    if (draft.text !== text) this.change(id, { ...draft, text, at }, by);
  }

  /** Attaches all of these or none; what is attached already is not attached twice. */
  attach(id: ConversationId, items: readonly ContextItem[]): Attached {
    const draft = this.of(id);
    const context = [...draft.context];
    for (const item of items) {
      if (!context.some((other) => isSamePiece(other, item))) context.push(item);
    }
    if (context.length === draft.context.length) return 'added';
    if (context.length > mostPieces) return 'tooMany';
    if (sizeOfAll(context) > largestContext) return 'tooLarge';
    this.change(id, { ...draft, context });
    return 'added';
  }

  /** Takes one attached piece away. */
  detach(id: ConversationId, itemId: string): void {
    const draft = this.of(id);
    const context = draft.context.filter((item) => item.id !== itemId);
    if (context.length < draft.context.length) this.change(id, { ...draft, context });
  }

  /** The message was sent. */
  clear(id: ConversationId, by: DraftWriter): void {
    this.change(id, { ...empty, at: this.clock.now() }, by);
  }

  /** Forgets all drafts. */
  clearAll(): void {
    for (const id of [...this.drafts.keys()]) this.clear(id, 'host');
  }

  private change(id: ConversationId, draft: Draft, textBy?: DraftWriter): void {
    this.drafts.delete(id);
    if (draft.text !== '' || draft.context.length > 0) this.drafts.set(id, draft);
    else this.emptied.set(id, draft.at);
    void this.memory.update(memoryKey, toMemory(this.drafts));
    this.onChange.fire({ id, ...(textBy === undefined ? {} : { textBy }) });
  }
}

function sizeOfAll(context: readonly ContextItem[]): number {
  return context.reduce((sum, item) => sum + sizeOf(item.text), 0);
}

/** The newest drafts keep their attached pieces; words that were typed are kept in all. */
function toMemory(drafts: ReadonlyMap<ConversationId, Draft>): unknown {
  if (drafts.size === 0) return undefined;
  let left = largestMemory;
  const kept = [...drafts].reverse().map(([id, { text, at, context }]) => {
    left -= sizeOfAll(context);
    return { id, text, at, context: left < 0 ? [] : context };
  });
  return kept.reverse();
}

function read(value: unknown): Map<ConversationId, Draft> {
  const drafts = new Map<ConversationId, Draft>();
  for (const entry of Array.isArray(value) ? (value as unknown[]) : []) {
    const { id, text, at, context } = (entry ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof id !== 'string' || typeof text !== 'string') continue;
    const items = Array.isArray(context) ? context.filter(isContextItem) : [];
    drafts.set(id, { text, at: typeof at === 'number' ? at : 0, context: items });
  }
  return drafts;
}

/** Imports one chat: events are checked against the limits, repaired and folded like those of a log. */

import { ConversationFold } from '../events/conversationFold.ts';
import { findWrongField, isImportedType, pickKnownFields } from '../events/eventFields.ts';
import { EventRepairer } from '../events/repairEvents.ts';
import type { ConversationEvent, PartAppended } from '../events/events.ts';
import { ImportFailure, type ImportDetail, type ImportLimit } from './importProblem.ts';
import { isConversationEvent } from '../events/isConversationEvent.ts';
import { importLimits } from '../limits.ts';
import type { ConversationId, TurnId } from '../model.ts';
import { emptyConversation } from '../events/reduce.ts';
import { toChatListEntry } from '../chatListEntry.ts';

type TurnStarted = Extract<ConversationEvent, { type: 'turnStarted' }>;

/** Consumes events in order and passes on what is to be stored. */
export class ImportedChat {
  readonly #id: ConversationId;
  readonly #take: (event: ConversationEvent) => void;
  readonly #fold = new ConversationFold(emptyConversation);
  readonly #repairer = new EventRepairer();
  readonly #siblings = new Map<TurnId | null, number>();
  #count = 0;
  #continuedParts = 0;
  #continuedText = 0;
  #lostText = 0;
  /** Describes the current event for error messages. */
  #where = '';
  #type = '';

  /** The chat gets this id, because the one in the file may already be in use. */
  constructor(id: ConversationId, take: (event: ConversationEvent) => void) {
    this.#id = id;
    this.#take = take;
  }

  /** Consumes a value of a file; throws an `ImportFailure` if it is invalid. */
  add(value: unknown, where: string): void {
    this.#where = where;
    this.#type = '';
    const event = this.#toEvent(value);
    this.#count += 1;
    this.#checkLengths(event);
    // Repairs run on every read; running one here proves that the stored events can be repaired.
    for (const repaired of this.#repairer.repair(event)) this.#foldIn(repaired);
    this.#checkParts(event);
    this.#take(event);
  }

  /** Closes whatever the file left open. */
  end(now: number): void {
    const turnId = this.#fold.openTurnId;
    if (turnId !== undefined) {
      const end = { type: 'turnEnded', turnId, at: now, status: 'interrupted' } as const;
      this.#foldIn(end);
      this.#take(end);
    }
    toChatListEntry(this.#fold.build());
  }

  #toEvent(value: unknown): ConversationEvent {
    const type = (value as { type?: unknown } | null | undefined)?.type;
    if (typeof type !== 'string') throw new ImportFailure({ kind: 'badEvent', where: this.#where });
    this.#type = type.slice(0, 64);
    if (!isImportedType(type)) this.#fail('unknownEvent', {});
    const wrong = findWrongField(type, value as Readonly<Record<string, unknown>>);
    if (wrong !== undefined) this.#fail('badEvent', wrong);
    if (!isConversationEvent(value)) this.#fail('badEvent', {});
    const event = pickKnownFields(value);
    const begins = event.type === 'conversationCreated';
    // Only the first event creates the chat.
    if (begins !== (this.#count === 0)) this.#fail('badEvent', { field: 'type', fault: 'word' });
    return begins ? { ...event, id: this.#id } : event;
  }

  #foldIn(event: ConversationEvent): void {
    this.#fold.add(event);
    if (event.type === 'turnStarted') this.#checkTurn(event);
  }

  /** Checks required before an event is repaired and folded. */
  #checkLengths(event: ConversationEvent): void {
    if (event.type === 'partAppended') this.#checkGap(event);
    if (event.type === 'turnStarted' && event.user.context.length > importLimits.pieces) {
      this.#exceed('pieces', 'user.context');
    }
  }

  /** Lost text is filled up to keep later offsets valid, but only up to a limit. */
  #checkGap({ turnId, partId, offset }: PartAppended): void {
    const length = this.#fold.textLength(turnId, partId) ?? 0;
    this.#lostText += Math.max(0, offset - length);
    if (this.#lostText > importLimits.lostText) this.#exceed('lostText', 'offset');
  }

  #checkParts(event: ConversationEvent): void {
    if (event.type !== 'partAppended' && event.type !== 'toolCallRequested') return;
    if (this.#fold.partCount(event.turnId) > importLimits.parts) this.#exceed('parts', 'partId');
  }

  #checkTurn({ turnId, parentId, continues }: TurnStarted): void {
    if (this.#fold.turnCount > importLimits.turns) this.#exceed('turns', 'turnId');
    const siblings = (this.#siblings.get(parentId) ?? 0) + 1;
    this.#siblings.set(parentId, siblings);
    if (siblings > importLimits.siblings) this.#exceed('siblings', 'parentId');
    if (continues === undefined) return;
    this.#continuedParts += this.#fold.partCount(turnId);
    if (this.#continuedParts > importLimits.continuedParts) {
      this.#exceed('continuedParts', 'continues');
    }
    this.#continuedText += this.#fold.openingLength(turnId);
    if (this.#continuedText > importLimits.continuedText) {
      this.#exceed('continuedText', 'continues');
    }
  }

  #exceed(limit: ImportLimit, field: string): never {
    this.#fail('tooMany', { limit, field });
  }

  #fail(kind: 'unknownEvent' | 'badEvent' | 'tooMany', detail: ImportDetail): never {
    throw new ImportFailure({ kind, where: this.#where, found: this.#type }, detail);
  }
}

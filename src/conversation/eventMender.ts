/** Makes the best of a log that has lost lines: what is left of it stays visible, and what is missing is marked. */

import { starterPart } from './continuation.ts';
import type { ConversationEvent, PartAppended } from './events.ts';
import { logLimits } from './limits.ts';
import type { PartId, TurnId } from './model.ts';

/** Stands for text that was lost, in any language. */
export const lostText = '\uFFFD';

type OfTurn = Extract<ConversationEvent, { turnId: TurnId }>;

/** Events that only make sense in a turn that was begun. */
const innerTypes: ReadonlySet<string> = new Set<OfTurn['type']>([
  'requestSent',
  'responseStarted',
  'partAppended',
  'toolCallRequested',
  'toolCallResolved',
  'usageReported',
  'turnEnded',
]);

/** Takes the events of one log in order; a whole log comes through unchanged. */
export class EventMender {
  /** The length of each part of each turn that was begun. */
  readonly #started = new Map<TurnId, Map<PartId, number>>();
  /** How many lengths were taken over from turns that others continue. */
  #continued = 0;
  #last: TurnId | null = null;
  #open: TurnId | null = null;
  #at = 0;

  /** The event, after what is missing before it. */
  mend(event: ConversationEvent): readonly ConversationEvent[] {
    if ('at' in event) this.#at = event.at;
    if (event.type === 'turnStarted') return [this.#start(event)];
    if (!innerTypes.has(event.type)) return [event];
    const inner = event as OfTurn;
    const before: ConversationEvent[] = [];
    if (!this.#started.has(inner.turnId)) before.push(this.#start(this.#lostStart(inner.turnId)));
    if (inner.type === 'partAppended') before.push(...this.#fillGap(inner));
    if (inner.type === 'turnEnded' && inner.turnId === this.#open) this.#open = null;
    return [...before, inner];
  }

  /** A turn whose parent was lost follows the one before it, so that everything earlier stays on its branch. */
  #start(event: Extract<ConversationEvent, { type: 'turnStarted' }>): ConversationEvent {
    const { turnId, parentId } = event;
    if (this.#started.has(turnId)) return event;
    const known = parentId === null || this.#started.has(parentId);
    const mended = known ? event : { ...event, parentId: this.#last };
    this.#started.set(turnId, this.#openingLengths(event));
    this.#last = turnId;
    this.#open = turnId;
    return mended;
  }

  /** An answer that goes on, or that the person began, has a length before its first piece. */
  #openingLengths({
    continues,
    starter = '',
  }: Extract<ConversationEvent, { type: 'turnStarted' }>): Map<PartId, number> {
    if (continues !== undefined) {
      const lengths = this.#started.get(continues);
      this.#continued += lengths?.size ?? 0;
      // As in the fold, whose turns begin with nothing from there on.
      return new Map(this.#continued > logLimits.continuedParts ? [] : lengths);
    }
    return new Map(starter === '' ? [] : [[starterPart, starter.length]]);
  }

  #lostStart(turnId: TurnId): Extract<ConversationEvent, { type: 'turnStarted' }> {
    const user = { text: lostText, context: [] };
    return { type: 'turnStarted', turnId, parentId: this.#last, at: this.#at, user };
  }

  /** A mark and blanks as long as what was lost, since the places of all later pieces count from the beginning. */
  #fillGap(piece: PartAppended): readonly ConversationEvent[] {
    if (piece.turnId !== this.#open) return [];
    const lengths = this.#started.get(piece.turnId);
    const length = lengths?.get(piece.partId) ?? 0;
    lengths?.set(piece.partId, Math.max(length, piece.offset + piece.text.length));
    if (piece.offset <= length) return [];
    return [{ ...piece, offset: length, text: lostText.padEnd(piece.offset - length) }];
  }
}

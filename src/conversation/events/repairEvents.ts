/** Repairs the events of a damaged log: keeps the remaining content visible and marks missing text. */

import { starterPart } from '../continuation.ts';
import type { ConversationEvent, PartAppended } from './events.ts';
import { logLimits } from '../limits.ts';
import type { PartId, TurnId } from '../model.ts';
import { UnreadableError } from '../unreadable.ts';

/** Placeholder for lost text. */
export const replacementText = '\uFFFD';

type OfTurn = Extract<ConversationEvent, { turnId: TurnId }>;

/** Events that require a started turn. */
const innerTypes: ReadonlySet<string> = new Set<OfTurn['type']>([
  'requestSent',
  'responseStarted',
  'partAppended',
  'toolCallRequested',
  'toolCallResolved',
  'usageReported',
  'turnEnded',
]);

/** Text lengths of a started turn's parts. */
interface PartLengths {
  readonly own: Map<PartId, number>;
  /** Lengths of the answer that it continues. */
  readonly continued: PartLengths | undefined;
  /** Number of parts. */
  count: number;
}

/** Consumes the events of one log in order; an undamaged log is not changed. */
export class EventRepairer {
  readonly #started = new Map<TurnId, PartLengths>();
  readonly #available: () => number;
  /** Number of part lengths copied from continued turns. */
  #continued = 0;
  #last: TurnId | null = null;
  #open: TurnId | null = null;
  #at = 0;
  /** Total length of placeholder text. */
  #filled = 0;

  /** `available` returns the size of the log so far, which bounds the amount of lost text. */
  constructor(available: () => number = () => 0) {
    this.#available = available;
  }

  /**
   * The event, preceded by replacements for missing ones. Throws `UnreadableError` if more is missing than the log can
   * hold.
   */
  repair(event: ConversationEvent): readonly ConversationEvent[] {
    if ('at' in event) this.#at = event.at;
    if (event.type === 'turnStarted') return [this.#start(event)];
    if (!innerTypes.has(event.type)) return [event];
    const inner = event as OfTurn;
    const before: ConversationEvent[] = [];
    if (!this.#started.has(inner.turnId)) before.push(this.#start(this.#lostStart(inner.turnId)));
    if (inner.type === 'partAppended') {
      for (const filled of this.#fillGap(inner)) before.push(filled);
    }
    if (inner.type === 'turnEnded' && inner.turnId === this.#open) this.#open = null;
    return [...before, inner];
  }

  /** A turn whose parent was lost follows the previous turn, which keeps all earlier turns on its branch. */
  #start(event: Extract<ConversationEvent, { type: 'turnStarted' }>): ConversationEvent {
    const { turnId, parentId } = event;
    if (this.#started.has(turnId)) return event;
    const known = parentId === null || this.#started.has(parentId);
    const repaired = known ? event : { ...event, parentId: this.#last };
    this.#started.set(turnId, this.#openingLengths(event));
    this.#last = turnId;
    this.#open = turnId;
    return repaired;
  }

  /** An answer that continues another one or has a prefill starts with existing text. */
  #openingLengths({
    continues,
    starter = '',
  }: Extract<ConversationEvent, { type: 'turnStarted' }>): PartLengths {
    if (continues !== undefined) {
      const continued = this.#started.get(continues);
      this.#continued += continued?.count ?? 0;
      // Matches the fold, where turns beyond the limit start without parts.
      return this.#continued > logLimits.continuedParts || continued === undefined
        ? { own: new Map(), continued: undefined, count: 0 }
        : { own: new Map(), continued, count: continued.count };
    }
    const own = new Map(starter === '' ? [] : [[starterPart, starter.length]]);
    return { own, continued: undefined, count: own.size };
  }

  #lostStart(turnId: TurnId): Extract<ConversationEvent, { type: 'turnStarted' }> {
    const user = { text: replacementText, context: [] };
    return { type: 'turnStarted', turnId, parentId: this.#last, at: this.#at, user };
  }

  /** Fills the gap with one mark and blanks of the same length, because later offsets count from the start. */
  #fillGap(piece: PartAppended): readonly ConversationEvent[] {
    const lengths = this.#started.get(piece.turnId);
    if (lengths === undefined || piece.turnId !== this.#open) return [];
    const known = lengthOf(lengths, piece.partId);
    const length = known ?? 0;
    if (known === undefined) lengths.count += 1;
    lengths.own.set(piece.partId, Math.max(length, piece.offset + piece.text.length));
    if (piece.offset <= length) return [];
    const missing = piece.offset - length;
    this.#filled += missing;
    if (this.#filled > this.#available() + logLimits.missingText) {
      throw new UnreadableError('impossible', `An offset is ${String(missing)} beyond its text.`);
    }
    return [{ ...piece, offset: length, text: replacementText.padEnd(missing) }];
  }
}

/** Each turn stores only what it adds, so long chains of continuations are not copied. */
function lengthOf(lengths: PartLengths, partId: PartId): number | undefined {
  let from: PartLengths | undefined = lengths;
  for (let step = 0; from !== undefined && step < logLimits.continuedAnswers; step += 1) {
    const length = from.own.get(partId);
    if (length !== undefined) return length;
    from = from.continued;
  }
  return undefined;
}

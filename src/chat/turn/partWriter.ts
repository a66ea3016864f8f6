/** Converts streamed text to part events with ids and offsets. */

import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { PartId, TokenLogprob, Turn, TurnId } from '../../conversation/model.ts';
import type { ChatPorts } from '../ports.ts';
import { OverlapTrimmer } from '../request/overlapTrimmer.ts';
import { LogprobWriter } from './logprobWriter.ts';

type Piece =
  | { readonly type: 'reasoning'; readonly text: string; readonly field: string }
  | { readonly type: 'content'; readonly text: string };

/** Keeps track of the part that is being written; a change of kind begins a new part. */
export class PartWriter {
  readonly #turnId: TurnId;
  readonly #ports: ChatPorts;
  readonly #emit: (events: readonly ConversationEvent[]) => void;
  #part: { readonly id: PartId; readonly kind: Piece['type']; length: number } | undefined;
  #trimmer: OverlapTrimmer | undefined;
  #arrived = false;
  readonly #tokens: LogprobWriter;

  /** Text of the kind that `begun` ends with, if it holds any yet, goes on there. */
  constructor(
    turnId: TurnId,
    ports: ChatPorts,
    emit: (events: readonly ConversationEvent[]) => void,
    begun?: Turn,
  ) {
    this.#turnId = turnId;
    this.#ports = ports;
    this.#emit = emit;
    this.#tokens = new LogprobWriter(turnId, emit);
    const last = begun?.parts.at(-1);
    if (last !== undefined && last.kind !== 'toolCall') {
      this.#part = { id: last.id, kind: last.kind, length: last.text.length };
    }
  }

  /** Whether any text has arrived in this turn. */
  get visible(): boolean {
    return this.#arrived;
  }

  /** An attempt begins; content of it that only repeats the end of `before` is left out. */
  trimOverlap(before: string | undefined): void {
    this.#trimmer = before === undefined ? undefined : new OverlapTrimmer(before);
  }

  /** An attempt is over; what was held back as a possible repetition is none. */
  flush(): void {
    const text = this.#trimmer?.end() ?? '';
    this.#trimmer = undefined;
    if (text !== '') this.#write({ type: 'content', text });
    this.#tokens.flush();
  }

  /** Takes how sure the model was of the text that came last. */
  addLogprobs(kind: Piece['type'], tokens: readonly TokenLogprob[]): void {
    this.#tokens.take(kind, tokens);
  }

  /** Appends a piece to the part of its kind. */
  append(piece: Piece): void {
    if (piece.type === 'reasoning' || this.#trimmer === undefined) {
      this.#write(piece);
      return;
    }
    const text = this.#trimmer.push(piece.text);
    if (text !== '') this.#write({ type: 'content', text });
  }

  #write(piece: Piece): void {
    this.#arrived = true;
    if (this.#part?.kind !== piece.type) {
      this.#part = { id: this.#ports.ids.next(), kind: piece.type, length: 0 };
    }
    const { id, kind, length } = this.#part;
    this.#part.length += piece.text.length;
    this.#tokens.wrote(kind, id, length, piece.text);
    this.#emit([
      {
        type: 'partAppended',
        turnId: this.#turnId,
        partId: id,
        kind,
        offset: length,
        text: piece.text,
        at: this.#ports.clock.now(),
        ...(piece.type === 'reasoning' ? { field: piece.field } : {}),
      },
    ]);
  }
}

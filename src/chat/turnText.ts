/** Turns streamed pieces of text into part events with ids and offsets. */

import type { ConversationEvent } from '../conversation/events.ts';
import type { PartId, TurnId } from '../conversation/model.ts';
import type { ChatPorts } from './ports.ts';

type Piece =
  | { readonly type: 'reasoning'; readonly text: string; readonly field: string }
  | { readonly type: 'content'; readonly text: string };

/** Keeps track of the part that is being written; a change of kind begins a new part. */
export class TurnText {
  private readonly turnId: TurnId;
  private readonly ports: ChatPorts;
  private readonly emit: (events: readonly ConversationEvent[]) => void;
  private part: { readonly id: PartId; readonly kind: Piece['type']; length: number } | undefined;

  constructor(
    turnId: TurnId,
    ports: ChatPorts,
    emit: (events: readonly ConversationEvent[]) => void,
  ) {
    this.turnId = turnId;
    this.ports = ports;
    this.emit = emit;
  }

  /** Whether any text has arrived in this turn. */
  get visible(): boolean {
    return this.part !== undefined;
  }

  /** Appends a piece to the part of its kind. */
  append(piece: Piece): void {
    if (this.part?.kind !== piece.type) {
      this.part = { id: this.ports.ids.next(), kind: piece.type, length: 0 };
    }
    const { id, kind, length } = this.part;
    this.part.length += piece.text.length;
    this.emit([
      {
        type: 'partAppended',
        turnId: this.turnId,
        partId: id,
        kind,
        offset: length,
        text: piece.text,
        at: this.ports.clock.now(),
        ...(piece.type === 'reasoning' ? { field: piece.field } : {}),
      },
    ]);
  }
}

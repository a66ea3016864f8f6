/** Posts the receipts of the answers in a page's window, as soon as they are known and whenever prices change. */

import type { ConversationEvent } from '../../conversation/events/events.ts';
import { findTurn } from '../../conversation/activeBranch.ts';
import type { Conversation, Turn, TurnId } from '../../conversation/model.ts';
import type { FactBody } from '../../protocol/messages.ts';
import type { TurnReceipts } from '../../protocol/receipts.ts';
import type { ReceiptSource } from '../panel/webviews/channelTypes.ts';

/** What the controller needs from its channel. */
export interface ReceiptPort {
  readonly conversation: () => Conversation;
  readonly source: ReceiptSource | undefined;
  readonly post: (fact: Extract<FactBody, { type: 'receipts' }>) => void;
}

/** Follows the facts of one channel. */
export class ReceiptsController {
  readonly #port: ReceiptPort;
  /** The turns that the page has, with or without a receipt. */
  readonly #posted = new Set<TurnId>();
  #prices: string | undefined;

  constructor(port: ReceiptPort) {
    this.#port = port;
  }

  /** The page has these turns now. */
  onPosted(fact: FactBody): void {
    if (fact.type === 'snapshot') {
      this.#posted.clear();
      this.#post(fact.window.turns);
    } else if (fact.type === 'earlier' || fact.type === 'later') this.#post(fact.turns);
  }

  /** A turn may have ended. */
  onEvents(events: readonly ConversationEvent[]): void {
    for (const event of events) if (event.type === 'turnEnded') this.#postTurns([event.turnId]);
  }

  /** Settings or the account's currency may have changed. */
  onPrices(): void {
    if (this.#posted.size === 0) return;
    const prices = this.#port.source?.prices();
    if (prices === this.#prices) return;
    this.#prices = prices;
    this.#postTurns([...this.#posted]);
  }

  #postTurns(ids: readonly TurnId[]): void {
    const turns = ids.map((id) => findTurn(this.#port.conversation(), id));
    this.#post(turns.filter((turn) => turn !== undefined));
  }

  #post(turns: readonly Turn[]): void {
    const { source, conversation } = this.#port;
    if (this.#posted.size === 0 && turns.length > 0) this.#prices = source?.prices();
    for (const { id } of turns) this.#posted.add(id);
    if (source === undefined || turns.length === 0) return;
    void source.of(turns, conversation()).then((receipts) => this.#postKnown(receipts));
  }

  /** Drops receipts of turns that the page no longer shows. */
  #postKnown(receipts: TurnReceipts): void {
    const known = Object.entries(receipts).filter(([id]) => this.#posted.has(id));
    if (known.length === 0) return;
    this.#port.post({ type: 'receipts', receipts: Object.fromEntries(known) });
  }
}

/** Receipts as shown in the page; all texts are formatted. */

import type { TurnId } from '../conversation/model.ts';

/** What an answer took, in words. */
export interface TurnReceipt {
  /** Pieces of one line, the most important first. */
  readonly line: readonly string[];
  /** How it comes to that: a line for each price, and where the prices come from. */
  readonly details: readonly string[];
  /** Why it cost more than it had to. */
  readonly note?: string;
}

/** Receipts by turn. */
export type TurnReceipts = Readonly<Record<TurnId, TurnReceipt>>;

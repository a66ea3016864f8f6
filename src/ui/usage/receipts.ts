/** Builds receipts for all pages: priced like the ledger, in the account's currency and the user's language. */

import * as vscode from 'vscode';
import { receiptOf } from '../../chat/usage/receipt.ts';
import type { Pricing } from '../../chat/usage/usageTotals.ts';
import type { Conversation, Turn, TurnId } from '../../conversation/model.ts';
import type { Clock } from '../../platform/ports.ts';
import type { TurnReceipt, TurnReceipts } from '../../protocol/receipts.ts';
import { receiptText, type ReceiptWords } from './receiptText.ts';

/** Makes receipts with the prices of this moment. */
export function createReceipts(pricing: () => Pricing, clock: Clock) {
  return (turns: readonly Turn[], conversation: Conversation): TurnReceipts => {
    const prices = pricing();
    const words: ReceiptWords = {
      t: vscode.l10n.t,
      language: vscode.env.language,
      currency: prices.currency,
      now: clock.now(),
      hasSystemText: conversation.systemPrompt !== '',
    };
    const receipts: Record<TurnId, TurnReceipt> = {};
    for (const turn of turns) {
      const receipt = receiptOf(turn, conversation, prices);
      if (receipt !== undefined) receipts[turn.id] = receiptText(receipt, words);
    }
    return receipts;
  };
}

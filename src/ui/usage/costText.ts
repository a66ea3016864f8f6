/** Formats the cost of requests. */

import * as vscode from 'vscode';
import type { Pricing, UsageTotal } from '../../chat/usage/usageTotals.ts';
import { formatAmount } from './formatAmount.ts';

/** What a sum cost, or that it is not known. */
export function costText(
  total: UsageTotal,
  { pricing, language }: { readonly pricing: Pricing; readonly language: string },
): string {
  const known = total.requests - total.unmeasured - total.unpriced;
  if (total.requests > 0 && known === 0) return vscode.l10n.t('n/a');
  const amount = formatAmount(total.amount, pricing.currency, language);
  return known < total.requests ? vscode.l10n.t('≥ {0}', amount) : `≈ ${amount}`;
}

/** Panel notices about money: a low balance, or a spend limit that cannot work. */

import * as vscode from 'vscode';
import type { AccountState } from '../../chat/usage/account.ts';
import type { NextRequest } from '../../chat/request/requestPlanner.ts';
import { requestPrice, type Pricing } from '../../chat/usage/usageTotals.ts';
import type { Notice } from '../../protocol/messages.ts';
import type { Settings } from '../../platform/settings/settings.ts';
import { decimalText, isLow } from '../account/balanceText.ts';
import type { Notices } from '../notices/notices.ts';

const id = 'lowBalance';

/** Says that the account holds less than the user wants it to, for as long as that is so. */
export function lowBalanceNotice(
  notices: Notices,
  account: AccountState,
  lowBalance: number | null,
): void {
  const known = account.kind === 'known' ? account.balance : undefined;
  const low =
    known !== undefined && (!known.available || isLow(known.amounts, lowBalance ?? undefined));
  if (!low) {
    notices.clear(id);
    return;
  }
  const left = known.amounts.map(({ total, currency }) =>
    decimalText(total, currency, vscode.env.language),
  );
  const text = known.available
    ? vscode.l10n.t('The balance is low: {0}.', left.join(' · '))
    : vscode.l10n.t('The balance is used up: requests are refused until you top up.');
  notices.show({ id, text, action: 'topUp' });
}

/** Says that the spend limit cannot act on a chat's next request, where one is set. */
export function limitNotice(
  next: NextRequest | undefined,
  settings: Settings,
  pricing: Pricing,
  now: number,
): Notice | undefined {
  if (next === undefined || settings.spendLimitPerDay === null) return undefined;
  const { model } = next.choice;
  const priced = next.profile.officialRules;
  if (requestPrice({ model, priced, at: now }, pricing) !== undefined) return undefined;
  const text = vscode.l10n.t(
    'Your spend limit cannot act here: the price of {0} is not known. Set it in deepseek.prices.',
    model,
  );
  return { id: 'spendLimit', text };
}

/** Formats a balance. */

import * as vscode from 'vscode';
import type { AccountState } from '../../chat/usage/account.ts';
import type { BalanceAmount } from '../../conversation/money.ts';

/** A line for each currency, or why there is none; and whether it is time to top up. */
export function balanceLines(
  account: AccountState,
  lowBalance: number | undefined,
  language: string,
): { readonly balance: readonly string[]; readonly low: boolean } {
  if (account.kind === 'none') {
    return { balance: [vscode.l10n.t('This server does not tell a balance.')], low: false };
  }
  if (account.kind === 'unknown') {
    return { balance: [vscode.l10n.t('The balance is not known yet.')], low: false };
  }
  const { available, amounts } = account.balance;
  const lines = amounts.map((amount) => balanceLine(amount, language));
  if (!available) lines.push(vscode.l10n.t('Requests are refused until you top up.'));
  if (lines.length === 0) lines.push(vscode.l10n.t('The account holds nothing.'));
  return { balance: lines, low: !available || isLow(amounts, lowBalance) };
}

/** Whether everything that the account holds is below the limit that the user set. */
export function isLow(amounts: readonly BalanceAmount[], lowBalance: number | undefined): boolean {
  return lowBalance !== undefined && amounts.every(({ total }) => Number(total) < lowBalance);
}

/** An amount with its currency, as precise as the server sent it. */
export function decimalText(text: string, currency: string, language: string): string {
  const digits = /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
  try {
    const format = new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    return format.format(text as Intl.StringNumericLiteral);
  } catch {
    // Not a currency that this system knows: as it came.
    return `${text} ${currency}`;
  }
}

function balanceLine({ currency, total, granted, toppedUp }: BalanceAmount, language: string) {
  const whole = decimalText(total, currency, language);
  if (granted === undefined || toppedUp === undefined) return whole;
  return vscode.l10n.t(
    '{0} ({1} granted, {2} topped up)',
    whole,
    decimalText(granted, currency, language),
    decimalText(toppedUp, currency, language),
  );
}

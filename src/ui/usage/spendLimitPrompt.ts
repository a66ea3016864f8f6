/** Prompts before a day's cost exceeds the user's limit. */

import * as vscode from 'vscode';
import type { SpendAnswer, SpendQuestion } from '../../chat/usage/spendLimit.ts';
import { amountScale } from '../../conversation/money.ts';
import { updateSetting } from '../../settings.ts';
import { formatAmount } from './formatAmount.ts';

/** Asks whether to go on all the same, or with another limit. */
export async function promptSpendLimit(question: SpendQuestion): Promise<SpendAnswer> {
  const { spent, limit, currency } = question;
  const { language } = vscode.env;
  const send = vscode.l10n.t('Send Anyway');
  const raise = vscode.l10n.t('Raise the Limit…');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Today you have spent {0} of {1}.',
      formatAmount(spent, currency, language),
      formatAmount(limit, currency, language),
    ),
    {
      modal: true,
      detail: vscode.l10n.t(
        'This request would go over your limit for a day. If you send it, you are not asked again today in this window.',
      ),
    },
    send,
    raise,
  );
  if (chosen === send) return 'send';
  return chosen === raise ? await raiseLimit(question) : 'cancel';
}

async function raiseLimit({ limit, currency }: SpendQuestion): Promise<SpendAnswer> {
  const now = limit / amountScale;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Spend Limit for a Day'),
    prompt: vscode.l10n.t('The new limit, in {0}', currency),
    value: String(now === 0 ? 1 : now * 2),
    ignoreFocusOut: true,
    validateInput: (text) =>
      toAmount(text) === undefined
        ? vscode.l10n.t('Type a number, such as 2.50, or press Escape.')
        : undefined,
  });
  const amount = typed === undefined ? undefined : toAmount(typed);
  if (amount === undefined) return 'cancel';
  await updateSetting('spendLimit.perDay', amount);
  return 'raised';
}

function toAmount(text: string): number | undefined {
  const amount = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(amount) || amount < 0 ? undefined : amount;
}

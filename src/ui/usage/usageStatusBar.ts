/** The status bar item: the balance and today's cost; hidden if the server reports no balance. */

import * as vscode from 'vscode';
import type { AccountState } from '../../chat/usage/account.ts';
import type { Disposable } from '../../platform/disposable.ts';
import { balanceLines, decimalText, isLow } from '../account/balanceText.ts';

/** What the item shows. */
export interface UsageStatusState {
  readonly account: AccountState;
  /** Today's cost in words. */
  readonly today: string;
  readonly lowBalance: number | undefined;
  /** BCP 47. */
  readonly language: string;
}

/** Keeps the item up to date; a click opens the page of usage. */
export class UsageStatus implements Disposable {
  #item: vscode.StatusBarItem | undefined;

  /** Shows what is so now. */
  update({ account, today, lowBalance, language }: UsageStatusState): void {
    if (account.kind !== 'known') {
      this.#item?.hide();
      return;
    }
    const { amounts, available } = account.balance;
    const item = (this.#item ??= this.#create());
    const left = amounts.map(({ total, currency }) => decimalText(total, currency, language));
    const low = !available || isLow(amounts, lowBalance);
    const shown = left.length === 0 ? vscode.l10n.t('No balance') : left.join(' · ');
    item.text = `${low ? '$(warning)' : '$(credit-card)'} ${shown}`;
    const { balance } = balanceLines(account, lowBalance, language);
    item.tooltip = [
      vscode.l10n.t('DeepSeek balance'),
      ...balance,
      vscode.l10n.t('Today: {0}', today),
    ].join('\n');
    item.accessibilityInformation = {
      label: vscode.l10n.t('DeepSeek balance: {0}. Today: {1}', shown, today),
    };
    item.backgroundColor = low
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    item.show();
  }

  dispose(): void {
    this.#item?.dispose();
  }

  #create(): vscode.StatusBarItem {
    const made = vscode.window.createStatusBarItem(
      'deepseek.balance',
      vscode.StatusBarAlignment.Right,
      100,
    );
    made.name = vscode.l10n.t('DeepSeek Balance');
    made.command = 'deepseek.showUsage';
    return made;
  }
}

/** English texts of the usage page, as keys of VS Code's translations. */

import * as vscode from 'vscode';
import type { UsageStrings } from '../../protocol/usageReport.ts';

/** Translates every text of the page. */
export function createUsageStrings(): UsageStrings {
  return {
    title: vscode.l10n.t('Balance and Usage'),
    balance: vscode.l10n.t('Balance'),
    topUp: vscode.l10n.t('Top up'),
    refresh: vscode.l10n.t('Refresh'),
    exportCsv: vscode.l10n.t('Export as CSV'),
    span: vscode.l10n.t('Span'),
    days: vscode.l10n.t('{0} days'),
    measure: vscode.l10n.t('Plot'),
    cost: vscode.l10n.t('Cost'),
    tokens: vscode.l10n.t('Tokens'),
    cached: vscode.l10n.t('Cached'),
    uncached: vscode.l10n.t('Not cached'),
    answers: vscode.l10n.t('Answers'),
    requests: vscode.l10n.t('Requests'),
    prompt: vscode.l10n.t('Sent'),
    total: vscode.l10n.t('Total'),
    plotCost: vscode.l10n.t('Cost by day; the table By day has the same in figures'),
    plotTokens: vscode.l10n.t('Tokens by day; the table By day has the same in figures'),
    empty: vscode.l10n.t('No requests in these days.'),
  };
}

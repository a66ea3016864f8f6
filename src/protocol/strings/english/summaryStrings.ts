/** The page's texts about summaries, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createSummaryStrings(vscode: Translator) {
  return {
    summarise: vscode.l10n.t('Summarize up to here'),
    summaryOf: vscode.l10n.t('Summary of {0} turns'),
    summaryOfOne: vscode.l10n.t('Summary of 1 turn'),
    summaryInUse: vscode.l10n.t('Sent instead of the turns above.'),
    summaryUnused: vscode.l10n.t('Not sent: the turns above are.'),
    summaryUseOriginals: vscode.l10n.t('Use the original again'),
    summaryUse: vscode.l10n.t('Use the summary'),
    inSummary: vscode.l10n.t('In the summary'),
    summaryInstead: vscode.l10n.t(
      'The summary below is sent instead. To change this, use the original again.',
    ),
    actionSummarise: vscode.l10n.t('Summarize earlier turns'),
    actionSummariseToNew: vscode.l10n.t('New chat from a summary'),
    actionDropAttachments: vscode.l10n.t('Remove attachments'),
  };
}

/** The page's strings for the buttons of errors and notices, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createActionStrings(vscode: Translator) {
  return {
    actionTopUp: vscode.l10n.t('Top up'),
    actionRetry: vscode.l10n.t('Retry'),
    actionRetryIn: vscode.l10n.t('Retry in {0}'),
    actionSelectModel: vscode.l10n.t('Select Model'),
    actionNewChat: vscode.l10n.t('New Chat'),
    actionOpenBaseUrl: vscode.l10n.t('Check Base URL'),
    actionOpenProxy: vscode.l10n.t('Check Proxy Setting'),
    actionOpenCertificates: vscode.l10n.t('Check Certificate Setting'),
    actionTakeBack: vscode.l10n.t('Take Back Message'),
    actionUpdateModelSetting: vscode.l10n.t('Update Setting'),
    actionTakeOver: vscode.l10n.t('Take Over'),
    actionBranchChat: vscode.l10n.t('Branch'),
    actionShowLog: vscode.l10n.t('Show Log'),
    actionReloadWindow: vscode.l10n.t('Reload Window'),
  };
}

/** The page's strings for what the turn in progress waits for, and its announcements, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createActivityStrings(vscode: Translator) {
  return {
    sending: vscode.l10n.t('Sending…'),
    waitingRunning: vscode.l10n.t('Waiting: {0} requests are running'),
    waitingMinute: vscode.l10n.t('Waiting until {0}: {1} requests a minute are allowed'),
    queued: vscode.l10n.t("Waiting in DeepSeek's queue · {0}"),
    working: vscode.l10n.t('Working…'),
    stalled: vscode.l10n.t('No new text for {0}; still connected'),
    retryingIn: vscode.l10n.t('Nothing was lost. Retrying in {0}'),
    retryNow: vscode.l10n.t('Retry now'),
    cancel: vscode.l10n.t('Cancel'),
    announceStart: vscode.l10n.t('DeepSeek is answering'),
    announceComplete: vscode.l10n.t('Answer complete'),
    announceStopped: vscode.l10n.t('Answer stopped'),
    announceInterrupted: vscode.l10n.t('Answer interrupted'),
    announceFailed: vscode.l10n.t('No answer: {0}'),
  };
}

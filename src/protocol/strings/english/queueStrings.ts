/** The page's texts about messages that wait to be sent, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createQueueStrings(vscode: Translator) {
  return {
    queue: vscode.l10n.t('Queued messages'),
    queueMessage: vscode.l10n.t('Queue message'),
    queueHint: vscode.l10n.t('Queue: goes when the answer is complete'),
    queueUp: vscode.l10n.t('Move queued message {0} up'),
    queueDown: vscode.l10n.t('Move queued message {0} down'),
    queueEdit: vscode.l10n.t('Edit queued message {0}'),
    queueRemove: vscode.l10n.t('Remove queued message {0}'),
    queueSendNow: vscode.l10n.t('Send now'),
    queueSendNowLabel: vscode.l10n.t('Send now: queued message {0}'),
    queueUntil: vscode.l10n.t('Waits until {0}'),
    queueWasDue: vscode.l10n.t('Was to be sent at {0}'),
    queueSendNext: vscode.l10n.t('Send next'),
    queueSendAll: vscode.l10n.t('Send all'),
    queueHeldStopped: vscode.l10n.t('Held, since you stopped the answer.'),
    queueHeldFailed: vscode.l10n.t('Held, since the last answer failed.'),
    queueHeldNotWhole: vscode.l10n.t('Held, since the last answer is not whole.'),
    queueHeldReopened: vscode.l10n.t('Held, since the chat was closed meanwhile.'),
    queueHeldLate: vscode.l10n.t('Held, since its time passed while nothing could be sent.'),
    queueHeldBranch: vscode.l10n.t('Held, since another branch is shown now.'),
    queueBranch: vscode.l10n.t('What you send goes to the end of the branch you see.'),
    offPeakIn: vscode.l10n.t('Peak price. Off-peak in {0}.'),
    offPeakHold: vscode.l10n.t('Hold until {0}'),
    offPeakHint: vscode.l10n.t(
      'The message waits above the composer and goes then, if this window is open. Until then it can be sent or taken back at any time.',
    ),
    showEarlier: vscode.l10n.t('Show earlier answer (free)'),
    announceQueued: vscode.l10n.t('Message queued'),
    announceQueueRemoved: vscode.l10n.t('Message removed from the queue'),
    announceQueueMoved: vscode.l10n.t('Message moved to {0} of {1}'),
  };
}

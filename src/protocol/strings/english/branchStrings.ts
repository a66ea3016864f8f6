/** The page's strings for branches, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createBranchStrings(vscode: Translator) {
  return {
    branches: vscode.l10n.t('Branches'),
    previousBranch: vscode.l10n.t('Previous branch'),
    nextBranch: vscode.l10n.t('Next branch'),
    firstBranch: vscode.l10n.t('This is the first branch'),
    lastBranch: vscode.l10n.t('This is the last branch'),
    branchPlace: vscode.l10n.t('{0} / {1}'),
    announceBranch: vscode.l10n.t('Branch {0} of {1}'),
    announceExcluded: vscode.l10n.t('Not sent from now on'),
    announceIncluded: vscode.l10n.t('Sent again from now on'),
    deleted: vscode.l10n.t(
      'Deleted, with what followed it. Turns before it that stay cached: {0}.',
    ),
    undo: vscode.l10n.t('Undo'),
    announceUndone: vscode.l10n.t('The message is back'),
  };
}

/** The page's strings for Find in Chat, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createFindStrings(vscode: Translator) {
  return {
    findLabel: vscode.l10n.t('Find in chat'),
    findCount: vscode.l10n.t('{0} of {1}'),
    findCountMore: vscode.l10n.t('{0} of more than {1}'),
    findNone: vscode.l10n.t('No results'),
    findPrevious: vscode.l10n.t('Previous result'),
    findNext: vscode.l10n.t('Next result'),
    findMatchCase: vscode.l10n.t('Match case'),
    findReasoning: vscode.l10n.t('Find in reasoning too'),
    findClose: vscode.l10n.t('Close'),
  };
}

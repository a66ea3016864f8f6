/** The page's strings for the error boundary, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createPageStrings(vscode: Translator) {
  return {
    messageFailed: vscode.l10n.t('This message cannot be shown. It is kept; the log says more.'),
    pageFailed: vscode.l10n.t('This view met an error. The conversation is safe.'),
    reload: vscode.l10n.t('Reload'),
  };
}

/** The page's texts about requests that were sent, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createRequestStrings(vscode: Translator) {
  return {
    showRequest: vscode.l10n.t('Show request'),
    noRequest: vscode.l10n.t('No request was sent'),
    sentWithout: vscode.l10n.t('This server does not take {0}: sent without it.'),
    sentOtherwise: vscode.l10n.t('This server does not take {0} as it was set: sent as {1}.'),
  };
}

/** The page's texts about requests that were sent, in English. */

import type { RequestStrings } from '../requestStrings.ts';

type Translate = (message: string) => string;

/** Translates them; `t` is `vscode.l10n.t`. */
export function createRequestStrings(t: Translate): RequestStrings {
  // Written out in full below, because the extraction of texts looks for exactly that call.
  const vscode = { l10n: { t } };
  return {
    showRequest: vscode.l10n.t('Show request'),
    noRequest: vscode.l10n.t('No request was sent'),
    sentWithout: vscode.l10n.t('This server does not take {0}: sent without it.'),
    sentOtherwise: vscode.l10n.t('This server does not take {0} as it was set: sent as {1}.'),
  };
}

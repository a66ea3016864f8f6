/** The page's texts about the list of models, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createModelStrings(vscode: Translator) {
  return {
    modelList: vscode.l10n.t('Models'),
    modelSearch: vscode.l10n.t('Search, or name one'),
    modelCount: vscode.l10n.t('{0} of {1}'),
    modelNone: vscode.l10n.t('No model has that in its name.'),
    modelTyped: vscode.l10n.t('as typed'),
    modelsLoading: vscode.l10n.t('Asking the server for its models…'),
  };
}

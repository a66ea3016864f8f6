/** The page's strings for Markdown, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createMarkdownStrings(vscode: Translator) {
  return {
    code: vscode.l10n.t('Code'),
    table: vscode.l10n.t('Table'),
    image: vscode.l10n.t('Image not loaded: {0}'),
    imageWithHost: vscode.l10n.t('Image not loaded: {0} ({1})'),
    footnote: vscode.l10n.t('Footnote {0}'),
    footnoteBack: vscode.l10n.t('Back to where footnote {0} is named'),
    formula: vscode.l10n.t('Formula'),
    taskDone: vscode.l10n.t('Done'),
    taskOpen: vscode.l10n.t('To do'),
  };
}

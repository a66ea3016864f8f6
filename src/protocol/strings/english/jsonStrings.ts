/** The page's strings for JSON answers, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createJsonStrings(vscode: Translator) {
  return {
    jsonTree: vscode.l10n.t('JSON'),
    jsonShowText: vscode.l10n.t('Show text'),
    jsonShowTree: vscode.l10n.t('Show tree'),
    jsonCopy: vscode.l10n.t('Copy JSON'),
    jsonSave: vscode.l10n.t('Save JSON'),
    jsonMore: vscode.l10n.t('Show {0} more'),
    jsonItem: vscode.l10n.t('1 item'),
    jsonItems: vscode.l10n.t('{0} items'),
    jsonField: vscode.l10n.t('1 field'),
    jsonFields: vscode.l10n.t('{0} fields'),
    jsonEmpty: vscode.l10n.t(
      'The answer is empty. JSON output sometimes is: ask again, or show an example of the JSON you want.',
    ),
    jsonCut: vscode.l10n.t('The JSON breaks off at line {0}, column {1}: the answer was cut.'),
    jsonBroken: vscode.l10n.t('This is not valid JSON: line {0}, column {1}.'),
    jsonBrokenNear: vscode.l10n.t('This is not valid JSON: line {0}, column {1}, near “{2}”.'),
    jsonTooDeep: vscode.l10n.t('This JSON is nested too deeply to be shown as a tree.'),
  };
}

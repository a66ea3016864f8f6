/** The page's texts for moving through a chat, in English, as VS Code's translations know them. */

import type { ReadingStrings } from '../transcriptStrings.ts';
import type { Translator } from './translator.ts';

/** Translates them. */
export function createReadingStrings(vscode: Translator): ReadingStrings {
  return {
    loadEarlier: vscode.l10n.t('Show Earlier Messages'),
    loadLater: vscode.l10n.t('Show Later Messages'),
    jumpToLatest: vscode.l10n.t('Jump to latest'),
    newBelow: vscode.l10n.t('There is new text'),
  };
}

/** The page's strings for the actions of a message, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createMessageStrings(vscode: Translator) {
  return {
    copy: vscode.l10n.t('Copy'),
    copyCode: vscode.l10n.t('Copy code'),
    copied: vscode.l10n.t('Copied'),
    hiddenInCopy: vscode.l10n.t('Not copied yet: the text contains {0} hidden characters.'),
    hiddenInCopyOne: vscode.l10n.t('Not copied yet: the text contains a hidden character.'),
    hiddenCopied: vscode.l10n.t('Copied with {0} hidden characters.'),
    hiddenCopiedOne: vscode.l10n.t('Copied with a hidden character.'),
    copyWithoutHidden: vscode.l10n.t('Copy Without Them'),
    copyWithHidden: vscode.l10n.t('Copy as Written'),
    closeCopyOffer: vscode.l10n.t('Close'),
    regenerate: vscode.l10n.t('Regenerate'),
    edit: vscode.l10n.t('Edit'),
    editMessage: vscode.l10n.t('Edit message'),
    editHint: vscode.l10n.t('The old message stays as a branch. The cache is kept up to here.'),
    branch: vscode.l10n.t('Branch'),
    delete: vscode.l10n.t('Delete'),
    exclude: vscode.l10n.t('Exclude from context'),
    excludePiece: vscode.l10n.t('Exclude {0} from context'),
    notSent: vscode.l10n.t('Not sent'),
    moreActions: vscode.l10n.t('More actions'),
    answerDifferently: vscode.l10n.t('Answer differently'),
    withThinking: vscode.l10n.t('With thinking'),
    withMoreThinking: vscode.l10n.t('With more thinking'),
    withoutThinking: vscode.l10n.t('Without thinking'),
    withOtherModel: vscode.l10n.t('With another model…'),
    onlyShown: vscode.l10n.t('This chat can only be read here'),
    waitForAnswer: vscode.l10n.t('Wait until the answer is complete, or stop it'),
  };
}

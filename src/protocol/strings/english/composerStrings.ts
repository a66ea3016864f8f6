/** The page's strings for the composer, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createComposerStrings(vscode: Translator) {
  return {
    composerLabel: vscode.l10n.t('Message DeepSeek'),
    composerPlaceholder: vscode.l10n.t('Ask DeepSeek'),
    composerHint: vscode.l10n.t('Set an API key to send'),
    send: vscode.l10n.t('Send'),
    stop: vscode.l10n.t('Stop'),
    model: vscode.l10n.t('Model'),
    thinking: vscode.l10n.t('Thinking'),
    thinkingValue: vscode.l10n.t('Thinking · {0}'),
    thinkingAuto: vscode.l10n.t('auto'),
    thinkingOff: vscode.l10n.t('off'),
    effortLow: vscode.l10n.t('low'),
    effortHigh: vscode.l10n.t('high'),
    effortMax: vscode.l10n.t('max'),
    starter: vscode.l10n.t('Begin the answer with…'),
    starterPlaceholder: vscode.l10n.t('First words of the answer'),
    starterRemove: vscode.l10n.t('Do not begin the answer'),
    emptyTitle: vscode.l10n.t('Ask DeepSeek about your code'),
    emptyText: vscode.l10n.t('Nothing leaves this machine until you send a message to {0}.'),
    emptyNoKey: vscode.l10n.t('To begin, store an API key for {0}. It stays in secret storage.'),
    setApiKey: vscode.l10n.t('Set API Key'),
  };
}

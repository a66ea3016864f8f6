/** The page's strings for the transcript, its reasoning and moving through it, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createTranscriptStrings(vscode: Translator) {
  return {
    loadEarlier: vscode.l10n.t('Show Earlier Messages'),
    loadLater: vscode.l10n.t('Show Later Messages'),
    jumpToLatest: vscode.l10n.t('Jump to latest'),
    /** Added to the label of `jumpToLatest` while there is new text below. */
    newBelow: vscode.l10n.t('There is new text'),
    conversation: vscode.l10n.t('Conversation'),
    you: vscode.l10n.t('You'),
    deepSeek: vscode.l10n.t('DeepSeek'),
    deepSeekWith: vscode.l10n.t('DeepSeek, {0}'),
    attached: vscode.l10n.t('Attached'),
    removeContext: vscode.l10n.t('Remove {0}'),
    announceAttached: vscode.l10n.t('{0} attached'),
    announceRemoved: vscode.l10n.t('{0} removed'),
    reasoning: vscode.l10n.t('Reasoning'),
    thinkingLive: vscode.l10n.t('Thinking…'),
    thinkingLiveFor: vscode.l10n.t('Thinking… {0}'),
    thought: vscode.l10n.t('Thought'),
    thoughtFor: vscode.l10n.t('Thought for {0}'),
    tokens: vscode.l10n.t('{0} tokens'),
    seconds: vscode.l10n.t('{0} s'),
    minutes: vscode.l10n.t('{0} min'),
    minutesSeconds: vscode.l10n.t('{0} min {1} s'),
  };
}

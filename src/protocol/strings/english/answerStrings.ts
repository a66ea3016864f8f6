/** The page's strings for incomplete answers and the confidence in tokens, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createAnswerStrings(vscode: Translator) {
  return {
    noticeStopped: vscode.l10n.t('You stopped this answer.'),
    noticeCutOff: vscode.l10n.t(
      'VS Code ended before this answer did. What you see is incomplete.',
    ),
    noticeInterrupted: vscode.l10n.t(
      'The connection ended in mid-answer; what you see is incomplete.',
    ),
    noticeInterruptedBy: vscode.l10n.t('{0}. What you see is incomplete.'),
    noticeLength: vscode.l10n.t('The answer reached its length limit and breaks off here.'),
    noticeContentFilter: vscode.l10n.t("DeepSeek's content filter ended this answer."),
    noticeResource: vscode.l10n.t(
      'DeepSeek ran short of capacity and ended this answer before it was finished.',
    ),
    noticeAborted: vscode.l10n.t('DeepSeek ended this answer before it was finished.'),
    noticeEmpty: vscode.l10n.t('DeepSeek returned an empty answer.'),
    noticeThoughtsOnly: vscode.l10n.t(
      'DeepSeek wrote no answer, only its thoughts. They are shown in its place.',
    ),
    noticeToolMarkup: vscode.l10n.t('DeepSeek wrote a tool call as text. Nothing was run.'),
    continueAnswer: vscode.l10n.t('Continue'),
    hideTurn: vscode.l10n.t('Hide From Chat'),
    askWithoutTools: vscode.l10n.t('Ask Again Without Tools'),
    thoughtsAsAnswer: vscode.l10n.t('From its thoughts:'),
    unparsedToolCall: vscode.l10n.t('Unparsed tool call'),
    showConfidence: vscode.l10n.t('Show confidence'),
    confidence: vscode.l10n.t('Confidence in each token'),
    confidenceHint: vscode.l10n.t('Point at a word, or use the arrow keys.'),
    confidenceOthers: vscode.l10n.t('or: {0}'),
    percent: vscode.l10n.t('{0}%'),
    tokenSpace: vscode.l10n.t('space'),
    tokenBreak: vscode.l10n.t('line break'),
  };
}

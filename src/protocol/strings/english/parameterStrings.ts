/** The page's strings for the parameter sheet, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createParameterStrings(vscode: Translator) {
  return {
    parameters: vscode.l10n.t('Parameters'),
    parametersChanged: vscode.l10n.t('Other than the settings: {0}'),
    parametersReset: vscode.l10n.t('Reset to settings'),
    close: vscode.l10n.t('Close'),
    modelAuto: vscode.l10n.t('auto ({0})'),
    modelCacheNote: vscode.l10n.t(
      'Another model does not have this chat in its cache: the next message is billed in full.',
    ),
    thinkingAlways: vscode.l10n.t('on'),
    effort: vscode.l10n.t('Effort'),
    temperature: vscode.l10n.t('Temperature'),
    temperatureHint: vscode.l10n.t(
      'Low keeps to the likeliest words, high varies. Empty: not sent.',
    ),
    temperaturePresets: vscode.l10n.t('Recommended temperatures'),
    presetCode: vscode.l10n.t('Code, maths'),
    presetData: vscode.l10n.t('Data'),
    presetTalk: vscode.l10n.t('Conversation, translation'),
    presetCreative: vscode.l10n.t('Creative writing'),
    topP: vscode.l10n.t('Top P'),
    maxTokens: vscode.l10n.t('Max tokens'),
    maxTokensHint: vscode.l10n.t('Reasoning and answer together. Empty: as the server likes.'),
    frequencyPenalty: vscode.l10n.t('Frequency penalty'),
    presencePenalty: vscode.l10n.t('Presence penalty'),
    stopSequences: vscode.l10n.t('Stop sequences'),
    stopHint: vscode.l10n.t('One a line, at most 16. Write \\n for a line break.'),
    stopTooMany: vscode.l10n.t('There can be at most 16 stop sequences.'),
    stopTooLong: vscode.l10n.t('A stop sequence can have at most 1,000 characters.'),
    jsonOutput: vscode.l10n.t('JSON output'),
    jsonOutputHint: vscode.l10n.t(
      'The answer is one JSON object. Show the model an example of it.',
    ),
    streamAnswer: vscode.l10n.t('Stream'),
    streamHint: vscode.l10n.t('Show the answer while it is written. Off: it arrives whole.'),
    logprobs: vscode.l10n.t('Token probabilities'),
    logprobsHint: vscode.l10n.t('How sure the model was of each token.'),
    topLogprobs: vscode.l10n.t('Alternatives per token'),
    systemPrompt: vscode.l10n.t('System prompt'),
    systemHint: vscode.l10n.t(
      'Begins every request of this chat, and is frozen with the first message.',
    ),
    systemFrozen: vscode.l10n.t(
      'Frozen since the first message: another text would break the cache of the whole chat. Begin a new chat for it.',
    ),
    savedPrompts: vscode.l10n.t('Saved prompts'),
    savedPromptsChoose: vscode.l10n.t('Choose…'),
    newChat: vscode.l10n.t('New Chat'),
    parameterNotSent: vscode.l10n.t('Not sent. {0}'),
    setNotSent: vscode.l10n.t('Set, but not sent. {0}'),
    rangeNumber: vscode.l10n.t('Enter a number from {0} to {1}, or nothing.'),
    rangeAbove: vscode.l10n.t('Enter a number above {0} and up to {1}, or nothing.'),
    rangeWhole: vscode.l10n.t('Enter a whole number from {0} to {1}, or nothing.'),
  };
}

/** The page's texts in English, as VS Code's translations know them. */

import type * as vscode from 'vscode';
import type { UiStrings } from '../protocol/uiStrings.ts';

type Translate = (message: string) => ReturnType<typeof vscode.l10n.t>;

/** Translates every text of the page; `t` is `vscode.l10n.t`. */
export function createUiStrings(t: Translate): UiStrings {
  // Written out in full below, because the extraction of texts looks for exactly that call.
  const vscode = { l10n: { t } };
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

    conversation: vscode.l10n.t('Conversation'),
    you: vscode.l10n.t('You'),
    deepSeek: vscode.l10n.t('DeepSeek'),
    deepSeekWith: vscode.l10n.t('DeepSeek, {0}'),
    loadEarlier: vscode.l10n.t('Show Earlier Messages'),
    jumpToLatest: vscode.l10n.t('Jump to latest'),
    attached: vscode.l10n.t('Attached'),
    removeContext: vscode.l10n.t('Remove {0}'),
    announceAttached: vscode.l10n.t('{0} attached'),
    announceRemoved: vscode.l10n.t('{0} removed'),

    emptyTitle: vscode.l10n.t('Ask DeepSeek about your code'),
    emptyText: vscode.l10n.t('Nothing leaves this machine until you send a message to {0}.'),
    emptyNoKey: vscode.l10n.t('To begin, store an API key for {0}. It stays in secret storage.'),
    setApiKey: vscode.l10n.t('Set API Key'),

    reasoning: vscode.l10n.t('Reasoning'),
    thinkingLive: vscode.l10n.t('Thinking…'),
    thinkingLiveFor: vscode.l10n.t('Thinking… {0}'),
    thought: vscode.l10n.t('Thought'),
    thoughtFor: vscode.l10n.t('Thought for {0}'),
    tokens: vscode.l10n.t('{0} tokens'),

    seconds: vscode.l10n.t('{0} s'),
    minutes: vscode.l10n.t('{0} min'),
    minutesSeconds: vscode.l10n.t('{0} min {1} s'),

    usageIn: vscode.l10n.t('{0} in'),
    usageInCached: vscode.l10n.t('{0} in ({1}% cached)'),
    usageOut: vscode.l10n.t('{0} out'),
    usageDetails: vscode.l10n.t('{0} tokens in, {1} of them cached; {2} tokens out'),
    usageReasoning: vscode.l10n.t('{0} of them reasoning'),

    copy: vscode.l10n.t('Copy'),
    copyCode: vscode.l10n.t('Copy code'),
    copied: vscode.l10n.t('Copied'),
    regenerate: vscode.l10n.t('Regenerate'),

    code: vscode.l10n.t('Code'),
    table: vscode.l10n.t('Table'),
    image: vscode.l10n.t('Image not loaded: {0}'),
    imageWithHost: vscode.l10n.t('Image not loaded: {0} ({1})'),
    taskDone: vscode.l10n.t('Done'),
    taskOpen: vscode.l10n.t('To do'),

    sending: vscode.l10n.t('Sending…'),
    queued: vscode.l10n.t("Waiting in DeepSeek's queue · {0}"),
    working: vscode.l10n.t('Working…'),
    stalled: vscode.l10n.t('No new text for {0}; still connected'),
    retryingIn: vscode.l10n.t('Nothing was lost. Retrying in {0}'),
    retryNow: vscode.l10n.t('Retry now'),
    cancel: vscode.l10n.t('Cancel'),

    announceStart: vscode.l10n.t('DeepSeek is answering'),
    announceComplete: vscode.l10n.t('Answer complete'),
    announceStopped: vscode.l10n.t('Answer stopped'),
    announceInterrupted: vscode.l10n.t('Answer interrupted'),
    announceFailed: vscode.l10n.t('No answer: {0}'),

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

    errorStatus: vscode.l10n.t('{0} ({1})'),
    errorDetails: vscode.l10n.t('Details'),
    errorHost: vscode.l10n.t('From {0}'),
    errorAuthTitle: vscode.l10n.t('The API key was not accepted'),
    errorAuthText: vscode.l10n.t(
      'It may be missing, mistyped or revoked. Set it again and retry; your message is kept.',
    ),
    errorNoKeyTitle: vscode.l10n.t('There is no API key yet'),
    errorNoKeyText: vscode.l10n.t('Your message is kept and is sent when a key is set.'),
    errorKeyUnavailableTitle: vscode.l10n.t('The system key store does not answer'),
    errorKeyUnavailableText: vscode.l10n.t(
      'Your message is kept. Enter the key again: it is then kept until VS Code closes.',
    ),
    errorBaseUrlTitle: vscode.l10n.t('The address of the API cannot be used'),
    errorBaseUrlText: vscode.l10n.t(
      'The setting "deepseek.baseUrl" wants an address such as https://api.deepseek.com, without a name or password in it.',
    ),
    errorUnencryptedTitle: vscode.l10n.t('Nothing was sent'),
    errorUnencryptedText: vscode.l10n.t(
      'The connection would be unencrypted. Use an https address, or allow it for this host.',
    ),
    errorBalanceTitle: vscode.l10n.t('The balance is used up'),
    errorBalanceText: vscode.l10n.t('Top up the account, then retry; your message is kept.'),
    errorRateLimitTitle: vscode.l10n.t('Too many requests'),
    errorRateLimitText: vscode.l10n.t('The server asks to slow down. Try again in a moment.'),
    errorContextTitle: vscode.l10n.t('This chat is too long for the model'),
    errorContextText: vscode.l10n.t(
      'It no longer fits the context window. Start a new chat, or attach less.',
    ),
    errorContextCount: vscode.l10n.t('{0} tokens were asked for; the model takes {1}.'),
    errorContextLimit: vscode.l10n.t('The model takes {0} tokens.'),
    errorModelTitle: vscode.l10n.t('This model is not available'),
    errorModelText: vscode.l10n.t('The server does not know it, or your key may not use it.'),
    errorModelOffered: vscode.l10n.t('It offers: {0}.'),
    errorModerationTitle: vscode.l10n.t('The request was declined'),
    errorModerationText: vscode.l10n.t(
      "DeepSeek's content rules refused it, and would refuse it again as long as this message is in the chat. Take it back and rephrase it.",
    ),
    errorInvalidRequestTitle: vscode.l10n.t('The server did not understand the request'),
    errorInvalidRequestText: vscode.l10n.t(
      'One of the settings may not suit this server or model. The log says more.',
    ),
    errorOverloadedTitle: vscode.l10n.t('DeepSeek is busy'),
    errorOverloadedText: vscode.l10n.t('Nothing was lost. Try again in a moment.'),
    errorServerTitle: vscode.l10n.t('The server failed'),
    errorServerText: vscode.l10n.t('The fault is on its side. Nothing was lost; try again.'),
    errorNetworkTitle: vscode.l10n.t('The server could not be reached'),
    errorNetworkText: vscode.l10n.t(
      'Check the connection and the base URL, then retry; your message is kept.',
    ),
    errorTlsTitle: vscode.l10n.t('The secure connection failed'),
    errorTlsText: vscode.l10n.t(
      'The certificate of the server, or of a proxy between, is not trusted on this machine.',
    ),
    errorProxyTitle: vscode.l10n.t('The proxy refused the connection'),
    errorProxyText: vscode.l10n.t('Check the proxy address and whether it asks for a sign-in.'),
    errorTimeoutTitle: vscode.l10n.t('The server took too long'),
    errorTimeoutText: vscode.l10n.t('Nothing arrived in time. Nothing was lost; try again.'),
    errorInterruptedTitle: vscode.l10n.t('The connection was interrupted'),
    errorInterruptedText: vscode.l10n.t('It ended before the answer did. Try again.'),
    errorAbortedTitle: vscode.l10n.t('The request was stopped'),
    errorAbortedText: vscode.l10n.t('It ended before an answer arrived.'),
    errorBadResponseTitle: vscode.l10n.t('The answer could not be read'),
    errorBadResponseText: vscode.l10n.t(
      'What arrived is not what the DeepSeek API sends. Check the base URL.',
    ),
    errorEmptyTitle: vscode.l10n.t('The server answered with nothing'),
    errorEmptyText: vscode.l10n.t('Your message is kept. Try again in a moment.'),
    errorUnknownTitle: vscode.l10n.t('Something went wrong'),
    errorUnknownText: vscode.l10n.t('Nothing was lost. Try again; the log says more.'),

    actionTopUp: vscode.l10n.t('Top up'),
    actionRetry: vscode.l10n.t('Retry'),
    actionRetryIn: vscode.l10n.t('Retry in {0}'),
    actionSelectModel: vscode.l10n.t('Select Model'),
    actionNewChat: vscode.l10n.t('New Chat'),
    actionOpenBaseUrl: vscode.l10n.t('Check Base URL'),
    actionOpenProxy: vscode.l10n.t('Check Proxy Setting'),
    actionOpenCertificates: vscode.l10n.t('Check Certificate Setting'),
    actionTakeBack: vscode.l10n.t('Take Back Message'),
    actionUpdateModelSetting: vscode.l10n.t('Update Setting'),
    actionShowLog: vscode.l10n.t('Show Log'),

    pageFailed: vscode.l10n.t('This view met an error. The conversation is safe.'),
    reload: vscode.l10n.t('Reload'),
  };
}

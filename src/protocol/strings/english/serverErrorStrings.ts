/** The page's strings for failures that the server or the connection has, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createServerErrorStrings(vscode: Translator) {
  return {
    errorBalanceTitle: vscode.l10n.t('The balance is used up'),
    errorBalanceText: vscode.l10n.t('Top up the account, then retry; your message is kept.'),
    errorRateLimitTitle: vscode.l10n.t('Too many requests'),
    errorRateLimitText: vscode.l10n.t('The server asks to slow down. Try again in a moment.'),
    errorContextTitle: vscode.l10n.t('This chat is too long for the model'),
    errorContextText: vscode.l10n.t(
      'It no longer fits the context window. Let a summary stand for earlier turns, leave some out, or attach less.',
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
  };
}

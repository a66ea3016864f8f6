/** The page's strings for failures, in English. */

import type { Translator } from './translator.ts';

/** Translates them. */
export function createErrorStrings(vscode: Translator) {
  return {
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
      'The setting "deepseek.baseUrl" must be an http or https address such as https://api.deepseek.com, without a user name, password, "?" or "#", and not the Anthropic endpoint.',
    ),
    errorNotLoadedTitle: vscode.l10n.t('Part of the extension is missing'),
    errorNotLoadedText: vscode.l10n.t(
      'It was updated or removed while this window was open. Reload the window, then ask again.',
    ),
    errorSpendLimitTitle: vscode.l10n.t('Not sent, because of your spend limit'),
    errorSpendLimitText: vscode.l10n.t(
      'Your message is kept. Raise the setting "deepseek.spendLimit.perDay", or retry and send it anyway.',
    ),
    errorUnencryptedTitle: vscode.l10n.t('Nothing was sent'),
    errorUnencryptedText: vscode.l10n.t(
      'The connection would be unencrypted. Use an https address, or allow it for this host.',
    ),
  };
}

/** Prompts for an API key, validates it, stores it for its origin and shows the result. */

import * as vscode from 'vscode';
import type { ApiKeyCheck, KeyDestination, KeyVerdict } from '../../chat/request/apiKeyCheck.ts';
import { isValidHeaderValue, readPastedKey } from '../../platform/headerValue.ts';
import { openSetting } from '../../settings.ts';

/** Where keys are kept. */
export interface KeyKeeper {
  write(origin: string, key: string): Promise<'secretStorage' | 'session'>;
  remove(origin: string): Promise<void>;
}

/** "DeepSeek: Set API Key"; whether a key was kept that the server did not reject. */
export async function promptForApiKey(
  check: ApiKeyCheck,
  keys: KeyKeeper,
  mayGoUnencrypted: (host: string) => Promise<boolean>,
): Promise<boolean> {
  const destination = check.destination();
  if (destination === undefined) {
    await explainBaseUrl();
    return false;
  }
  // The key is tried at once, so the warning comes before it is typed.
  if (destination.isExposed && !(await mayGoUnencrypted(destination.host))) return false;
  for (;;) {
    const key = await askForKey(destination);
    if (key === undefined) return false;
    const verdict = await tryKey(check, key, destination);
    if (!verdict.accepted && verdict.error.kind === 'auth') {
      if (await wantsAnotherTry(destination)) continue;
      return false;
    }
    const keptIn = await keys.write(destination.origin, key);
    sayKept(destination, verdict, keptIn);
    return true;
  }
}

/** "DeepSeek: Remove API Key". */
export async function removeApiKey(check: ApiKeyCheck, keys: KeyKeeper): Promise<void> {
  const destination = check.destination();
  if (destination === undefined) {
    await explainBaseUrl();
    return;
  }
  try {
    await keys.remove(destination.origin);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The API key for {0} was removed.', destination.host),
    );
  } catch {
    // The reason may hold the key, so it is not shown.
    void vscode.window.showErrorMessage(
      vscode.l10n.t('The system key store did not remove the key for {0}.', destination.host),
    );
  }
}

async function explainBaseUrl(): Promise<void> {
  const open = vscode.l10n.t('Open Setting');
  const chosen = await vscode.window.showErrorMessage(
    vscode.l10n.t('The setting "deepseek.baseUrl" is not an address that can be used.'),
    open,
  );
  if (chosen === open) await openSetting('baseUrl');
}

async function askForKey(destination: KeyDestination): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('API Key for {0}', destination.host),
    prompt: vscode.l10n.t(
      'It is kept in the system key store and sent to {0} only.',
      destination.host,
    ),
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => {
      const key = readPastedKey(value);
      if (key === '') return vscode.l10n.t('Paste your API key.');
      return isValidHeaderValue(key)
        ? undefined
        : vscode.l10n.t('A key holds no spaces, line breaks or letters outside ASCII.');
    },
  });
  return text === undefined ? undefined : readPastedKey(text);
}

function tryKey(
  check: ApiKeyCheck,
  key: string,
  destination: KeyDestination,
): Thenable<KeyVerdict> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Trying the key with {0}…', destination.host),
      cancellable: true,
    },
    (_progress, token) => {
      const cancelling = new AbortController();
      token.onCancellationRequested(() => cancelling.abort());
      return check.tryKey(key, destination, cancelling.signal);
    },
  );
}

async function wantsAnotherTry(destination: KeyDestination): Promise<boolean> {
  const again = vscode.l10n.t('Enter Another Key');
  const chosen = await vscode.window.showErrorMessage(
    vscode.l10n.t('{0} rejected this key. It was not kept.', destination.host),
    again,
  );
  return chosen === again;
}

function sayKept(
  destination: KeyDestination,
  verdict: KeyVerdict,
  keptIn: 'secretStorage' | 'session',
): void {
  if (keptIn === 'session') {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The system key store does not work, so the key for {0} is kept until VS Code closes.',
        destination.host,
      ),
    );
  } else if (verdict.accepted) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} accepted the key. You can chat now.', destination.host),
    );
  } else {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'The key for {0} is kept, but could not be tried: {1}',
        destination.host,
        verdict.error.message,
      ),
    );
  }
}

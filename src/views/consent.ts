/** Questions that only a person can answer. */

import * as vscode from 'vscode';
import type { MemoryPort } from './openChat.ts';

const unencryptedKey = 'unencryptedHosts';

/** Asks, once for each host, whether words may travel to it unencrypted. */
export function createUnencryptedConsent(memory: MemoryPort): (host: string) => Promise<boolean> {
  return async (host) => {
    const known = memory.get(unencryptedKey);
    const hosts = Array.isArray(known) ? (known as unknown[]) : [];
    if (hosts.includes(host)) return true;
    const proceed = vscode.l10n.t('Send Unencrypted');
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t('The connection to {0} is unencrypted.', host),
      {
        modal: true,
        detail: vscode.l10n.t(
          'Your key and your chats could be read on the way. Use an https address if the server has one.',
        ),
      },
      proceed,
    );
    if (chosen !== proceed) return false;
    await memory.update(unencryptedKey, [...hosts, host]);
    return true;
  };
}

/** "DeepSeek: Delete All Data": whether the person is sure. */
export async function confirmDeleteAll(): Promise<boolean> {
  const confirm = vscode.l10n.t('Delete All Data');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete all chats, usage records and API keys of DeepSeek Chat?'),
    { modal: true, detail: vscode.l10n.t('This cannot be undone.') },
    confirm,
  );
  return chosen === confirm;
}

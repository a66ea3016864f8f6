/** Prompts for the user's consent. */

import * as vscode from 'vscode';
import type { KeyAnswer } from '../../chat/ports.ts';
import type { MemoryPort } from '../../platform/ports.ts';

const unencryptedKey = 'unencryptedHosts';
const keylessKey = 'keylessOrigins';

/** Asks, once for each host, whether words may travel to it unencrypted. */
export function createUnencryptedConsent(memory: MemoryPort): (host: string) => Promise<boolean> {
  return async (host) => {
    const hosts = listIn(memory, unencryptedKey);
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

/**
 * Asks, once for each origin, whether a server that no key is kept for shall get one. `enterKey` asks
 * for it and resolves to whether one was kept. Two messages that wait for the same answer ask once.
 */
export function createKeyQuestion(
  memory: MemoryPort,
  enterKey: () => Promise<boolean>,
): (origin: string, host: string) => Promise<KeyAnswer> {
  const asking = new Map<string, Promise<KeyAnswer>>();
  return (origin, host) => {
    if (listIn(memory, keylessKey).includes(origin)) return Promise.resolve('withoutKey');
    const asked =
      asking.get(origin) ??
      askForKey(host, enterKey, () =>
        memory.update(keylessKey, [...listIn(memory, keylessKey), origin]),
      ).finally(() => asking.delete(origin));
    asking.set(origin, asked);
    return asked;
  };
}

async function askForKey(
  host: string,
  enterKey: () => Promise<boolean>,
  remember: () => PromiseLike<void>,
): Promise<KeyAnswer> {
  const enter = vscode.l10n.t('Enter Key for {0}', host);
  const without = vscode.l10n.t('Send Without a Key');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('No API key is kept for {0}.', host),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Your message is about to go there for the first time. Keys of other addresses are never sent to it.',
      ),
    },
    enter,
    without,
  );
  if (chosen === enter) return (await enterKey()) ? 'keyEntered' : 'cancelled';
  if (chosen !== without) return 'cancelled';
  await remember();
  return 'withoutKey';
}

/** Forgets every answer; only "Delete All Data" calls this. */
export async function forgetConsents(memory: MemoryPort): Promise<void> {
  await memory.update(unencryptedKey, undefined);
  await memory.update(keylessKey, undefined);
}

function listIn(memory: MemoryPort, key: string): readonly unknown[] {
  const known = memory.get(key);
  return Array.isArray(known) ? (known as unknown[]) : [];
}

/** "DeepSeek: Delete All Data": whether the user is sure, and types the word that says so. */
export async function confirmDeleteAll(): Promise<boolean> {
  const word = vscode.l10n.t('delete');
  const isWord = (text: string) => text.trim().toLowerCase() === word.toLowerCase();
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Delete All Data'),
    prompt: vscode.l10n.t(
      'All chats, usage records and API keys of DeepSeek Chat will be deleted. This cannot be undone. Type "{0}" to go on.',
      word,
    ),
    placeHolder: word,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text === '' || isWord(text) ? undefined : vscode.l10n.t('Type "{0}", or press Escape.', word),
  });
  return typed !== undefined && isWord(typed);
}

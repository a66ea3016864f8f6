/** Explains why a chat in the list was not changed, and what can be done. */

import * as vscode from 'vscode';
import type { ChangeRefusal } from '../../chat/history/chatLibrary.ts';

/** Shows a message; resolves to whether the user wants to see the chat, where it can be taken over. */
export async function showChangeRefusal(refusal: ChangeRefusal): Promise<boolean> {
  const open = vscode.l10n.t('Open Chat');
  const texts: Record<ChangeRefusal, string> = {
    elsewhere: vscode.l10n.t(
      'This chat is open in another window. Close it there, or open it here and take it over.',
    ),
    readOnly: vscode.l10n.t(
      'This chat was written by a newer version of DeepSeek Chat. It can be read here, but not changed.',
    ),
    unreadable: vscode.l10n.t('This chat cannot be read, so that it cannot be changed either.'),
  };
  return (await vscode.window.showWarningMessage(texts[refusal], open)) === open;
}

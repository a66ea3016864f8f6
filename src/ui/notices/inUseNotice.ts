/** Shows that nothing was deleted because another window still uses chats. */

import * as vscode from 'vscode';

/** Says which; whether there was something to say. */
export function showInUse(chats: readonly string[]): boolean {
  if (chats.length === 0) return false;
  void vscode.window.showErrorMessage(
    vscode.l10n.t(
      'Nothing was deleted: another window is still answering in a chat. Stop it or close that window, then try again.',
    ),
  );
  return true;
}

/** Messages that mention the log bring the button that shows it. */

import * as vscode from 'vscode';

/** Shows a message with other buttons and Show Log, and resolves to the other button that was chosen. */
export async function offerLog(
  show: (text: string, ...buttons: string[]) => Thenable<string | undefined>,
  text: string,
  ...buttons: readonly string[]
): Promise<string | undefined> {
  const showLog = vscode.l10n.t('Show Log');
  const chosen = await show(text, ...buttons, showLog);
  if (chosen !== showLog) return chosen;
  await vscode.commands.executeCommand('deepseek.showLog');
  return undefined;
}

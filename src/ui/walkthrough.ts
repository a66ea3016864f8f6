/** "DeepSeek: Get Started". */

import * as vscode from 'vscode';

/** Opens the walkthrough of this extension. */
export async function openWalkthrough(extensionId: string): Promise<void> {
  const id = `${extensionId}#getStarted`;
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', id, false);
}

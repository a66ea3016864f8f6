/** Where an account with the vendor is topped up. */

import * as vscode from 'vscode';

/** Opens the vendor's page for it in the browser. */
export async function openTopUp(): Promise<void> {
  await vscode.env.openExternal(vscode.Uri.parse('https://platform.deepseek.com/top_up'));
}

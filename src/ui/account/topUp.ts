/** The vendor's top-up page. */

import * as vscode from 'vscode';

/** Opens the vendor's page for it in the browser. */
export async function openTopUp(): Promise<void> {
  await vscode.env.openExternal(vscode.Uri.parse('https://platform.deepseek.com/top_up'));
}

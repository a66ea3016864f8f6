/** What VS Code has open in its tabs. */

import * as vscode from 'vscode';

/** Whether a document of this scheme is open in a tab, such as one that VS Code has brought back. */
export function hasTabOf(scheme: string): boolean {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some(
    ({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === scheme,
  );
}

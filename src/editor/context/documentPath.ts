/** The name of a document for the model and the user. */

import * as vscode from 'vscode';

/**
 * Relative to its workspace folder, whose name leads where there are several. A document outside is its file's name
 * alone: the folders of the machine are nobody's business.
 */
export function documentPath(uri: vscode.Uri): string {
  const severalFolders = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
    return vscode.workspace.asRelativePath(uri, severalFolders);
  }
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** The name of a document for the model and the user. */

import * as vscode from 'vscode';

/**
 * Relative to its workspace folder, whose name leads where there are several. A document outside is its file's name
 * alone: the folders of the machine are nobody's business. A cell of a notebook has its number behind it, and what
 * stands on the old side of a diff the word "before", so that neither is taken for the file itself.
 */
export function documentPath(uri: vscode.Uri): string {
  const cell = cellOf(uri);
  if (cell !== undefined) return `${pathOf(cell.notebook)} (cell ${String(cell.number)})`;
  return isOldSide(uri) ? `${pathOf(inWorkspace(uri))} (before)` : pathOf(uri);
}

function pathOf(uri: vscode.Uri): string {
  const severalFolders = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
  if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
    return vscode.workspace.asRelativePath(uri, severalFolders);
  }
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** The notebook of a cell's document, and the cell's number from one. */
function cellOf(
  uri: vscode.Uri,
): { readonly notebook: vscode.Uri; readonly number: number } | undefined {
  if (uri.scheme !== 'vscode-notebook-cell') return undefined;
  for (const notebook of vscode.workspace.notebookDocuments) {
    const cell = notebook.getCells().find(({ document }) => isSame(document.uri, uri));
    if (cell !== undefined) return { notebook: notebook.uri, number: cell.index + 1 };
  }
  return undefined;
}

/** Whether this is an earlier version of a file: the left of two that are compared is, unless it is another file. */
function isOldSide(uri: vscode.Uri): boolean {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputTextDiff)) return uri.scheme === 'git';
  const { original, modified } = input;
  if (!isSame(original, uri) || isSame(modified, uri)) return false;
  return original.scheme !== modified.scheme || original.path === modified.path;
}

/** The file of an earlier version, as far as its path says so. */
function inWorkspace(uri: vscode.Uri): vscode.Uri {
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const file = folder.uri.with({ path: uri.path });
    if (vscode.workspace.getWorkspaceFolder(file) !== undefined) return file;
  }
  return uri;
}

function isSame(uri: vscode.Uri, other: vscode.Uri): boolean {
  return uri.toString() === other.toString();
}

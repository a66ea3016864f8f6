/** Where a file is offered to be saved. */

import { homedir } from 'node:os';
import * as vscode from 'vscode';

/** A file of this name in the first folder of the workspace, or in the home folder. */
export function saveTarget(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.Uri.joinPath(folder ?? vscode.Uri.file(homedir()), name);
}

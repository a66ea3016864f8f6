/** The open workspace, as chats remember it. */

import * as vscode from 'vscode';
import type { Workspace } from '../conversation/model.ts';

/** The saved workspace file, else the first folder; none in an empty window. */
export function presentWorkspace(): Workspace | undefined {
  const { workspaceFile, workspaceFolders, name } = vscode.workspace;
  const folder = workspaceFolders?.[0];
  // An unsaved workspace has another address after each start.
  const file = workspaceFile?.scheme === 'untitled' ? undefined : workspaceFile;
  const uri = file ?? folder?.uri;
  if (uri === undefined) return undefined;
  return { uri: uri.toString(), name: (file === undefined ? folder?.name : name) ?? uri.path };
}

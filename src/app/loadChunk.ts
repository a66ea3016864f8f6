/** Wraps dynamic imports: a missing chunk offers to reload the window. */

import * as vscode from 'vscode';

/** A file of the extension is missing: most likely it was updated while the window was open. */
export class ChunkMissingError extends Error {
  constructor(cause: Error) {
    super(`A file of the extension is missing: ${cause.message}`, { cause });
  }
}

/** Imports a chunk; rejects with `ChunkMissingError`, and offers to reload, where its file is missing. */
export async function loadChunk<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (!(error instanceof Error) || code !== 'ERR_MODULE_NOT_FOUND') throw error;
    void promptReload();
    throw new ChunkMissingError(error);
  }
}

let prompting = false;

/** Shows one message at a time. */
async function promptReload(): Promise<void> {
  if (prompting) return;
  prompting = true;
  const reload = vscode.l10n.t('Reload Window');
  const chosen = await vscode.window.showErrorMessage(
    vscode.l10n.t(
      'DeepSeek Chat was updated or removed, so a part of it cannot be loaded. Reload the window to go on; nothing is lost.',
    ),
    reload,
  );
  prompting = false;
  if (chosen === reload) await vscode.commands.executeCommand('workbench.action.reloadWindow');
}

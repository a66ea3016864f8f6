/** Tells the person that a part of the extension cannot be loaded, and what helps. */

import * as vscode from 'vscode';
import { PartMissing } from './platform/latePart.ts';
import type { Logger } from './platform/platform.ts';

let telling: PromiseLike<void> | undefined;

/** Logs why something could not be loaded; one message at a time says so where its file is gone. */
export function tellNotLoaded(error: unknown, logger?: Pick<Logger, 'error'>): void {
  logger?.error(String(error));
  if (!(error instanceof PartMissing)) return;
  const reload = vscode.l10n.t('Reload Window');
  telling ??= vscode.window
    .showErrorMessage(
      vscode.l10n.t(
        'DeepSeek Chat was updated or removed, so a part of it cannot be loaded. Reload the window to go on; nothing is lost.',
      ),
      reload,
    )
    .then((chosen) => {
      telling = undefined;
      if (chosen === reload) {
        void vscode.commands.executeCommand('workbench.action.reloadWindow');
      }
    });
}

/** Shows, once per damage, what a chat has lost and where the damaged lines are. */

import { basename } from 'node:path';
import * as vscode from 'vscode';

/** What was found to be damaged, or kept from being saved. */
interface Damage {
  readonly kind: 'lines' | 'torn' | 'aside';
  /** Missing where no file could be made. */
  readonly path?: string;
}

/** Shows a warning that leads to the file. */
export function damageNotice(damage: Damage): void {
  void show(damage);
}

async function show({ kind, path }: Damage): Promise<void> {
  const text = toText(kind, path);
  if (path === undefined) {
    await vscode.window.showWarningMessage(text);
    return;
  }
  const reveal = vscode.l10n.t('Show File');
  if ((await vscode.window.showWarningMessage(text, reveal)) !== reveal) return;
  await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(path));
}

function toText(kind: Damage['kind'], path: string | undefined): string {
  if (path === undefined) {
    return vscode.l10n.t(
      'A part of this chat is damaged and is left out. The rest can be read, and nothing was deleted.',
    );
  }
  const name = basename(path);
  switch (kind) {
    case 'lines':
      return vscode.l10n.t(
        'A part of this chat is damaged and is left out. The rest can be read. A copy of the damaged part is in {0}.',
        name,
      );
    case 'torn':
      return vscode.l10n.t(
        'The last words of this chat were cut off while they were saved. The rest is whole. What was cut off is in {0}.',
        name,
      );
    case 'aside':
      return vscode.l10n.t(
        'Another window took this chat over while this one was asleep. What could not be saved in the chat any more is in {0}.',
        name,
      );
  }
}

/** Offers actions for a chat whose log cannot be read: explain why, or copy its file. */

import { copyFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { UnreadableReason } from '../../conversation/unreadable.ts';

/** The reason in words. */
export function describeUnreadable(reason: UnreadableReason): string {
  const texts: Record<UnreadableReason, string> = {
    notAFile: vscode.l10n.t('Its log is not a regular file.'),
    tooLarge: vscode.l10n.t('Its file is too large.'),
    impossible: vscode.l10n.t('Its file has numbers that cannot be right.'),
    access: vscode.l10n.t('The system does not let its file be read.'),
    failed: vscode.l10n.t('Reading its file failed. The log has details.'),
  };
  return texts[reason];
}

/** Says that a chat could not be opened, with the reason if it is known, and offers its file. */
export async function showUnreadable(
  reason: UnreadableReason | undefined,
  file: string,
): Promise<void> {
  const text = [
    vscode.l10n.t('This chat could not be opened. Its file was left as it is.'),
    ...(reason === undefined ? [] : [describeUnreadable(reason)]),
  ].join(' ');
  const exportIt = vscode.l10n.t('Export Raw File');
  const offers = reason === 'notAFile' ? [] : [exportIt];
  const chosen = await vscode.window.showWarningMessage(text, ...offers);
  if (chosen === exportIt) await exportRawFile(file);
}

/** Copies the log of a chat, byte for byte, to where the user wants it. */
export async function exportRawFile(file: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = basename(file);
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Raw File'),
    defaultUri: folder === undefined ? vscode.Uri.file(name) : vscode.Uri.joinPath(folder, name),
    filters: { JSONL: ['jsonl'] },
  });
  if (target === undefined) return;
  try {
    await copyTo(file, target);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(
      vscode.l10n.t('The file could not be exported. {0}', cause),
    );
    return;
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The file was exported to {0}.', target.path.split('/').at(-1) ?? ''),
  );
}

async function copyTo(file: string, target: vscode.Uri): Promise<void> {
  // Whoever reads a pipe or a device waits for its end.
  if (!(await stat(file)).isFile()) throw new Error(describeUnreadable('notAFile'));
  if (target.scheme === 'file') await copyFile(file, target.fsPath);
  else await vscode.workspace.fs.copy(vscode.Uri.file(file), target, { overwrite: true });
}

/** "Import Chat": validates files before anything is stored, then shows the last chat. */

import * as vscode from 'vscode';
import type { ImportRefusal } from '../../conversation/export/importProblem.ts';
import { importLimits } from '../../conversation/limits.ts';
import type { ConversationId } from '../../conversation/model.ts';
import { describeRefusal } from './importTexts.ts';

/** Chats of a file that were read, and are no chats yet. */
export interface StagedChats {
  readonly ok: true;
  readonly ids: readonly ConversationId[];
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** What an import needs. */
export interface ImportPorts {
  /** Reads a file without holding up this process. */
  readonly stage: (
    bytes: Uint8Array,
    watcher: { readonly onProgress: (done: number) => void; readonly signal: AbortSignal },
  ) => Promise<StagedChats | ImportRefusal | { readonly ok: 'cancelled' }>;
  /** Shows a chat, which may not be open yet. */
  readonly show: (id: ConversationId) => Promise<void>;
  /** There are more chats now. */
  readonly onImported: () => void;
}

type Progress = vscode.Progress<{ readonly message?: string; readonly increment?: number }>;

/** Asks for files and takes all of their chats, or none. */
export async function importFiles(ports: ImportPorts): Promise<void> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Import Chat'),
    openLabel: vscode.l10n.t('Import'),
    canSelectMany: true,
    filters: { [vscode.l10n.t('Chats')]: ['json', 'jsonl'] },
  });
  if (picked === undefined || picked.length === 0) return;
  const ids = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Importing chats'),
      cancellable: true,
    },
    (progress, cancelled) => take(ports, picked, progress, cancelled),
  );
  const last = ids?.at(-1);
  if (ids === undefined || last === undefined) return;
  ports.onImported();
  await ports.show(last);
  void vscode.window.showInformationMessage(
    ids.length === 1
      ? vscode.l10n.t('The chat was imported.')
      : vscode.l10n.t('{0} chats were imported.', ids.length),
  );
}

/** The chats that were taken; none when something was refused or the import was cancelled. */
async function take(
  ports: ImportPorts,
  picked: readonly vscode.Uri[],
  progress: Progress,
  cancelled: vscode.CancellationToken,
): Promise<readonly ConversationId[] | undefined> {
  const abort = new AbortController();
  const listener = cancelled.onCancellationRequested(() => abort.abort());
  const staged: StagedChats[] = [];
  const kept: StagedChats[] = [];
  try {
    for (const [index, file] of picked.entries()) {
      const onProgress = reportTo(progress, index, picked.length);
      const found = await stage(ports, file, { onProgress, signal: abort.signal });
      if (found === undefined) return undefined;
      staged.push(found);
    }
    if (abort.signal.aborted) return undefined;
    for (const chats of staged) {
      await chats.keep();
      kept.push(chats);
    }
    return kept.flatMap(({ ids }) => ids);
  } finally {
    listener.dispose();
    for (const chats of staged) if (!kept.includes(chats)) await chats.discard();
  }
}

async function stage(
  ports: ImportPorts,
  file: vscode.Uri,
  watcher: Parameters<ImportPorts['stage']>[1],
): Promise<StagedChats | undefined> {
  const name = file.path.split('/').at(-1) ?? '';
  const { size } = await vscode.workspace.fs.stat(file);
  const result =
    size > importLimits.file
      ? tooLarge
      : await ports.stage(await vscode.workspace.fs.readFile(file), watcher);
  if (result.ok === true) return result;
  if (result.ok === false) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        '{0} was not imported, and nothing was changed. {1}',
        name,
        describeRefusal(result),
      ),
    );
  }
  return undefined;
}

const tooLarge: ImportRefusal = {
  ok: false,
  problem: { kind: 'tooMany', where: '' },
  detail: { limit: 'file' },
};

/** Shows how much of all files is done; a progress only ever grows. */
function reportTo(progress: Progress, index: number, count: number): (done: number) => void {
  let shown = index / count;
  return (done) => {
    const now = (index + Math.min(1, done)) / count;
    progress.report({
      increment: Math.max(0, now - shown) * 100,
      message: vscode.l10n.t('{0} %', Math.floor(now * 100)),
    });
    shown = Math.max(shown, now);
  };
}

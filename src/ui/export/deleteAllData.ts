/** "DeepSeek: Delete All Data": confirms, takes every chat from all windows, and deletes all stored data. */

import * as vscode from 'vscode';
import type { ConversationId } from '../../conversation/model.ts';
import { confirmDeleteAll } from '../account/consentPrompts.ts';
import { showInUse } from '../notices/inUseNotice.ts';

/** What is deleted, and in which order. */
export interface AllData {
  /** Ends what runs here. */
  readonly controller: { closeAll(): Promise<void> };
  readonly chats: {
    /** Resolves to the chats that another window cannot give away now. */
    takeAll(): Promise<readonly ConversationId[]>;
    deleteAll(): Promise<void>;
  };
  /** Everything else, one after another. */
  readonly others: readonly (() => unknown)[];
}

/** Deletes all or, where another window is answering, nothing. */
export async function deleteAllData({ controller, chats, others }: AllData): Promise<void> {
  if (!(await confirmDeleteAll())) return;
  await controller.closeAll();
  if (showInUse(await chats.takeAll())) return;
  await chats.deleteAll();
  for (const remove of others) await remove();
  void vscode.window.showInformationMessage(vscode.l10n.t('Everything was deleted.'));
}

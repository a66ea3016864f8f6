/** The palette commands of the list of chats. */

import * as vscode from 'vscode';
import type { ChatLibrary } from '../../chat/history/chatLibrary.ts';
import type { ChatWebviews } from '../panel/webviews/chatWebviews.ts';
import { toCopyTitle } from '../export/branchCopy.ts';

/** "DeepSeek: Rebuild History": reads every log again and says how many chats there are. */
export async function rebuildHistory(library: ChatLibrary): Promise<void> {
  const title = vscode.l10n.t('Reading all chats…');
  const location = vscode.ProgressLocation.Notification;
  const { count, unreadable } = await vscode.window.withProgress({ location, title }, () =>
    library.rebuild(),
  );
  const text =
    count === 1
      ? vscode.l10n.t('The history was rebuilt. It has 1 chat.')
      : vscode.l10n.t('The history was rebuilt. It has {0} chats.', count);
  const more = unreadable === 0 ? [] : [vscode.l10n.t('{0} of them cannot be read.', unreadable)];
  void vscode.window.showInformationMessage([text, ...more].join(' '));
}

/** "DeepSeek: Duplicate Chat": copies the chat in use and shows the copy in its place. */
export async function duplicateChat(library: ChatLibrary, places: ChatWebviews): Promise<void> {
  const page = places.current;
  const id = page?.session.conversation.id;
  const copy = id === undefined ? undefined : await library.duplicate(id, toCopyTitle);
  if (page === undefined || copy === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no chat to duplicate. Open one that has a message.'),
    );
    return;
  }
  await places.choose(page, copy);
}

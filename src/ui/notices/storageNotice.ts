/** Shows that chats cannot be saved, until they can. */

import * as vscode from 'vscode';
import type { Notices } from './notices.ts';

const id = 'storage';

/** Shows why saving failed (a Node error code), or takes the notice away. */
export function storageNotice(notices: Notices, code: string | undefined): void {
  if (code === undefined) {
    notices.clear(id);
    return;
  }
  notices.show({ id, text: toText(code), action: 'showLog' });
}

function toText(code: string): string {
  switch (code) {
    case 'ENOSPC':
      return vscode.l10n.t(
        'The disk is full. The chat goes on in memory and is saved as soon as there is room.',
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return vscode.l10n.t(
        'The storage folder cannot be written to. The chat goes on in memory and is saved as soon as that works.',
      );
    default:
      return vscode.l10n.t(
        'The chat could not be saved ({0}). It goes on in memory and is saved as soon as that works.',
        code,
      );
  }
}

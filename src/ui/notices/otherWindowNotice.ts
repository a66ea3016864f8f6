/** Shows that another window is writing this chat, and how to continue here. */

import * as vscode from 'vscode';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import type { Notice } from '../../protocol/messages.ts';

/** The notice of a chat that is open in another window. */
export function elsewhereNotice({ share, conversation }: ChatSession): Notice {
  if (!share.asked) {
    return {
      id: 'elsewhere',
      text: vscode.l10n.t(
        'This chat is open in another window. It is shown here as it goes on there.',
      ),
      action: 'takeOver',
      otherAction: 'branchChat',
    };
  }
  const text =
    conversation.openTurn === null
      ? vscode.l10n.t('The other window hands the chat over …')
      : vscode.l10n.t('The other window hands the chat over as soon as its answer has ended.');
  return { id: 'elsewhere', text, action: 'branchChat' };
}

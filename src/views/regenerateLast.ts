/** "DeepSeek: Regenerate Response": asks the last question of a chat again. */

import * as vscode from 'vscode';
import type { ChatSession } from '../chat/chatSession.ts';
import { activeBranch } from '../conversation/branch.ts';

/** Whether the last answer of this chat can be asked for again now. */
export function canRegenerate({ conversation, readOnly }: ChatSession): boolean {
  return !readOnly && conversation.openTurn === null && activeBranch(conversation).length > 0;
}

/** Asks again, or says why that cannot be. */
export function regenerateLast(session: ChatSession): void {
  const last = activeBranch(session.conversation).at(-1);
  if (last !== undefined && session.regenerate(last.id) === undefined) return;
  void vscode.window.showInformationMessage(
    vscode.l10n.t('There is no answer in this chat that can be asked for again now.'),
  );
}

/** "Continue Response" and "Regenerate Response" on the active chat's last answer, and when they are enabled. */

import * as vscode from 'vscode';
import type { ChatSession } from '../../../chat/session/chatSession.ts';
import { activeBranch } from '../../../conversation/activeBranch.ts';
import { canContinue } from '../../../conversation/continuation.ts';
import type { Turn } from '../../../conversation/model.ts';

/** Carries them out, and keeps their context keys true. */
export class LastAnswerCommands {
  readonly #published = new Map<string, boolean>();

  /** The chat in use is this now, or is another than it was; one that is not in sight is not known yet. */
  publish(session: ChatSession | undefined): void {
    this.#set('deepseek.canContinue', cutTurn(session) !== undefined);
    // The command itself then says what it finds.
    this.#set('deepseek.cannotRegenerate', session !== undefined && !canRegenerate(session));
  }

  /** Goes on with the last answer; says so where there is nothing to go on with. */
  continue(session: ChatSession): void {
    const turn = cutTurn(session);
    if (turn !== undefined) session.continue(turn.id);
    else say(vscode.l10n.t('The last answer is not cut off.'));
  }

  /** Asks the last question again, or says why that cannot be. */
  regenerate(session: ChatSession): void {
    const last = activeBranch(session.conversation).at(-1);
    if (last !== undefined && session.regenerate(last.id) === undefined) return;
    say(vscode.l10n.t('There is no answer in this chat that can be asked for again now.'));
  }

  #set(key: string, value: boolean): void {
    if (this.#published.get(key) === value) return;
    this.#published.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}

/** The last answer of a chat, where it broke off and can go on. */
function cutTurn(session: ChatSession | undefined): Turn | undefined {
  if (session === undefined || session.readOnly || session.activity !== null) return undefined;
  const last = activeBranch(session.conversation).at(-1);
  return last !== undefined && canContinue(last, session.prefixSupport) ? last : undefined;
}

function canRegenerate({ conversation, readOnly }: ChatSession): boolean {
  return !readOnly && conversation.openTurn === null && activeBranch(conversation).length > 0;
}

function say(text: string): void {
  void vscode.window.showInformationMessage(text);
}

/** The command that goes on with the last answer of the chat in use, and when it can be used. */

import * as vscode from 'vscode';
import type { ChatSession } from '../chat/chatSession.ts';
import { activeBranch } from '../conversation/branch.ts';
import { canContinue } from '../conversation/continuation.ts';
import type { Turn } from '../conversation/model.ts';

/** The last answer of a chat, where it broke off and can go on. */
function cutTurn(session: ChatSession | undefined): Turn | undefined {
  if (session === undefined || session.readOnly || session.activity !== null) return undefined;
  const last = activeBranch(session.conversation).at(-1);
  return last !== undefined && canContinue(last, session.prefixSupport) ? last : undefined;
}

/** Goes on with the last answer; says so where there is nothing to go on with. */
export function continueLast(session: ChatSession | undefined): void {
  const turn = cutTurn(session);
  if (turn !== undefined) session?.continue(turn.id);
  else void vscode.window.showInformationMessage(vscode.l10n.t('The last answer is not cut off.'));
}

let told: boolean | undefined;

/** Keeps the context key of the command true to the chat in use. */
export function tellContinue(session: ChatSession | undefined): void {
  const can = cutTurn(session) !== undefined;
  if (can === told) return;
  told = can;
  void vscode.commands.executeCommand('setContext', 'deepseek.canContinue', can);
}

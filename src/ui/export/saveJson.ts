/** Saves a JSON answer to a file. */

import * as vscode from 'vscode';
import { findTurn } from '../../conversation/activeBranch.ts';
import { jsonTextOf } from '../../conversation/answer/jsonAnswer.ts';
import type { Conversation, TurnId } from '../../conversation/model.ts';
import { saveTarget } from './saveTarget.ts';

/** Asks where to, and writes the answer of a turn as it came, without a fence around it. */
export async function saveJson(conversation: Conversation, turnId: TurnId): Promise<void> {
  const turn = findTurn(conversation, turnId);
  if (turn === undefined) return;
  const target = await vscode.window.showSaveDialog({
    filters: { JSON: ['json'] },
    title: vscode.l10n.t('Save JSON'),
    defaultUri: saveTarget('answer.json'),
  });
  if (target === undefined) return;
  try {
    const bytes = new TextEncoder().encode(`${jsonTextOf(turn)}\n`);
    await vscode.workspace.fs.writeFile(target, bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('The JSON could not be saved. {0}', why));
  }
}

/** "DeepSeek: Ask About Selection": attaches the current selection to the next message. */

import * as vscode from 'vscode';
import { maxContextLength, maxItems } from '../../conversation/context/contextLimits.ts';
import type { ContextItem } from '../../conversation/model.ts';
import { documentPath } from './documentPath.ts';
import { toContextItems, type SelectedText } from './selectionContext.ts';

/** Where the pieces go; sends nothing. */
export interface ContextTarget {
  attach(items: readonly ContextItem[]): Promise<'added' | 'tooMany' | 'tooLarge'>;
}

/** Attaches the selections of the active editor, or says why it cannot. */
export async function askSelection(target: ContextTarget, nextId: () => string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    say(vscode.l10n.t('Open a file and select the text that you want to ask about.'));
    return;
  }
  const selected = toContextItems(toSelectedText(editor), nextId);
  switch (selected.kind) {
    case 'nothing':
      say(vscode.l10n.t('Nothing is selected, and the line with the caret is empty.'));
      return;
    case 'tooLarge':
      say(
        vscode.l10n.t(
          'The selection has {0} KB; at most {1} KB can be attached. Select less of it.',
          toKilobytes(selected.bytes),
          toKilobytes(selected.limit),
        ),
      );
      return;
    case 'items':
      sayRefused(await target.attach(selected.items));
  }
}

function toSelectedText({ document, selections }: vscode.TextEditor): SelectedText {
  return {
    path: documentPath(document.uri),
    language: document.languageId,
    selections: selections.map((selection) => ({
      startLine: selection.start.line,
      endLine: selection.end.line,
      endCharacter: selection.end.character,
      text: document.getText(selection),
    })),
    lineAt: (line) => document.lineAt(line).text,
  };
}

function sayRefused(attached: Awaited<ReturnType<ContextTarget['attach']>>): void {
  if (attached === 'tooMany') {
    say(
      vscode.l10n.t(
        'At most {0} pieces can be attached to one message. Remove some first.',
        maxItems,
      ),
    );
  } else if (attached === 'tooLarge') {
    say(
      vscode.l10n.t(
        'At most {0} KB can be attached to one message. Remove something first.',
        toKilobytes(maxContextLength),
      ),
    );
  }
}

function say(text: string): void {
  void vscode.window.showWarningMessage(text);
}

/** Rounded up, so that what is too much never reads as the limit. */
function toKilobytes(bytes: number): string {
  return String(Math.ceil(bytes / 1024));
}

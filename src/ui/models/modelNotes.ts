/** Formats notes on models for pickers. */

import * as vscode from 'vscode';
import { modelIds, modelNote } from '../../chat/request/modelNotes.ts';
import type { NextRequest } from '../../chat/request/requestPlanner.ts';

/** The words about one id; none where there is nothing to say. */
export function modelNoteText(id: string, next: NextRequest): string | undefined {
  const note = modelNote(id, next);
  switch (note?.kind) {
    case 'retired':
      return vscode.l10n.t('retired, served as {0}', note.replacement);
    case 'unlisted':
      return vscode.l10n.t('not listed by {0}', next.base.host);
    case undefined:
      return undefined;
  }
}

/** The words about all ids that can be chosen, by id. */
export function modelNoteTexts(next: NextRequest | undefined): Readonly<Record<string, string>> {
  if (next === undefined) return {};
  const { translatedFrom, model } = next.choice;
  const notes = modelIds(next).flatMap((id) => {
    const text = modelNoteText(id, next);
    return text === undefined ? [] : [[id, text] as const];
  });
  const served =
    translatedFrom === undefined
      ? []
      : [[model, vscode.l10n.t('serves the retired {0}', translatedFrom)] as const];
  return Object.fromEntries([...notes, ...served]);
}

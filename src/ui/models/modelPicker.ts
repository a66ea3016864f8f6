/** "DeepSeek: Select Model": a quick pick of the server's models for one conversation. */

import * as vscode from 'vscode';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import { modelIds } from '../../chat/request/modelNotes.ts';
import type { NextRequest, RequestPlanner } from '../../chat/request/requestPlanner.ts';
import { modelNoteText, modelNoteTexts } from './modelNotes.ts';

/** Lets the user choose a model for the conversation; whether one was chosen. */
export async function pickModel(session: ChatSession, planner: RequestPlanner): Promise<boolean> {
  const place = vscode.l10n.t('For this chat; the setting "deepseek.model" is for all');
  const model = await askForModel(session, planner, place);
  if (model === undefined) return false;
  session.changeSettings({ model });
  return true;
}

/** Lets the user choose a model; `purpose` says for what. */
export function askForModel(
  session: ChatSession,
  planner: RequestPlanner,
  purpose: string,
): Promise<string | undefined> {
  const picker = vscode.window.createQuickPick<ModelItem>();
  picker.title = vscode.l10n.t('Select Model');
  picker.placeholder = purpose;
  const fetching = new AbortController();
  const update = () => {
    picker.items = toItems(session, planner, picker.value.trim());
  };
  const fetch = async () => {
    picker.busy = true;
    await planner.fetchModels(fetching.signal);
    if (fetching.signal.aborted) return;
    picker.busy = false;
    update();
  };
  return new Promise((resolve) => {
    picker.onDidChangeValue(update);
    picker.onDidAccept(() => {
      const chosen = picker.selectedItems[0];
      if (chosen?.isRetry === true) return void fetch();
      resolve(chosen?.label);
      picker.hide();
    });
    picker.onDidHide(() => {
      fetching.abort();
      resolve(undefined);
      picker.dispose();
    });
    update();
    picker.activeItems = picker.items.filter(({ isInUse }) => isInUse === true);
    picker.show();
    void fetch();
  });
}

interface ModelItem extends vscode.QuickPickItem {
  readonly isInUse?: boolean;
  /** Asks the server once more. */
  readonly isRetry?: boolean;
}

/** What was typed comes after the list: a server may have models that it does not list. */
function toItems(session: ChatSession, planner: RequestPlanner, typed: string): ModelItem[] {
  const next = planner.next(session.conversation.settings);
  if (next === undefined) return [];
  const ids = modelIds(next);
  const notes = modelNoteTexts(next);
  const items = ids.map((id): ModelItem => {
    const isInUse = id === next.choice.model;
    const words = [isInUse ? vscode.l10n.t('in use') : undefined, notes[id]];
    const description = words.filter((word) => word !== undefined).join(' · ');
    return { label: id, isInUse, ...(description === '' ? {} : { description }) };
  });
  const isNew = typed !== '' && !ids.includes(typed);
  const note = isNew ? (modelNoteText(typed, next) ?? vscode.l10n.t('as typed')) : '';
  return [
    ...items,
    ...(isNew ? [{ label: typed, description: note, alwaysShow: true }] : []),
    ...retryItems(next.listing),
  ];
}

/** Why the server's own list is not there. */
function retryItems(listing: NextRequest['listing']): ModelItem[] {
  if (listing === undefined || listing === 'loading') return [];
  const { message, host = '' } = listing;
  return [
    {
      label: vscode.l10n.t('Retry'),
      description: vscode.l10n.t('{0} did not tell which models it has.', host),
      ...(message === '' ? {} : { detail: message }),
      alwaysShow: true,
      isRetry: true,
    },
  ];
}

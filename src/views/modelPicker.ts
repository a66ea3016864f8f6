/** "DeepSeek: Select Model": a list of what the server has, for one conversation. */

import * as vscode from 'vscode';
import type { ChatSession } from '../chat/chatSession.ts';
import type { RequestPlanner } from '../chat/requestPlan.ts';
import { modelIds } from './panelState.ts';

/** Lets the person choose a model for the conversation; whether one was chosen. */
export async function pickModel(session: ChatSession, planner: RequestPlanner): Promise<boolean> {
  const place = vscode.l10n.t('For this chat; the setting "deepseek.model" is for all');
  const model = await askForModel(session, planner, place);
  if (model === undefined) return false;
  session.changeSettings({ model });
  return true;
}

/** Lets the person choose a model; `purpose` says for what. */
export function askForModel(
  session: ChatSession,
  planner: RequestPlanner,
  purpose: string,
): Promise<string | undefined> {
  const picker = vscode.window.createQuickPick();
  picker.title = vscode.l10n.t('Select Model');
  picker.placeholder = purpose;
  const fetching = new AbortController();
  const update = () => {
    picker.items = toItems(session, planner, picker.value.trim());
  };
  return new Promise((resolve) => {
    picker.onDidChangeValue(update);
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]?.label);
      picker.hide();
    });
    picker.onDidHide(() => {
      fetching.abort();
      resolve(undefined);
      picker.dispose();
    });
    update();
    picker.busy = true;
    picker.show();
    void planner.fetchModels(fetching.signal).then(() => {
      if (fetching.signal.aborted) return;
      picker.busy = false;
      update();
    });
  });
}

/** What was typed comes last: a server may have models that it does not list. */
function toItems(
  session: ChatSession,
  planner: RequestPlanner,
  typed: string,
): vscode.QuickPickItem[] {
  const next = planner.next(session.conversation.settings);
  const ids = modelIds(next);
  const items = ids.map((id) =>
    id === next?.choice.model ? { label: id, description: vscode.l10n.t('in use') } : { label: id },
  );
  if (typed === '' || ids.includes(typed)) return items;
  return [...items, { label: typed, description: vscode.l10n.t('as typed'), alwaysShow: true }];
}

/** The model picker and the notice about retired models. */

import * as vscode from 'vscode';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import { readSettings, updateSetting } from '../../settings.ts';
import type { Core } from '../core.ts';
import { RetiredModel } from './retiredModel.ts';

/** Makes the feature. */
export function createModels({ context, controller, notices, loadDocuments }: Core) {
  const { planner } = controller;
  const retired = new RetiredModel(notices, context.globalState, readSettings, updateSetting);
  context.subscriptions.push(planner.onTranslated.on((choice) => retired.show(choice)));
  return {
    acceptReplacement: (session: ChatSession) => retired.accept(session),
    selectModel: async (session: ChatSession) => {
      const { pickModel } = await loadDocuments();
      return await pickModel(session, planner);
    },
    askForModel: async (session: ChatSession) => {
      const { askForModel } = await loadDocuments();
      return await askForModel(session, planner, vscode.l10n.t('For this answer only'));
    },
    loadModels: () => void planner.fetchModels(new AbortController().signal),
  };
}

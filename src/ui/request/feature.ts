/** "Show Request": read-only documents of sent requests, loaded when one is shown. */

import * as vscode from 'vscode';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import type { TurnId } from '../../conversation/model.ts';
import { Lazy } from '../../platform/lazy.ts';
import { readSettings } from '../../settings.ts';
import type { Core, FeatureCommands } from '../core.ts';
import { requestScheme } from './shownRequest.ts';

/** Makes the feature. */
export function createRequestViews(core: Core, current: () => Promise<ChatSession>) {
  const { chats, context, controller, redaction } = core;
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const documents = new Lazy(async () => {
    const { RequestDocuments } = await core.loadDocuments();
    return new RequestDocuments({
      find: async (id) => controller.find(id)?.conversation ?? (await chats.read(id))?.conversation,
      settings: readSettings,
      redaction,
      onChange: (uri) => changed.fire(uri),
    });
  });
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(requestScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => (await documents.get()).textOf(uri),
    }),
    controller.onEvents.on(({ session, events }) =>
      documents.value?.update(session.conversation.id, events),
    ),
  );
  const commands: FeatureCommands<'showRequest' | 'copyRequest' | 'copyRequestAsCurl'> = {
    showRequest: async () => (await documents.get()).show((await current()).conversation),
    copyRequest: async () => (await documents.get()).copyBody(),
    copyRequestAsCurl: async () => (await documents.get()).copyAsCurl(),
  };
  return {
    commands,
    show: async (session: ChatSession, turnId: TurnId) =>
      (await documents.get()).show(session.conversation, turnId),
  };
}

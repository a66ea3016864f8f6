/** Starts a new chat from the summary of another one, which stays unchanged. */

import * as vscode from 'vscode';
import type { ChatController } from '../../chat/chatController.ts';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import { chatTitle } from '../../conversation/chatTitle.ts';
import type { ContextItem } from '../../conversation/model.ts';
import type { Ids } from '../../platform/ports.ts';
import type { Drafts } from '../composer/drafts.ts';

/** What it is made with. */
export interface SummaryChatPorts {
  readonly controller: Pick<ChatController, 'create' | 'summaries'>;
  readonly drafts: Pick<Drafts, 'attach'>;
  readonly ids: Ids;
}

/** Summarises a chat and attaches that to the first message of a new one; none where it failed or was given up. */
export async function summaryChat(
  session: ChatSession,
  { controller, drafts, ids }: SummaryChatPorts,
): Promise<ChatSession | undefined> {
  const made = await controller.summaries.wholeBranch(session);
  if (made === undefined) return undefined;
  const { conversation } = session;
  const chat = controller.create();
  chat.changeSettings(conversation.settings);
  const title = conversation.title ?? chatTitle(conversation) ?? vscode.l10n.t('Chat');
  const item: ContextItem = {
    id: ids.next(),
    kind: 'file',
    // A name, not a path.
    path: `${vscode.l10n.t('Summary of {0}', title).replace(/[\\/:]+/g, ' ')}.md`,
    language: 'markdown',
    text: made.text,
  };
  drafts.attach(chat.conversation.id, [item]);
  return chat;
}

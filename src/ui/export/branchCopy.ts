/** Copies a chat into a new one, with a title that says so. */

import * as vscode from 'vscode';
import type { ChatController } from '../../chat/chatController.ts';
import type { ChatSession } from '../../chat/session/chatSession.ts';
import { chatTitle } from '../../conversation/chatTitle.ts';
import { copyBranch } from '../../conversation/export/copyBranch.ts';
import type { Clock, Ids } from '../../platform/ports.ts';

/** What a copy is made with. */
export interface CopyPorts {
  readonly controller: ChatController;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Copies one branch of a chat, or all of it; resolves when the copy is on the disk. */
export function copyChat(
  { conversation }: ChatSession,
  upTo: Parameters<typeof copyBranch>[1],
  { controller, clock, ids }: CopyPorts,
): Promise<ChatSession> {
  const title = toCopyTitle(conversation.title ?? chatTitle(conversation) ?? '');
  const events = copyBranch(conversation, upTo, { id: ids.next(), now: clock.now(), title });
  return controller.createFrom(events);
}

/** The name of a copy. */
export function toCopyTitle(title: string): string {
  return vscode.l10n.t('{0} (copy)', title === '' ? vscode.l10n.t('Chat') : title);
}

/** What a person does with what stands in a chat: with the words of a turn, with a message, with what waits. */

import * as vscode from 'vscode';
import type { ChatSession } from '../chat/chatSession.ts';
import type { Intent } from '../protocol/messages.ts';
import { handleMessageIntent, type MessagePorts } from './messageIntents.ts';
import { openLink } from './openLink.ts';
import { saveJson } from './saveJson.ts';

/** Carries out such an intent; `false` when it is about something else. */
export function handleTurnIntent(
  intent: Intent,
  session: ChatSession,
  ports: MessagePorts,
): boolean {
  switch (intent.type) {
    case 'copy':
      void vscode.env.clipboard.writeText(intent.text);
      return true;
    case 'openLink':
      void openLink(intent.href);
      return true;
    case 'saveJson':
      void saveJson(session.conversation, intent.turnId);
      return true;
    default:
      return handleMessageIntent(intent, session, ports);
  }
}

/** What a person does with what stands in a chat: with the words of a turn, with a message, with what waits. */

import * as vscode from 'vscode';
import type { ChatSession } from '../chat/chatSession.ts';
import type { Intent } from '../protocol/messages.ts';
import { handleMessageIntent, type MessagePorts } from './messageIntents.ts';
import { openLink } from './openLink.ts';
import { saveJson } from './saveJson.ts';

/** Carries out such an intent; `false` when it is about something else, a promise when it takes time. */
export function handleTurnIntent(
  intent: Intent,
  session: ChatSession,
  ports: MessagePorts,
): boolean | Promise<unknown> {
  switch (intent.type) {
    case 'copy':
      return Promise.resolve(vscode.env.clipboard.writeText(intent.text));
    case 'openLink':
      return openLink(intent.href);
    case 'saveJson':
      return saveJson(session.conversation, intent.turnId);
    default:
      return handleMessageIntent(intent, session, ports);
  }
}

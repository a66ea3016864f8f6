/** What a page says of the choices for a chat's next messages: model, thinking and parameters. */

import type { ChatSession } from '../chat/chatSession.ts';
import type { Intent } from '../protocol/messages.ts';

/** Carries out an intent that is about choices; `false` when it is about something else. */
export function handleChoiceIntent(intent: Intent, session: ChatSession): boolean {
  switch (intent.type) {
    case 'selectModel':
      session.changeSettings({ model: intent.model });
      return true;
    case 'selectThinking':
      session.changeSettings({
        thinking: intent.thinking,
        ...(intent.effort === undefined ? {} : { reasoningEffort: intent.effort }),
      });
      return true;
    case 'changeParameters':
      session.changeParameters(intent.change);
      return true;
    case 'resetParameters':
      session.resetParameters();
      return true;
    default:
      return false;
  }
}

/** Intents about the chat's model, thinking and parameters. */

import type { IntentHandlers } from './intentHandlers.ts';

/** Carries out the choices of a chat. */
export const settingsIntents: IntentHandlers<
  'selectModel' | 'selectThinking' | 'changeParameters' | 'resetParameters'
> = {
  selectModel: ({ model }, { session }) => session.changeSettings({ model }),
  selectThinking: ({ thinking, effort }, { session }) =>
    session.changeSettings({
      thinking,
      ...(effort === undefined ? {} : { reasoningEffort: effort }),
    }),
  changeParameters: ({ change }, { session }) => session.changeParameters(change),
  resetParameters: (_, { session }) => session.resetParameters(),
};

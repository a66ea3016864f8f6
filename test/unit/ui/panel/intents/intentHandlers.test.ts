/** Intents that start a turn identify the webview that asked, and the handler table is complete. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { IntentType } from '../../../../../src/protocol/messages.ts';
import {
  dispatchIntent,
  type IntentHandlers,
  type IntentPage,
} from '../../../../../src/ui/panel/intents/intentHandlers.ts';
import { createMessageIntents } from '../../../../../src/ui/panel/intents/messageIntents.ts';
import { lastEnded, withChat } from '../../../chat/testChat.ts';

describe('an intent that starts a turn', () => {
  it('identifies the webview also where the user was first asked for a model', () =>
    withChat('today', async ({ controller }) => {
      const session = controller.create();
      session.send('hello');
      const turn = await lastEnded(session);
      const page = { session } as IntentPage;
      const asked: unknown[] = [];
      session.onTurnStarting.on(({ askedBy }) => asked.push(askedBy));
      const intents = createMessageIntents({
        summaries: controller.summaries,
        copyBranch: () => Promise.reject(new Error('not wanted')),
        showRequest: () => Promise.resolve(),
        copyText: () => Promise.resolve(),
        openLink: () => Promise.resolve(),
        saveJson: () => Promise.resolve(),
        askForModel: () => Promise.resolve('deepseek-v4-pro'),
      });
      intents.regenerate({ type: 'regenerate', turnId: turn.id }, page);
      const regenerated = await lastEnded(session);
      intents.regenerateWithModel({ type: 'regenerateWithModel', turnId: regenerated.id }, page);
      await lastEnded(session);
      assert.deepEqual(asked, [page, page]);
    }));
});

describe('the handler table', () => {
  it('does not compile where an intent has no handler', () => {
    const incomplete = { stop: () => undefined };
    const dispatch = () => {
      // @ts-expect-error Every other intent is missing.
      const handlers: IntentHandlers<IntentType> = incomplete;
      dispatchIntent(handlers, { type: 'stop' }, {} as IntentPage);
    };
    assert.doesNotThrow(dispatch);
  });
});

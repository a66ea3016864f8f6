import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { lastEnded, withChat } from './testChat.ts';

describe('between a message and its request', () => {
  it('says once that it is being sent: whatever is told is drawn before the request leaves', () =>
    withChat('today', async ({ controller, server }) => {
      const session = controller.create();
      const told: (string | undefined)[] = [];
      session.onActivity.on(() => told.push(session.activity?.kind));
      let before: typeof told = [];
      server.answerWith(() => {
        before = [...told];
        return Promise.resolve({ content: 'ok' });
      });
      session.send('one');
      assert.equal((await lastEnded(session)).status, 'complete');
      assert.deepEqual(before, ['sending']);
    }));
});

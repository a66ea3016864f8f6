import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ApiKeyCheck } from '../../../src/chat/apiKeyCheck.ts';
import { ask, withChat } from './testChat.ts';

const signal = new AbortController().signal;

describe('the models of a server', () => {
  it('are asked for once where the profile depends on them, and again after a failure', () =>
    withChat('legacy', async ({ controller, server, bodies }) => {
      server.setModels({ error: { status: 503, message: 'busy' } });
      const session = controller.create();
      await ask(session, 'one');
      server.setModels(['deepseek-chat', 'deepseek-reasoner']);
      await ask(session, 'two');
      await ask(session, 'three');
      assert.deepEqual(
        Array.from(session.conversation.turns.values(), (turn) => turn.request?.profile),
        ['compatible', 'legacy', 'legacy'],
      );
      assert.equal(server.requests.filter(({ path }) => path === '/models').length, 2);
      assert.equal(bodies().length, 3);
    }));

  it('tell whether a key is taken', () =>
    withChat('today', async ({ controller, settings }) => {
      const check = new ApiKeyCheck(controller.models, () => settings);
      assert.deepEqual(await check.tryKey('sk-test-key', signal), { accepted: true });
      const wrong = await check.tryKey('sk-wrong-key', signal);
      assert.equal(wrong.accepted, false);
      assert.equal(!wrong.accepted && wrong.error.kind, 'auth');
      assert.doesNotMatch(JSON.stringify(wrong), /sk-wrong-key/);
    }));

  it('are not asked for when the asking was stopped before it began', () =>
    withChat('today', async ({ controller, settings, server }) => {
      const target = { baseUrl: settings.baseUrl };
      assert.equal(await controller.models.list(target, AbortSignal.abort()), undefined);
      assert.equal(server.requests.length, 0);
    }));
});

describe('the system prompt', () => {
  it('stays as it was when the chat began', () =>
    withChat('today', async ({ controller, settings, bodies }) => {
      settings.systemPrompt = 'Be brief.';
      const session = controller.create();
      await ask(session, 'one');
      settings.systemPrompt = 'Be long.';
      await ask(session, 'two');
      assert.deepEqual(
        bodies().map((body) => (body['messages'] as { content: string }[])[0]?.content),
        ['Be brief.', 'Be brief.'],
      );
    }));
});

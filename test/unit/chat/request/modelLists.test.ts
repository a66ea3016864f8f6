import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ApiKeyCheck } from '../../../../src/chat/request/apiKeyCheck.ts';
import { modelIds, modelNote } from '../../../../src/chat/request/modelNotes.ts';
import { ask, withChat } from '../testChat.ts';

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
      const here = check.destination()!;
      assert.deepEqual(await check.tryKey('sk-test-key', here, signal), { accepted: true });
      const wrong = await check.tryKey('sk-wrong-key', here, signal);
      assert.equal(wrong.accepted, false);
      assert.equal(!wrong.accepted && wrong.error.kind, 'auth');
      assert.doesNotMatch(JSON.stringify(wrong), /sk-wrong-key/);
    }));

  it('take a key to the server that the user was asked about, whatever the settings say by then', () =>
    withChat('today', async ({ controller, server, settings }) => {
      const check = new ApiKeyCheck(controller.models, () => settings);
      const here = check.destination()!;
      settings.baseUrl = 'http://127.0.0.1:9';
      assert.deepEqual(await check.tryKey('sk-test-key', here, signal), { accepted: true });
      assert.equal(server.requests.at(-1)?.path, '/models');
    }));

  it('tell while they are asked for, why they could not be had, and what is odd about one', () =>
    withChat('today', async ({ controller, server, settings }) => {
      const { planner, models } = controller;
      settings.profile = 'official';
      settings.model = 'deepseek-chat';
      const listings: unknown[] = [];
      models.onChange.on(() => listings.push(planner.next({})!.listing));
      server.setModels({ error: { status: 503, message: 'busy' } });
      await planner.fetchModels(signal);
      server.setModels(['deepseek-flash', 'deepseek-reasoner']);
      await planner.fetchModels(signal);
      await planner.fetchModels(signal);
      const [first, failed, ...later] = listings as [string, { kind: string }, ...unknown[]];
      assert.deepEqual(
        [first, failed.kind, ...later],
        ['loading', 'overloaded', 'loading', undefined],
      );
      const next = planner.next({})!;
      assert.deepEqual(modelIds(next), ['deepseek-flash', 'deepseek-reasoner']);
      assert.equal(next.choice.model, 'deepseek-flash');
      const replaced = { kind: 'retired', replacement: 'deepseek-flash' };
      assert.deepEqual(modelNote('deepseek-reasoner', next), replaced);
      assert.deepEqual(modelNote('mine', next), { kind: 'unlisted' });
      assert.equal(modelNote('deepseek-flash', next), undefined);
      const own = planner.next({ model: 'mine' })!;
      assert.deepEqual(modelIds(own), ['mine', 'deepseek-flash', 'deepseek-reasoner']);
    }));

  it('report a missing key instead of asking without one', () =>
    withChat(
      'today',
      async ({ controller, settings, server }) => {
        settings.baseUrl = 'https://api.deepseek.com';
        await controller.planner.fetchModels(signal);
        const listing = controller.planner.next({})!.listing;
        assert.ok(listing !== undefined && listing !== 'loading');
        assert.deepEqual([listing.kind, listing.reason], ['auth', 'noKey']);
        assert.equal(server.requests.length, 0);
      },
      undefined,
      { keys: { read: () => Promise.resolve(undefined) } },
    ));

  it('are not asked for when the asking was stopped before it began', () =>
    withChat('today', async ({ controller, settings, server }) => {
      const target = { baseUrl: settings.baseUrl };
      assert.equal(await controller.models.list(target, AbortSignal.abort()), undefined);
      assert.equal(controller.planner.next({})!.listing, undefined);
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

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { activeBranch, textOf } from '../../../../src/conversation/activeBranch.ts';
import { fixtures } from '../../../fakes/answers/fixtures.ts';
import { ask, lastEnded, until, withChat } from '../testChat.ts';

const roles = (body: Record<string, unknown> | undefined) =>
  (body?.['messages'] as { role: string; content: string }[]).map((message) => message.role);

describe('a chat against the strict server', () => {
  it('talks two rounds with today’s API: thinking explicit, history whole, no reasoning', () =>
    withChat('today', async ({ controller, bodies, ledger }) => {
      const session = controller.create();
      const first = await ask(session, 'one');
      assert.equal(first.status, 'complete');
      assert.notEqual(textOf(first, 'reasoning'), '');
      const second = await ask(session, 'two');
      assert.equal(second.status, 'complete');
      assert.ok((second.usage?.cached ?? 0) > 0, 'the second request hits the first’s prefix');
      assert.deepEqual(
        bodies().map((body) => [body['model'], body['thinking'], body['reasoning_effort']]),
        [
          ['deepseek-flash', { type: 'enabled' }, 'high'],
          ['deepseek-flash', { type: 'enabled' }, 'high'],
        ],
      );
      assert.deepEqual(bodies()[1]!['messages'], [
        { role: 'user', content: 'one' },
        { role: 'assistant', content: textOf(first, 'content') },
        { role: 'user', content: 'two' },
      ]);
      assert.deepEqual(
        ledger.map((entry) => [entry.model, entry.usage]),
        [
          ['deepseek-flash', first.usage],
          ['deepseek-flash', second.usage],
        ],
      );
    }));

  it('talks two rounds with the API of 2025: the reasoner by name, nothing of reasoning sent', () =>
    withChat('legacy', async ({ controller, settings, bodies }) => {
      settings.thinking = 'on';
      const session = controller.create();
      const first = await ask(session, 'one');
      assert.notEqual(textOf(first, 'reasoning'), '');
      assert.equal((await ask(session, 'two')).status, 'complete');
      assert.deepEqual(Object.keys(bodies()[1]!), [
        'model',
        'stream',
        'stream_options',
        'messages',
      ]);
      assert.equal(bodies()[1]!['model'], 'deepseek-reasoner');
      assert.doesNotMatch(JSON.stringify(bodies()), /reasoning_content/);
    }));

  it('has the question on the disk before the request leaves', () =>
    withChat('today', async ({ controller, server, store }) => {
      const session = controller.create();
      let atRequest: number | undefined;
      server.answerWith(async () => {
        const stored = await store.read(session.conversation.id);
        atRequest = stored && activeBranch(stored.conversation).length;
        return { content: 'ok' };
      });
      await ask(session, 'one');
      assert.equal(atRequest, 1);
    }));

  it('has in its log what it shows, and goes on from there', () =>
    withChat('today', async ({ controller, store }) => {
      const session = controller.create();
      await ask(session, 'one');
      await ask(session, 'two');
      await store.close();
      const stored = await store.read(session.conversation.id);
      assert.deepEqual(stored?.conversation, session.conversation);
    }));

  it('stops at once, closes the socket, keeps the partial answer and shows it to the model', () =>
    withChat('today', async ({ controller, server, bodies }) => {
      const session = controller.create();
      server.script({
        content: 'abcdefghij',
        chunkSize: 1,
        hold: { afterChunks: 5, until: new Promise(() => {}) },
      });
      session.send('one');
      await until(session, () => textOf(session.conversation.openTurn!, 'content') === 'abcd');
      session.stop();
      const turn = await lastEnded(session);
      assert.deepEqual([turn.status, textOf(turn, 'content')], ['stopped', 'abcd']);
      await server.waitFor((request) => request.aborted);
      assert.equal((await ask(session, 'two')).status, 'complete');
      assert.deepEqual(
        (bodies()[1]!['messages'] as { content: string }[]).map(({ content }) => content),
        ['one', 'abcd', 'two'],
      );
    }));

  it('takes one question at a time and no empty one', () =>
    withChat('today', async ({ controller, bodies }) => {
      const session = controller.create();
      assert.equal(session.send('  '), 'empty');
      assert.equal(session.send('one'), undefined);
      assert.equal(session.send('two'), 'busy');
      await lastEnded(session);
      assert.equal(bodies().length, 1);
    }));

  it('sends a passing fault again by itself, and shows one turn', () =>
    withChat('today', async ({ controller, server, bodies }) => {
      const session = controller.create();
      server.script([fixtures.status503, { content: 'at last' }].flat());
      session.send('one');
      await until(session, () => session.activity?.kind === 'retrying');
      session.retryNow();
      const turn = await lastEnded(session);
      assert.deepEqual([turn.status, textOf(turn, 'content')], ['complete', 'at last']);
      assert.equal(bodies().length, 2);
      assert.equal(activeBranch(session.conversation).length, 1);
    }));

  // Fault H7
  it('gives up after two repetitions, and asks again beside the failed turn', () =>
    withChat('today', async ({ controller, server, bodies }) => {
      const session = controller.create();
      const fault = { error: { status: 500, message: 'oops' } };
      server.script([fault, fault, fault]);
      session.send('one');
      for (const attempt of [1, 2]) {
        await until(
          session,
          () => session.activity?.kind === 'retrying' && session.activity.attempt === attempt,
        );
        session.retryNow();
      }
      const failed = await lastEnded(session);
      assert.deepEqual([failed.status, failed.error?.kind], ['failed', 'server']);
      session.regenerate(failed.id);
      const turn = await lastEnded(session);
      assert.equal(turn.status, 'complete');
      assert.equal(bodies().length, 4);
      assert.deepEqual(roles(bodies()[3]), ['user']);
    }));

  it('stops while it waits for a repetition', () =>
    withChat('today', async ({ controller, server, bodies }) => {
      const session = controller.create();
      server.script({ error: { status: 503, message: 'busy', headers: { 'retry-after': '60' } } });
      session.send('one');
      await until(session, () => session.activity?.kind === 'retrying');
      session.stop();
      assert.equal((await lastEnded(session)).status, 'stopped');
      assert.equal(bodies().length, 1);
    }));

  it('never repeats once something was shown', () =>
    withChat('today', async ({ controller, server, bodies }) => {
      const session = controller.create();
      server.script(fixtures.socketReset);
      const turn = await ask(session, 'one');
      assert.equal(turn.status, 'interrupted');
      assert.notEqual(textOf(turn, 'content'), '');
      assert.equal(bodies().length, 1);
    }));

  for (const [name, kind] of [
    ['status401', 'auth'],
    ['status402', 'balance'],
    ['status403', 'auth'],
    ['status422', 'invalidRequest'],
    ['html200', 'badResponse'],
  ] as const) {
    it(`ends a turn answered with ${name} as failed, sent once: ${kind}`, () =>
      withChat('today', async ({ controller, server, bodies }) => {
        const session = controller.create();
        server.script(fixtures[name]);
        const turn = await ask(session, 'one');
        assert.deepEqual([turn.status, turn.error?.kind], ['failed', kind]);
        assert.equal(bodies().length, 1);
        assert.doesNotMatch(JSON.stringify(turn), /sk-test-key|<html/i);
        assert.equal((await ask(session, 'two')).status, 'complete');
      }));
  }

  it('repairs a request that is refused for its same-role neighbours, once, and remembers', () =>
    withChat('today', async ({ controller, server, bodies }) => {
      const session = controller.create();
      const refusal = {
        error: { status: 400, message: 'does not support successive user or assistant messages' },
      };
      server.script([{ error: { status: 401, message: 'no' } }, refusal]);
      await ask(session, 'one');
      const turn = await ask(session, 'two');
      assert.equal(turn.status, 'complete');
      assert.deepEqual(turn.request?.repairs, ['alternation']);
      assert.deepEqual(bodies().slice(1).map(roles), [['user', 'user'], ['user']]);
      server.script([refusal]);
      const again = await ask(session, 'three');
      assert.deepEqual([again.status, again.error?.status], ['failed', 400]);
    }));

  it('fails without a request where there is no key, no address or no consent', () =>
    withChat('today', async ({ controller, settings, server }) => {
      const session = controller.create();
      settings.baseUrl = 'ftp://nowhere';
      assert.equal((await ask(session, 'one')).error?.action, 'openBaseUrlSetting');
      settings.baseUrl = 'http://example.invalid';
      assert.equal((await ask(session, 'two')).error?.action, 'openBaseUrlSetting');
      assert.equal(server.requests.length, 0);
    }));

  // Fault A5
  it('marks a turn that the end of a session cut off, and goes on after it', () =>
    withChat('today', async ({ controller, store }) => {
      await store.appendSynced('c1', [
        { type: 'conversationCreated', id: 'c1', at: 0, systemPrompt: '' },
        {
          type: 'turnStarted',
          turnId: 't1',
          parentId: null,
          at: 0,
          user: { text: 'q', context: [] },
        },
        {
          type: 'partAppended',
          turnId: 't1',
          partId: 'p',
          kind: 'content',
          offset: 0,
          text: 'half',
          at: 1,
        },
      ]);
      const session = await controller.open('c1');
      assert.equal(activeBranch(session!.conversation)[0]?.status, 'interrupted');
      const next = await ask(session!, 'and?');
      assert.equal(next.status, 'complete');
      await store.close();
      assert.deepEqual((await store.read('c1'))?.conversation, session!.conversation);
    }));

  it('leaves nothing behind when all is deleted in mid-answer', () =>
    withChat('today', async ({ controller, server, store }) => {
      const session = controller.create();
      const { id } = session.conversation;
      server.script({
        content: 'abcdefghij',
        chunkSize: 1,
        hold: { afterChunks: 5, until: new Promise(() => {}) },
      });
      session.send('one');
      await until(session, () => session.conversation.openTurn?.parts.length === 1);
      await controller.closeAll();
      assert.equal(session.activity, null, 'the turn has ended before anything is deleted');
      await store.deleteAll();
      await store.close();
      assert.equal(await store.read(id), undefined);
    }));

  it('is named after its first question and knows where it was begun, also on the disk', () => {
    const workspace = { uri: 'file:///work', name: 'work' };
    return withChat(
      'today',
      async ({ controller, store }) => {
        const session = controller.create();
        await ask(session, 'Why does it fail?');
        const { title, titledBy } = session.conversation;
        assert.deepEqual([title, titledBy], ['Why does it fail?', 'local']);
        session.rename('Parser', 'person');
        session.pin(true);
        await ask(session, 'And now?');
        session.rename('What a model thinks', 'model');
        await store.close();
        const kept = (await store.read(session.conversation.id))!.conversation;
        assert.deepEqual([kept.title, kept.pinned, kept.workspace], ['Parser', true, workspace]);
        assert.deepEqual(kept, session.conversation);
      },
      undefined,
      { workspace: () => workspace },
    );
  });

  it('proves by hash what it sent', () =>
    withChat('today', async ({ controller, server }) => {
      const { createHash } = await import('node:crypto');
      const session = controller.create();
      const turn = await ask(session, 'one');
      const sent = server.requests.find((request) => request.path.endsWith('completions'))!;
      const hash = createHash('sha256').update(sent.bodyText).digest('hex');
      assert.equal(turn.request?.bodySha256, hash);
      assert.equal(turn.traceId, sent.traceId);
    }));
});

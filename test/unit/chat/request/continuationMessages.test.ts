/** Answers that go on: in the same message, by prefix completion or by asking, nothing lost and nothing doubled. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ChatSession } from '../../../../src/chat/session/chatSession.ts';
import { activeBranch, textOf } from '../../../../src/conversation/activeBranch.ts';
import { visibleChildren } from '../../../../src/conversation/branches.ts';
import type { Turn } from '../../../../src/conversation/model.ts';
import type { AnswerPlan, Generation, RequestMessage, Step } from '../../../fakes/types.ts';
import { assertAccepted } from '../../faults/faultChat.ts';
import { ask, lastEnded, until, withChat } from '../testChat.ts';
import { seamSample } from '../seamSample.ts';

const cut = (content: string, more: Partial<AnswerPlan> = {}): AnswerPlan => ({
  deltas: [{ content }],
  finishReason: 'length',
  ...more,
});
const messages = (body: Record<string, unknown> | undefined) =>
  body?.['messages'] as readonly RequestMessage[];

async function goOn(session: ChatSession, turn: Turn): Promise<Turn> {
  assert.equal(session.continue(turn.id), undefined);
  return lastEnded(session);
}

/** The server's own way to go on with the sample, by what the request ends with. */
function goOnWithSample(request: {
  readonly body?: { messages: readonly RequestMessage[] };
}): Step {
  const list = request.body!.messages;
  const answer = list.findLast((message) => message.role === 'assistant');
  const so = (answer?.content as string | undefined) ?? '';
  if (answer?.prefix === true) return { deltas: [{ content: seamSample.slice(so.length) }] };
  return {
    deltas: [...seamSample.slice(Math.max(0, so.length - 50))].map((content) => ({ content })),
  };
}

describe('an answer that was cut', () => {
  for (const generation of ['today', 'legacy', 'compatible'] as const) {
    it(`goes on without a seam: ${generation}`, () =>
      withChat(generation, async (chat) => {
        const { controller, server, store } = chat;
        for (let at = 1; at < seamSample.length; at += 23) {
          const session = controller.create();
          server.script(cut(seamSample.slice(0, at)));
          const first = await ask(session, 'go');
          server.answerWith(goOnWithSample);
          const whole = await goOn(session, first);
          assert.equal(textOf(whole, 'content'), seamSample, `cut at ${at}`);
          assert.equal(whole.parts.length, first.parts.length);
          assert.equal(activeBranch(session.conversation).length, 1);
          assert.equal(
            session.conversation.turns.get(first.id),
            first,
            'an ended turn never changes',
          );
          assert.deepEqual(visibleChildren(session.conversation, null), [whole]);
          await store.close();
          const stored = await store.read(session.conversation.id);
          assert.deepEqual(stored?.conversation, session.conversation);
        }
        assertAccepted(chat);
      }));
  }

  it('goes on by prefix completion under /beta, like the request that it was cut from', () =>
    withChat('today', async (chat) => {
      const { controller, server, bodies } = chat;
      const session = controller.create();
      session.changeSettings({ model: 'deepseek-v4-pro', reasoningEffort: 'max' });
      server.script(
        cut('Half an', { deltas: [{ reasoning_content: 'Hm.' }, { content: 'Half an' }] }),
      );
      const first = await ask(session, 'one');
      session.changeSettings({ model: 'deepseek-flash', thinking: 'off' });
      server.script({ deltas: [{ content: ' answer' }], finishReason: 'stop' });
      const whole = await goOn(session, first);
      assert.equal(server.requests.at(-1)?.path, '/beta/chat/completions');
      assert.deepEqual(
        ['model', 'thinking', 'reasoning_effort'].map((name) => bodies().at(-1)![name]),
        ['deepseek-v4-pro', { type: 'enabled' }, 'max'],
      );
      assert.deepEqual(messages(bodies().at(-1)), [
        { role: 'user', content: 'one' },
        { role: 'assistant', content: 'Half an', reasoning_content: 'Hm.', prefix: true },
      ]);
      assert.deepEqual(
        whole.parts.map((part) => part.kind !== 'toolCall' && part.text),
        ['Hm.', 'Half an answer'],
      );
      assert.notDeepEqual(whole.usage, first.usage);
      // What follows sees one answer, at the usual place.
      await ask(session, 'two');
      assert.equal(server.requests.at(-1)?.path, '/chat/completions');
      assert.deepEqual(messages(bodies().at(-1)), [
        { role: 'user', content: 'one' },
        { role: 'assistant', content: 'Half an answer' },
        { role: 'user', content: 'two' },
      ]);
      assertAccepted(chat);
    }));

  it('goes on in the middle of its thoughts where the server takes them, and nowhere else', () =>
    withChat('today', async (chat) => {
      const { controller, server, bodies } = chat;
      const session = controller.create();
      server.script({ deltas: [{ reasoning_content: 'Let me' }], finishReason: 'length' });
      const first = await ask(session, 'one');
      server.script({ deltas: [{ reasoning_content: ' think.' }, { content: 'So.' }] });
      const whole = await goOn(session, first);
      assert.deepEqual(messages(bodies().at(-1)).at(-1), {
        role: 'assistant',
        content: '',
        reasoning_content: 'Let me',
        prefix: true,
      });
      assert.equal(textOf(whole, 'reasoning'), 'Let me think.');
      assert.equal(whole.parts.length, 2);
      assertAccepted(chat);
    }).then(() =>
      withChat('legacy', async ({ controller, server, settings }) => {
        settings.thinking = 'on';
        const session = controller.create();
        server.script({ deltas: [{ reasoning_content: 'Let me' }], finishReason: 'length' });
        const first = await ask(session, 'one');
        assert.equal(session.continue(first.id), 'nothingToContinue');
      }),
    ));

  it('goes on more than once, after a stop and after the connection broke', () =>
    withChat('today', async (chat) => {
      const { controller, server } = chat;
      const session = controller.create();
      server.script([
        { ...cut('one '), finishReason: null, done: false, end: 'reset' },
        {
          content: 'two three ',
          chunkSize: 4,
          hold: { afterChunks: 2, until: new Promise(() => {}) },
        },
        { deltas: [{ content: 'three' }], finishReason: 'stop' },
      ]);
      session.changeSettings({ thinking: 'off' });
      const broken = await ask(session, 'count');
      assert.equal(broken.status, 'interrupted');
      session.continue(broken.id);
      await until(session, () => textOf(session.conversation.openTurn!, 'content') === 'one two ');
      session.stop();
      const stopped = await lastEnded(session);
      const whole = await goOn(session, stopped);
      assert.equal(textOf(whole, 'content'), 'one two three');
      assert.deepEqual(visibleChildren(session.conversation, null), [whole]);
    }));

  it('keeps what it has when going on fails, and goes on again from the card', () =>
    withChat('today', async (chat) => {
      const { controller, server } = chat;
      const session = controller.create();
      server.script([cut('Half'), { error: { status: 401, message: 'no' } }]);
      const first = await ask(session, 'one');
      const failed = await goOn(session, first);
      assert.deepEqual([failed.status, textOf(failed, 'content')], ['failed', 'Half']);
      server.script({ deltas: [{ content: ' done' }], finishReason: 'stop' });
      session.retry(failed.id);
      assert.equal(textOf(await lastEnded(session), 'content'), 'Half done');
    }));

  for (const [status, message] of [
    [404, 'Not Found'],
    [400, 'Unknown field: prefix'],
    [400, 'prefix is only available when using beta api (set base_url to end with /beta)'],
  ] as const) {
    it(`goes on by asking where there is no prefix completion: ${status} ${message.slice(0, 20)}`, () =>
      withChat('today', async ({ controller, server, bodies }) => {
        const session = controller.create();
        server.script([cut('Half an answer'), { error: { status, message } }]);
        const first = await ask(session, 'one');
        server.script({ deltas: [{ content: 'Half an ans' }, { content: 'wer that went on' }] });
        const whole = await goOn(session, first);
        assert.equal(textOf(whole, 'content'), 'Half an answer that went on');
        assert.deepEqual(whole.request?.repairs, ['prefix']);
        assert.deepEqual(
          messages(bodies().at(-1)).map(({ role }) => role),
          ['user', 'assistant', 'user'],
        );
        assert.equal(server.requests.at(-1)?.path, '/chat/completions');
        assert.equal(session.prefixSupport, 'none', 'remembered for the origin');
      }));
  }

  it('that ends in half a character goes on before it', () =>
    withChat('today', async (chat) => {
      const { controller, server, bodies } = chat;
      const session = controller.create();
      server.script(cut('A whale \ud83d'));
      const first = await ask(session, 'one');
      server.script({ deltas: [{ content: '🐋!' }], finishReason: 'stop' });
      const whole = await goOn(session, first);
      assert.equal(messages(bodies().at(-1)).at(-1)?.content, 'A whale ');
      assert.equal(textOf(whole, 'content'), 'A whale 🐋!');
      assertAccepted(chat);
    }));

  it('still counts as a version of its own where a question follows it', () =>
    withChat('today', async ({ controller, server }) => {
      const session = controller.create();
      server.script([cut('Half'), { content: 'Next.' }, { deltas: [{ content: ' more' }] }]);
      const first = await ask(session, 'one');
      await ask(session, 'two');
      const whole = await goOn(session, first);
      assert.deepEqual(visibleChildren(session.conversation, null), [first, whole]);
      assert.deepEqual(activeBranch(session.conversation), [whole]);
    }));

  it('is nothing to go on with when it is whole, empty, or only thoughts that nobody takes', () =>
    withChat('compatible', async ({ controller, server }) => {
      const session = controller.create();
      const whole = await ask(session, 'one');
      assert.equal(session.continue(whole.id), 'nothingToContinue');
      server.script({ deltas: [{ reasoning: 'Hm' }], finishReason: 'length' });
      assert.equal(session.continue((await ask(session, 'two')).id), 'nothingToContinue');
      assert.equal(session.continue('nowhere'), 'noSuchTurn');
    }));
});

describe('an answer that begins with the user’s words', () => {
  for (const generation of ['today', 'legacy'] satisfies Generation[]) {
    it(`holds them, and goes on from them: ${generation}`, () =>
      withChat(generation, async (chat) => {
        const { controller, server, bodies } = chat;
        const session = controller.create();
        if (generation === 'legacy') {
          await controller.models.list(
            { baseUrl: server.url, apiKey: 'sk-test-key' },
            new AbortController().signal,
          );
        }
        server.script({ deltas: [{ content: ' there was' }], finishReason: 'stop' });
        assert.equal(session.send('A tale', [], { starter: 'Once' }), undefined);
        const turn = await lastEnded(session);
        assert.equal(textOf(turn, 'content'), 'Once there was');
        assert.equal(turn.starter, 'Once');
        assert.deepEqual(messages(bodies().at(-1)).at(-1), {
          role: 'assistant',
          content: 'Once',
          prefix: true,
        });
        session.regenerate(turn.id);
        assert.equal((await lastEnded(session)).starter, 'Once');
        assertAccepted(chat);
      }));
  }

  it('is no answer as long as the model has said nothing', () =>
    withChat('today', async (chat) => {
      const { controller, server, bodies } = chat;
      const session = controller.create();
      server.script({ error: { status: 401, message: 'no' } });
      session.send('one', [], { starter: 'Once' });
      await lastEnded(session);
      await ask(session, 'two');
      assert.deepEqual(
        messages(bodies().at(-1)).map((message) => message.content),
        ['one', 'two'],
      );
    }));
});

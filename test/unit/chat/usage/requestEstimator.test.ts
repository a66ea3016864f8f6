/** The estimate of a request agrees with what the strict server counts when it is sent. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ChatSession } from '../../../../src/chat/session/chatSession.ts';
import {
  NextMessages,
  type DraftQuestion,
} from '../../../../src/chat/usage/nextRequestMessages.ts';
import type { RequestEstimate } from '../../../../src/chat/usage/requestEstimator.ts';
import type { Turn } from '../../../../src/conversation/model.ts';
import type { Generation } from '../../../fakes/types.ts';
import { FakeClock } from '../../fakeClock.ts';
import { ask, lastEnded, withChat, type TestChat } from '../testChat.ts';

const words = (count: number, seed: string) => `${seed} `.repeat(count);
const draft = (text: string): DraftQuestion => ({ text, context: [] });

async function estimate(
  { controller }: TestChat,
  { conversation }: ChatSession,
  what: DraftQuestion,
): Promise<RequestEstimate> {
  const found = (await controller.estimator.get()).estimate(conversation, what);
  assert.ok(found);
  return found;
}

/** The estimate of a question is about what the server counts for it, and all that it finds in its cache. */
function assertAgrees(reported: RequestEstimate, { usage }: Turn, tolerance: number): void {
  assert.ok(usage);
  const off = Math.abs(reported.prompt - usage.prompt);
  assert.ok(off <= tolerance, `${reported.prompt} was told, ${usage.prompt} were counted`);
  const missed = Math.abs(reported.cached - usage.cached);
  assert.ok(missed <= 100, `${reported.cached} were to be cached, ${usage.cached} were`);
}

async function askEstimated(chat: TestChat, session: ChatSession, text: string, tolerance: number) {
  const reported = await estimate(chat, session, draft(text));
  const turn = await ask(session, text);
  assertAgrees(reported, turn, tolerance);
  return { reported, turn };
}

/** A chat of three long turns. */
async function begin(chat: TestChat): Promise<ChatSession> {
  const session = chat.controller.create();
  chat.server.answerWith(() => ({ content: words(300, 'answer') }));
  for (const seed of ['first', 'second', 'third']) await ask(session, words(300, seed));
  return session;
}

describe('the estimate of the next request', () => {
  for (const generation of ['today', 'legacy', 'compatible'] satisfies Generation[]) {
    it(`comes to what a ${generation} server counts and caches, from the second turn on`, () =>
      withChat(generation, async (chat) => {
        const session = chat.controller.create();
        chat.settings.thinking = 'off';
        chat.server.answerWith(() => ({ content: words(200, 'answer') }));
        // Not counted by anybody yet.
        const first = await estimate(chat, session, draft(words(400, 'question')));
        assert.equal(first.counted, 0);
        assert.equal(first.cached, 0);
        const turn = await ask(session, words(400, 'question'));
        assert.ok(Math.abs(first.prompt - (turn.usage?.prompt ?? 0)) < 80);
        for (const seed of ['again', '又一次', 'and more']) {
          const { reported } = await askEstimated(chat, session, words(100, seed), 30);
          assert.ok(reported.counted > 400);
          assert.ok(reported.cached > 0);
        }
      }));
  }

  it('knows the answer by its count, although its thoughts are not sent again', () =>
    withChat('today', async (chat) => {
      chat.settings.profile = 'official';
      const session = chat.controller.create();
      chat.server.answerWith(() => ({
        reasoning: words(800, 'hm'),
        content: words(200, 'answer'),
      }));
      await ask(session, words(300, 'question'));
      const estimated = await estimate(chat, session, draft('and?'));
      const turn = await ask(session, 'and?');
      assert.ok(Math.abs(estimated.prompt - (turn.usage?.prompt ?? 0)) <= 30);
      // What follows thoughts is not counted on, whatever a server may find.
      assert.ok(estimated.cached <= (turn.usage?.cached ?? 0));
      assert.ok(estimated.cached > 200);
    }));

  it('follows an edit, a sibling, an exclusion and a change of model, and says what broke the cache', () =>
    withChat('today', async (chat) => {
      chat.settings.profile = 'official';
      chat.settings.thinking = 'off';
      const session = await begin(chat);
      const [first, second] = Array.from(session.conversation.turns.values()) as [Turn, Turn, Turn];

      const edited = await estimate(chat, session, {
        ...draft(words(50, 'other')),
        instead: second.id,
      });
      assert.equal(edited.cacheBreak, undefined);
      session.edit(second.id, words(50, 'other'));
      assertAgrees(edited, await lastEnded(session), 30);

      const same = await estimate(chat, session, {
        ...draft(second.user.text),
        instead: second.id,
      });
      session.regenerate(second.id);
      const again = await lastEnded(session);
      assertAgrees(same, again, 0);
      assert.equal(same.prompt, same.counted, 'these very bytes were counted before');

      await ask(session, words(300, 'third again'));
      session.excludeTurn(first.id, true);
      const excluded = await estimate(chat, session, draft('and?'));
      assert.equal(excluded.cached, 0);
      assert.deepEqual(excluded.cacheBreak?.cause, { kind: 'message', index: 0 });
      assertAgrees(excluded, await ask(session, 'and?'), 30);
      session.excludeTurn(first.id, false);
      assert.ok(
        (await estimate(chat, session, draft('and?'))).cached > 1000,
        'the old prefix is there',
      );

      session.changeSettings({ model: 'deepseek-v4-pro' });
      const other = await estimate(chat, session, draft('and?'));
      assert.equal(other.model, 'deepseek-v4-pro');
      assert.equal(other.cached, 0);
      assert.deepEqual(other.cacheBreak?.cause, { kind: 'model' });
      assertAgrees(other, await ask(session, 'and?'), 30);

      session.changeSettings({ thinking: 'on' });
      const thinking = await estimate(chat, session, draft('and?'));
      assert.equal(thinking.thinkingChanged, true);
      assertAgrees(thinking, await ask(session, 'and?'), 30);
    }));

  it('counts on no cache after hours, and says that', () => {
    const clock = new FakeClock();
    return withChat(
      'today',
      async (chat) => {
        chat.settings.profile = 'official';
        const session = await begin(chat);
        assert.ok((await estimate(chat, session, draft('and?'))).cached > 500);
        clock.setWall(5 * 3_600_000);
        const late = await estimate(chat, session, draft('and?'));
        assert.equal(late.cached, 0);
        assert.equal(late.cacheBreak?.cause.kind, 'age');
      },
      clock,
    );
  });

  it('costs what the price list says for its cached and its other tokens, and nothing is made up', () =>
    withChat('today', async (chat) => {
      chat.settings.profile = 'official';
      const session = await begin(chat);
      chat.settings.prices = {
        'deepseek-flash': { USD: { cached: 1, uncached: 10, output: 100 } },
      };
      const estimated = await estimate(chat, session, draft('and?'));
      const units = estimated.cached * 1e6 + (estimated.prompt - estimated.cached) * 10e6;
      assert.equal(estimated.cost, units);
      assert.equal(estimated.price?.rates.output, 100);
      chat.settings.prices = { 'deepseek-flash': null };
      const unknown = await estimate(chat, session, draft('and?'));
      assert.ok(!('cost' in unknown) && !('price' in unknown));
    }));

  it('knows the window by the user, by a refusal, by the catalogue, or not at all', () =>
    withChat('compatible', async (chat) => {
      const session = chat.controller.create();
      session.changeSettings({ model: 'some-model' });
      const unknown = await estimate(chat, session, draft('hello'));
      assert.ok(!('contextWindow' in unknown));
      assert.equal(unknown.fill, 'unknown');
      const long = words(40_000, 'hippopotamus');
      chat.server.answerWith(() => ({ content: 'ok' }));
      const refused = await ask(session, long);
      assert.equal(refused.error?.kind, 'context');
      const estimated = await estimate(chat, session, draft('and?'));
      assert.equal(estimated.contextWindow, 131_072);
      assert.equal(estimated.fill, 'over');
      chat.settings.modelLimits = { 'some-model': { context: 1_000_000 } };
      assert.equal((await estimate(chat, session, draft('and?'))).fill, 'fine');
      chat.settings.modelLimits = { 'some-model': { context: 190_000 } };
      assert.equal((await estimate(chat, session, draft('and?'))).fill, 'near');
      chat.settings.profile = 'legacy';
      chat.settings.modelLimits = {};
      session.changeSettings({ model: 'deepseek-chat' });
      assert.equal((await estimate(chat, session, draft('and?'))).contextWindow, 65_536);
    }));

  it('measures a long chat once: typing weighs what is typed', () =>
    withChat('today', async (chat) => {
      const session = await begin(chat);
      const { conversation } = session;
      const { plan } = chat.controller.planner.next({})!;
      const messages = new NextMessages();
      assert.ok(messages.left(conversation, plan) > 3000);
      messages.measureSome(conversation, plan, 1);
      assert.ok(messages.left(conversation, plan) > 2000);
      const measuredRequest = messages.with(conversation, draft('a'), plan);
      assert.equal(messages.left(conversation, plan), 0);
      const two = messages.with(conversation, draft('ab'), plan);
      for (const [index, message] of measuredRequest.messages.slice(0, -1).entries()) {
        assert.equal(two.messages[index], message, 'measured again');
      }
      assert.equal(measuredRequest.prefixes, two.prefixes);
    }));
});

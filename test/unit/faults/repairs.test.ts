/** Rejections with a known message: repaired once and remembered per origin, or explained (contract 17.3). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { refusalMessages, refusalStep, statusStep } from '../../fakes/answers/errorFixtures.ts';
import type { Step } from '../../fakes/types.ts';
import { ask, withChat, type TestChat } from '../chat/testChat.ts';
import { assertGoesOn, describeEnd, messagesOf } from './faultChat.ts';

type Body = Record<string, unknown>;
type Name = keyof typeof refusalMessages;

const isDone = (body: Body, field: string): boolean => body[field] === undefined;
const rolesOf = (body: Body) => messagesOf(body).map((message) => message.role);
const reasoningOf = (body: Body) => messagesOf(body).map((item) => 'reasoning_content' in item);

interface Repairable {
  readonly refusal: Name | Step;
  readonly repair: string;
  /** Whether the repaired request satisfies the server. */
  readonly isRight: (body: Body) => boolean;
  readonly extraBody?: Readonly<Record<string, unknown>>;
  readonly systemPrompt?: string;
  /** The strict server rejects this by itself, before the test's script applies. */
  readonly isStrict?: boolean;
}

/** Each is rejected on the third question, whose history has an answer and an unanswered question. */
const repairable: readonly Repairable[] = [
  {
    refusal: 'alternation',
    repair: 'alternation',
    isRight: (body) => rolesOf(body).join() === 'user,assistant,user',
  },
  {
    refusal: 'reasoningNotPassedBack',
    repair: 'reasoningMissing',
    isRight: (body) => reasoningOf(body).join() === 'false,true,false,false',
  },
  {
    refusal: 'reasoningMissing',
    repair: 'reasoningMissing',
    isRight: (body) => reasoningOf(body).includes(true),
  },
  {
    refusal: statusStep(400, { message: 'stream_options is not permitted' }),
    repair: 'streamOptions',
    isRight: (body) => isDone(body, 'stream_options'),
  },
  {
    refusal: statusStep(422, { message: 'Unknown field: thinking' }),
    repair: 'thinkingUnsupported',
    isRight: (body) => isDone(body, 'thinking') && isDone(body, 'reasoning_effort'),
  },
  {
    refusal: statusStep(400, { message: 'This model does not support logprobs' }),
    repair: 'logprobs',
    isRight: (body) => isDone(body, 'logprobs') && isDone(body, 'top_logprobs'),
    extraBody: { logprobs: true, top_logprobs: 2 },
  },
  {
    refusal: 'toolChoice',
    repair: 'toolChoice',
    isRight: (body) => isDone(body, 'tool_choice'),
    extraBody: { tool_choice: 'none' },
  },
  {
    refusal: 'jsonOutput',
    repair: 'jsonUnsupported',
    isRight: (body) => isDone(body, 'response_format'),
    extraBody: { response_format: { type: 'text' } },
  },
  {
    refusal: 'jsonSchema',
    isStrict: true,
    repair: 'jsonSchema',
    isRight: (body) => (body['response_format'] as { type: string }).type === 'json_object',
    extraBody: { response_format: { type: 'json_schema', json_schema: {} } },
    systemPrompt: 'Talk json.',
  },
  {
    refusal: 'jsonWord',
    isStrict: true,
    repair: 'jsonWord',
    isRight: (body) => /\bJSON\b/.test(messagesOf(body).at(-1)?.content ?? ''),
    extraBody: { response_format: { type: 'json_object' } },
  },
  {
    refusal: 'maxTokensRange',
    repair: 'maxTokens',
    isRight: (body) => body['max_tokens'] === 8192,
    extraBody: { max_tokens: 300_000 },
  },
];

const toStep = (refusal: Name | Step): Step =>
  typeof refusal === 'string' ? refusalStep(refusal) : refusal;

/** An answered question, and an unanswered one. */
async function makeHistory({ controller, server }: TestChat) {
  const session = controller.create();
  await ask(session, 'one');
  server.script(statusStep(401, { message: 'no' }));
  await ask(session, 'two');
  return session;
}

describe('a rejected request', () => {
  for (const {
    refusal,
    repair,
    isRight,
    extraBody = {},
    systemPrompt = '',
    isStrict,
  } of repairable) {
    const name = typeof refusal === 'string' ? refusal : JSON.stringify(refusal).slice(0, 80);

    // Fault H3
    it(`is repaired once, and later requests are sent repaired: ${name}`, () =>
      withChat('today', async (chat) => {
        chat.settings.systemPrompt = systemPrompt;
        const session = await makeHistory(chat);
        chat.settings.extraBody = extraBody;
        if (isStrict !== true) chat.server.script(toStep(refusal));
        const turn = await ask(session, 'three');
        assert.equal(describeEnd(turn), 'complete stop');
        assert.deepEqual(turn.request?.repairs, [repair]);
        const [refused, repaired] = chat.bodies().slice(-2);
        assert.equal(isRight(refused!), false, 'the test would see no repair');
        assert.equal(isRight(repaired!), true, JSON.stringify(repaired));
        const other = chat.controller.create();
        assert.deepEqual((await ask(other, 'in another chat')).request?.repairs, [repair]);
        const requests = chat.bodies().length;
        if (isStrict === true) assert.equal((await ask(session, 'and now?')).status, 'complete');
        else await assertGoesOn(chat, session);
        assert.equal(chat.bodies().length, requests + 1);
      }));

    // Fault H3
    it(`is repaired for its own origin only: ${name}`, () =>
      withChat('today', (testChat) =>
        withChat('today', async (other) => {
          testChat.settings.systemPrompt = systemPrompt;
          const session = await makeHistory(testChat);
          testChat.settings.extraBody = extraBody;
          if (isStrict !== true) testChat.server.script(toStep(refusal));
          assert.deepEqual((await ask(session, 'three')).request?.repairs, [repair]);
          testChat.settings.baseUrl = other.server.url;
          // Requests to this server are unrepaired, whatever it answers.
          if (isStrict !== true) other.server.script({ content: 'ok' });
          await ask(session, 'four');
          assert.equal(isRight(other.bodies()[0]!), false);
          testChat.settings.baseUrl = testChat.server.url;
          const back = await ask(session, 'five');
          assert.deepEqual(back.request?.repairs, [repair]);
        }),
      ));

    // Fault H3
    it(`is not sent a third time when it is rejected again: ${name}`, () =>
      withChat('today', async (chat) => {
        chat.settings.systemPrompt = systemPrompt;
        const session = await makeHistory(chat);
        chat.settings.extraBody = extraBody;
        const refusals = isStrict === true ? 1 : 2;
        chat.server.script(Array<Step>(refusals).fill(toStep(refusal)));
        const before = chat.bodies().length;
        assert.match(describeEnd(await ask(session, 'three')), /^failed invalidRequest/);
        assert.equal(chat.bodies().length, before + 2);
        // A repair that did not help is not remembered.
        chat.settings.extraBody = {};
        assert.deepEqual((await ask(session, 'four')).request?.repairs, []);
      }));
  }

  it('is repaired twice if the server requires both, without oscillating', () =>
    withChat('today', async (chat) => {
      const session = await makeHistory(chat);
      chat.server.script([refusalStep('alternation'), refusalStep('reasoningMissing')]);
      const turn = await ask(session, 'three');
      assert.deepEqual(turn.request?.repairs, ['alternation', 'reasoningMissing']);
      const forth = refusalStep('reasoningForbidden');
      const back = refusalStep('reasoningMissing');
      chat.server.script([forth, back, forth, back]);
      const before = chat.bodies().length;
      assert.equal((await ask(session, 'four')).status, 'failed');
      assert.ok(chat.bodies().length - before <= 3);
      chat.server.script(Array<Step>(chat.server.pendingSteps).fill({ content: 'ok' }));
    }));

  it('sends no more reasoning to a server that started to reject it', () =>
    withChat('today', async (chat) => {
      const session = await makeHistory(chat);
      chat.server.script(refusalStep('reasoningMissing'));
      assert.deepEqual((await ask(session, 'three')).request?.repairs, ['reasoningMissing']);
      chat.server.script(refusalStep('reasoningForbidden'));
      assert.deepEqual((await ask(session, 'four')).request?.repairs, ['reasoningForbidden']);
      assert.deepEqual(reasoningOf(chat.bodies().at(-1)!).includes(true), false);
    }));

  it('is not sent again if the repair would not change it', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      chat.server.script(refusalStep('alternation'));
      assert.match(describeEnd(await ask(session, 'the first')), /^failed invalidRequest/);
      assert.equal(chat.bodies().length, 1);
    }));

  const explained: readonly (readonly [Name, string])[] = [
    ['modelNames', 'failed model selectModel'],
    ['modelNotExist', 'failed model selectModel'],
    ['contextLength', 'failed context summarise'],
    ['moderation', 'failed moderation takeBack'],
    ['toolChoice', 'failed invalidRequest showLog'],
    ['functionCalling', 'failed invalidRequest showLog'],
    ['jsonOutput', 'failed invalidRequest showLog'],
    ['toolsUnanswered', 'failed invalidRequest showLog'],
    ['toolUnasked', 'failed invalidRequest showLog'],
    ['jsonWord', 'failed invalidRequest showLog'],
    ['jsonSchema', 'failed invalidRequest showLog'],
    ['developerRole', 'failed invalidRequest showLog'],
    ['contentSequence', 'failed invalidRequest showLog'],
    ['contentEnum', 'failed invalidRequest showLog'],
    ['hexEscape', 'failed invalidRequest showLog'],
    ['surrogate', 'failed invalidRequest showLog'],
    ['noImage', 'failed invalidRequest showLog'],
    ['somethingElse', 'failed invalidRequest showLog'],
  ];
  for (const [name, end] of explained) {
    // Fault H3
    it(`that cannot be repaired is explained and not repeated: ${name}`, () =>
      withChat('today', async (chat) => {
        const session = await makeHistory(chat);
        chat.server.script(refusalStep(name));
        const before = chat.bodies().length;
        const turn = await ask(session, 'three');
        assert.equal(describeEnd(turn), end);
        assert.equal(turn.error?.message, refusalMessages[name]);
        assert.equal(chat.bodies().length, before + 1);
        await assertGoesOn(chat, session);
      }));
  }

  // Fault H3
  it('lists the known models for an unknown one, and the token counts for a chat that is too long', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      chat.server.script([refusalStep('modelNames'), refusalStep('contextLength')]);
      const unknown = await ask(session, 'one');
      assert.deepEqual(unknown.error?.models, ['deepseek-flash', 'deepseek-v4-pro']);
      const tooLong = await ask(session, 'two');
      assert.deepEqual(tooLong.error?.tokens, { limit: 65_536, requested: 70_123 });
    }));

  it('for its content can be hidden, and the chat continues', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      chat.server.answerWith(({ body }) =>
        JSON.stringify(body!.messages).includes('risk')
          ? refusalStep('moderation')
          : { content: 'Fine.' },
      );
      assert.equal((await ask(session, 'hello')).status, 'complete');
      const declined = await ask(session, 'a risk');
      assert.equal(describeEnd(declined), 'failed moderation takeBack');
      assert.equal((await ask(session, 'and now?')).error?.kind, 'moderation');
      session.hideTurn(declined.id, true);
      await assertGoesOn(chat, session);
    }));

  it('is never caused by lone surrogates', () =>
    withChat('today', async (chat) => {
      chat.settings.systemPrompt = 'sys \ud83d';
      const session = chat.controller.create();
      chat.server.script({ deltas: [{ content: 'half \ud83d' }], finishReason: 'stop' });
      await ask(session, 'what \udc00?');
      await assertGoesOn(chat, session);
      assert.ok(chat.server.requests.every(({ bodyText }) => !/\\ud[89a-f]/i.test(bodyText)));
    }));
});

/** Every parameter against the strict server, which refuses what the API refuses: there where the profile has it, absent elsewhere. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ConversationSettings } from '../../../src/conversation/parameters.ts';
import type { Settings } from '../../../src/platform/settings/settings.ts';
import type { Generation } from '../../fakes/types.ts';
import { assertAccepted } from '../faults/faultChat.ts';
import { ask, withChat } from './testChat.ts';

/** All that can be set, each at a value that no default has. */
const everything: ConversationSettings = {
  temperature: 0.7,
  topP: 0.9,
  frequencyPenalty: 0.5,
  presencePenalty: -0.5,
  maxTokens: 4_000,
  stop: ['END', '\n\n'],
  jsonOutput: true,
  logprobs: true,
  topLogprobs: 3,
};
const userId = 'team-1';

const fields = {
  max_tokens: 4_000,
  temperature: 0.7,
  top_p: 0.9,
  frequency_penalty: 0.5,
  presence_penalty: -0.5,
  stop: ['END', '\n\n'],
  response_format: { type: 'json_object' },
  logprobs: true,
  top_logprobs: 3,
  user_id: userId,
};
type Field = keyof typeof fields;
const all = Object.keys(fields) as Field[];
const without = (...names: readonly Field[]): Field[] =>
  all.filter((name) => !names.includes(name));

interface Case {
  readonly name: string;
  readonly generation: Generation;
  readonly settings: Partial<Settings>;
  readonly sent: readonly Field[];
}

const dead = ['frequency_penalty', 'presence_penalty'] as const;
const cases: readonly Case[] = [
  {
    name: 'flash of today, thinking',
    generation: 'today',
    settings: { thinking: 'on' },
    sent: without(...dead, 'temperature'),
  },
  {
    name: 'flash of today, not thinking',
    generation: 'today',
    settings: { thinking: 'off' },
    sent: without(...dead, 'top_p'),
  },
  {
    name: 'pro of today, thinking',
    generation: 'today',
    settings: { thinking: 'on', model: 'deepseek-v4-pro' },
    sent: without(...dead, 'temperature', 'top_p'),
  },
  {
    name: 'pro of today, not thinking',
    generation: 'today',
    settings: { thinking: 'off', model: 'deepseek-v4-pro' },
    sent: without(...dead),
  },
  {
    name: 'the chat model of 2025',
    generation: 'legacy',
    settings: { thinking: 'off' },
    sent: without('user_id'),
  },
  {
    name: 'the reasoner of 2025',
    generation: 'legacy',
    settings: { thinking: 'on' },
    sent: ['max_tokens', 'stop'],
  },
  {
    name: 'any other server',
    generation: 'compatible',
    settings: {},
    sent: without(...dead, 'logprobs', 'top_logprobs', 'user_id'),
  },
];

/** The parameters of a body. */
function parametersOf(body: Record<string, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body ?? {}).filter(([name]) => (all as string[]).includes(name)),
  );
}

const pick = (names: readonly Field[]) =>
  Object.fromEntries(names.map((name) => [name, fields[name]]));

describe('what is set in the sheet', () => {
  for (const { name, generation, settings, sent } of cases) {
    it(`is in the request exactly where it belongs: ${name}`, () =>
      withChat(generation, async (chat) => {
        Object.assign(chat.settings, settings, { userId });
        const session = chat.controller.create();
        session.changeParameters(everything);
        const turn = await ask(session, 'one');
        assert.equal(turn.status, 'complete', JSON.stringify(turn.error));
        assert.deepEqual(parametersOf(chat.bodies()[0]), pick(sent));
        assertAccepted(chat);
        const plain = chat.controller.create();
        chat.settings.userId = null;
        await ask(plain, 'two');
        assert.deepEqual(parametersOf(chat.bodies()[1]), {}, 'what is not set is not sent');
      }));

    for (const key of Object.keys(everything) as (keyof typeof everything)[]) {
      it(`is taken one by one: ${key} by ${name}`, () =>
        withChat(generation, async (chat) => {
          Object.assign(chat.settings, settings);
          const session = chat.controller.create();
          session.changeParameters({
            [key]: everything[key],
            ...(key === 'topLogprobs' ? { logprobs: true } : {}),
          });
          assert.equal((await ask(session, 'one')).status, 'complete');
          assertAccepted(chat);
        }));
    }
  }

  it('comes from the settings where the chat has chosen nothing, and null takes it back', () =>
    withChat('today', async (chat) => {
      Object.assign(chat.settings, { thinking: 'off', temperature: 1.3, stop: ['X'] });
      const session = chat.controller.create();
      await ask(session, 'one');
      session.changeParameters({ temperature: null, stop: [] });
      await ask(session, 'two');
      session.resetParameters();
      await ask(session, 'three');
      assert.deepEqual(chat.bodies().map(parametersOf), [
        { temperature: 1.3, stop: ['X'] },
        {},
        { temperature: 1.3, stop: ['X'] },
      ]);
    }));

  it('follows the settings again once it says the same', () =>
    withChat('today', async ({ controller, settings }) => {
      Object.assign(settings, { temperature: 1.3 });
      const session = controller.create();
      session.changeParameters({ temperature: 0.2, maxTokens: 10 });
      session.changeParameters({ temperature: 1.3 });
      assert.deepEqual(session.conversation.settings, { maxTokens: 10 });
      await Promise.resolve();
    }));

  it('is brought to what the model takes, where that is known', () =>
    withChat('legacy', async (chat) => {
      const session = chat.controller.create();
      session.changeParameters({ maxTokens: 300_000 });
      assert.equal((await ask(session, 'one')).status, 'complete');
      assert.equal(chat.bodies()[0]?.['max_tokens'], 8_192);
      chat.settings.modelLimits = { 'deepseek-chat': { output: 4_096 } };
      await ask(session, 'two');
      assert.equal(chat.bodies()[1]?.['max_tokens'], 4_096);
      assertAccepted(chat);
    }));

  it('is kept with the turn as it was sent', () =>
    withChat('today', async (chat) => {
      Object.assign(chat.settings, { thinking: 'off', userId });
      const session = chat.controller.create();
      session.changeParameters({ ...everything, stream: false });
      const { request } = await ask(session, 'one');
      assert.deepEqual(request?.parameters, {
        model: 'deepseek-flash',
        thinking: 'disabled',
        maxTokens: 4_000,
        temperature: 0.7,
        stop: ['END', '\n\n'],
        jsonOutput: true,
        jsonInstruction: true,
        logprobs: true,
        topLogprobs: 3,
        userId,
        stream: false,
      });
      await chat.store.close();
      const stored = await chat.store.read(session.conversation.id);
      assert.deepEqual(stored?.conversation, session.conversation);
      assert.equal(stored?.badLines, 0);
    }));
});

describe('the system text', () => {
  const systemOf = (body: Record<string, unknown> | undefined) =>
    (body?.['messages'] as { role: string; content: string }[])
      .filter((message) => message.role === 'system')
      .map((message) => message.content);

  it('can be chosen until the chat begins, and is frozen then', () =>
    withChat('today', async (chat) => {
      chat.settings.systemPrompt = 'Be kind.';
      chat.settings.replyLanguage = 'German';
      const session = chat.controller.create();
      session.changeParameters({ systemPrompt: 'Be brief.' });
      await ask(session, 'one');
      session.changeParameters({ systemPrompt: 'Be long.' });
      session.resetParameters();
      chat.settings.replyLanguage = 'auto';
      await ask(session, 'two');
      const text = 'Be brief.\n\nAlways answer in this language: German.';
      assert.deepEqual(chat.bodies().map(systemOf), [[text], [text]]);
      await chat.store.close();
      const stored = await chat.store.read(session.conversation.id);
      assert.equal(stored?.conversation.systemPrompt, text);
      const reply = chat.controller.create();
      await ask(reply, 'three');
      assert.deepEqual(systemOf(chat.bodies()[2]), ['Be kind.']);
    }));

  it('is the language alone where there is no prompt', () =>
    withChat('today', async (chat) => {
      chat.settings.replyLanguage = ' 简体中文\n';
      await ask(chat.controller.create(), 'one');
      assert.deepEqual(systemOf(chat.bodies()[0]), ['Always answer in this language: 简体中文.']);
    }));
});

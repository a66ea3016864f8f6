/** Chats with gateways to other servers: their answers are read, whatever models they list. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textOf } from '../../../src/conversation/activeBranch.ts';
import type { Turn } from '../../../src/conversation/model.ts';
import { contentPieces } from '../../fakes/answers/streamFixtures.ts';
import type { AnswerPlan, Generation } from '../../fakes/types.ts';
import { ask, withChat } from '../chat/testChat.ts';
import { chunk } from '../deepseek/loopback.ts';
import { assertGoesOn, contentOf, describeEnd } from './faultChat.ts';

const think = contentPieces('<think>Let me', ' think.</thi', 'nk>\n\nThe ', 'answer.');
const reasoning: AnswerPlan = {
  deltas: [{ reasoning: 'Let me think.' }, { content: 'The ' }, { content: 'answer.' }],
};
const end = { finishReason: null };
const seen = (turn: Turn) => [textOf(turn, 'reasoning'), contentOf(turn)];

describe('a gateway', () => {
  const lists: readonly (readonly [Generation, readonly string[]])[] = [
    ['compatible', ['gpt-4o', 'deepseek-chat', 'deepseek-r1-70b']],
    ['today', ['deepseek-flash', 'gpt-4o']],
    ['today', ['deepseek-flash', 'deepseek-v4-pro']],
    ['legacy', ['deepseek-chat', 'deepseek-reasoner']],
  ];
  for (const [generation, listed] of lists) {
    // Fault G7
    it(`that lists ${listed.join(', ')} may use its own response format`, () =>
      withChat(generation, async (chat) => {
        chat.server.setModels(listed);
        const session = chat.controller.create();
        for (const [plan, expected] of [
          [think, 'complete stop'],
          [reasoning, 'complete stop'],
          [{ ...think, ...end }, 'complete'],
          [{ ...reasoning, ...end }, 'complete'],
          [{ ...reasoning, ...end, done: false }, 'interrupted interrupted'],
        ] as const) {
          chat.server.script(plan);
          const turn = await ask(session, 'why?');
          assert.equal(describeEnd(turn), expected);
          assert.deepEqual(seen(turn), ['Let me think.', 'The answer.']);
        }
        await assertGoesOn(chat, session);
      }));
  }

  // Fault G8
  it('uses a model that can chat, preferably one of DeepSeek’s', () =>
    withChat('compatible', async (chat) => {
      for (const [listed, model] of [
        [['text-embedding-3-large', 'bge-reranker-v2', 'tts-1', 'qwen3'], 'qwen3'],
        [['openai/gpt-5-pro', 'deepseek/deepseek-chat'], 'deepseek/deepseek-chat'],
      ] as const) {
        chat.server.setModels(listed);
        chat.settings.baseUrl = `${chat.server.url}${model === 'qwen3' ? '' : '/v1'}`;
        await ask(chat.controller.create(), 'why?');
        assert.equal(chat.bodies().at(-1)?.['model'], model);
      }
    }));

  // Fault G1
  it('that sends a finish reason with every chunk is read to the end', () =>
    withChat('compatible', async (chat) => {
      const session = chat.controller.create();
      const words = ['The ', 'sky ', 'is ', 'blue.'].map((content) =>
        chunk({ content }, {}, 'stop'),
      );
      for (const [chunks, close, expected] of [
        [[...words, 'data: [DONE]\n\n'], 'close', 'complete stop'],
        [words, 'close', 'complete stop'],
        [words, 'reset', 'interrupted interrupted'],
        [words, 'drop', 'interrupted interrupted'],
      ] as const) {
        chat.server.script({ raw: { chunks, end: close } });
        const turn = await ask(session, 'why?');
        assert.equal(describeEnd(turn), expected);
        assert.equal(contentOf(turn), 'The sky is blue.');
      }
      await assertGoesOn(chat, session);
    }));
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isConversationEvent } from '../../../src/conversation/events/isConversationEvent.ts';
import type { ConversationSettings, TurnParameters } from '../../../src/conversation/parameters.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';

const settings: Required<ConversationSettings> = {
  model: 'deepseek-flash',
  thinking: 'off',
  reasoningEffort: 'max',
  temperature: 0,
  topP: null,
  frequencyPenalty: 1,
  presencePenalty: null,
  maxTokens: 10,
  stop: ['x'],
  jsonOutput: true,
  stream: false,
  logprobs: true,
  topLogprobs: null,
  systemPrompt: 's',
};
const parameters: Required<TurnParameters> = {
  model: 'deepseek-flash',
  thinking: 'disabled',
  reasoningEffort: 'max',
  temperature: 0,
  topP: 1,
  frequencyPenalty: 1,
  presencePenalty: 1,
  maxTokens: 10,
  stop: ['x'],
  jsonOutput: true,
  jsonInstruction: true,
  logprobs: true,
  topLogprobs: 0,
  userId: 'u',
  stream: false,
};
const sent = (change: object) => ({
  type: 'requestSent',
  turnId: 't',
  request: {
    profile: 'official',
    origin: 'o',
    messageHashes: [],
    bodySha256: '',
    repairs: [],
    parameters: { ...parameters, ...change },
  },
});

describe('parameters in the log', () => {
  it('are accepted if all are valid, and rejected if one has the wrong type', () => {
    assert.equal(isConversationEvent({ type: 'settingsChanged', settings }), true);
    for (const name of Object.keys(settings)) {
      const wrong = { ...settings, [name]: { no: 1 } };
      assert.equal(isConversationEvent({ type: 'settingsChanged', settings: wrong }), false, name);
    }
    assert.equal(isConversationEvent(sent({})), true);
    for (const name of Object.keys(parameters)) {
      assert.equal(isConversationEvent(sent({ [name]: { no: 1 } })), false, name);
    }
  });

  it('may be missing in older logs', () => {
    assert.equal(isConversationEvent({ type: 'settingsChanged', settings: {} }), true);
    const bare = sent({});
    const request = { ...bare.request, parameters: { model: 'm', thinking: 'unset' } };
    assert.equal(isConversationEvent({ ...bare, request }), true);
  });

  it('freeze the system prompt of an existing chat once, when it starts', () => {
    const begin = (id: string, systemPrompt: string) =>
      ({ type: 'conversationCreated', id, at: 1, systemPrompt }) as const;
    const turn = {
      type: 'turnStarted',
      turnId: 't',
      parentId: null,
      at: 1,
      user: { text: 'q', context: [] },
    } as const;
    const state = { ...emptyConversation, id: 'a', systemPrompt: 'old' };
    assert.equal(reduceAll(state, [begin('b', 'x')]).systemPrompt, 'old');
    const begun = reduceAll(state, [begin('a', 'new'), turn, begin('a', 'later')]);
    assert.equal(begun.systemPrompt, 'new');
  });
});

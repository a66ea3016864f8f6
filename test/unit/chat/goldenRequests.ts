/** Conversations whose requests are kept byte for byte in `test/fixtures/requests`. */

import { join } from 'node:path';
import { applyRepairs } from '../../../src/chat/request/applyRepairs.ts';
import { learnedReasoningRule, type Repair } from '../../../src/chat/request/repairMemory.ts';
import { buildRequest } from '../../../src/chat/request/requestBuilder.ts';
import { resolveModel, toRequestOptions } from '../../../src/chat/request/requestOptions.ts';
import { toSystemText } from '../../../src/chat/request/requestParameters.ts';
import { activeBranch } from '../../../src/conversation/activeBranch.ts';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import type { ContextItem, ApiProfile } from '../../../src/conversation/model.ts';
import type { ConversationSettings } from '../../../src/conversation/parameters.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';
import type { Settings } from '../../../src/platform/settings/settings.ts';
import { defaults } from './testChat.ts';

/** Where the bytes are kept. */
export const goldenFolder = join(import.meta.dirname, '../../fixtures/requests');

interface Golden {
  readonly profile: ApiProfile;
  readonly settings?: Partial<Settings>;
  readonly own?: ConversationSettings;
  readonly repairs?: readonly Repair[];
  /** Whether retired ids are translated; default so on `official`. */
  readonly officialRules?: boolean;
  readonly events: readonly ConversationEvent[];
}

interface TurnPlan {
  readonly parent?: string;
  readonly context?: readonly ContextItem[];
  readonly reasoning?: string;
  readonly status?: 'complete' | 'stopped' | 'interrupted' | 'failed';
  readonly jsonInstruction?: true;
}

/** A turn that has ended; without an answer it is the one that asks, and still open. */
function turn(id: string, text: string, answer?: string, plan: TurnPlan = {}): ConversationEvent[] {
  const { parent = null, context = [], reasoning, status = 'complete', jsonInstruction } = plan;
  const append = (kind: 'reasoning' | 'content', piece: string): ConversationEvent => ({
    type: 'partAppended',
    turnId: id,
    partId: kind,
    kind,
    offset: 0,
    text: piece,
    at: 2,
  });
  const started: ConversationEvent = {
    type: 'turnStarted',
    turnId: id,
    parentId: parent,
    at: 1,
    user: { text, context },
  };
  if (answer === undefined) return [started];
  return [
    started,
    {
      type: 'requestSent',
      turnId: id,
      request: {
        profile: 'official',
        origin: 'https://api.deepseek.com',
        parameters: {
          model: 'deepseek-flash',
          thinking: 'enabled',
          ...(jsonInstruction === undefined ? {} : { jsonOutput: true, jsonInstruction }),
        },
        messageHashes: [],
        bodySha256: '',
        repairs: [],
      },
    },
    ...(reasoning === undefined ? [] : [append('reasoning', reasoning)]),
    ...(answer === '' ? [] : [append('content', answer)]),
    { type: 'turnEnded', turnId: id, at: 9, status },
  ];
}

const snippet: ContextItem = {
  id: 'c1',
  kind: 'selection',
  path: 'src/größe.md',
  startLine: 3,
  endLine: 5,
  language: 'markdown',
  text: 'a\n```js\nb\n```',
};
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
const first = turn('a', 'one', 'first', { reasoning: 'hm' });
const second = turn('b', 'two', undefined, { parent: 'a' });
const talk = [...first, ...second];

/** By the name of the file. */
export const goldenRequests: Readonly<Record<string, Golden>> = {
  'official-first-question': { profile: 'official', events: turn('a', 'Why is the sky blue?') },
  'official-history-and-system': {
    profile: 'official',
    settings: { systemPrompt: 'Answer briefly.', replyLanguage: 'German' },
    events: talk,
  },
  'official-not-thinking': { profile: 'official', settings: { thinking: 'off' }, events: talk },
  'official-pro-max': {
    profile: 'official',
    own: { model: 'deepseek-v4-pro', thinking: 'on', reasoningEffort: 'max' },
    events: talk,
  },
  'official-retired-id': {
    profile: 'official',
    settings: { model: 'deepseek-chat' },
    events: talk,
  },
  'official-everything-thinking': {
    profile: 'official',
    settings: { userId: 'team-1' },
    own: everything,
    events: talk,
  },
  'official-everything-not-thinking': {
    profile: 'official',
    settings: { userId: 'team-1', thinking: 'off' },
    own: everything,
    events: talk,
  },
  'official-json-then-prose': {
    profile: 'official',
    events: [
      ...turn('a', 'one', '{"a":1}', { jsonInstruction: true }),
      ...turn('b', 'and in words?', undefined, { parent: 'a' }),
    ],
  },
  'official-json-by-word': {
    profile: 'official',
    own: { jsonOutput: true },
    events: turn('a', 'List three colours as JSON.'),
  },
  'official-whole': { profile: 'official', own: { stream: false }, events: talk },
  'official-attached': {
    profile: 'official',
    events: [
      ...turn('a', 'why?', 'because', { context: [snippet] }),
      ...turn('b', '', undefined, { parent: 'a', context: [{ ...snippet, text: 'x' }, snippet] }),
    ],
  },
  'official-broken-answers': {
    profile: 'official',
    events: [
      ...turn('a', 'one', 'half an ans', { status: 'stopped' }),
      ...turn('b', 'two', '', { parent: 'a', reasoning: 'only thoughts', status: 'failed' }),
      ...turn('c', 'three', 'cut off', { parent: 'b', status: 'interrupted' }),
      ...turn('d', 'four', undefined, { parent: 'c' }),
    ],
  },
  'official-hidden-turn': {
    profile: 'official',
    events: [...first, { type: 'turnHidden', turnId: 'a', hidden: true }, ...turn('b', 'two')],
  },
  'official-other-branch': {
    profile: 'official',
    events: [
      ...first,
      ...turn('b', 'two', 'second', { parent: 'a' }),
      ...turn('c', 'two, otherwise', undefined, { parent: 'a' }),
    ],
  },
  'official-lone-surrogates': {
    profile: 'official',
    settings: { systemPrompt: 'sys \ud83d' },
    own: { stop: ['\udc00'] },
    events: [
      ...turn('a', 'q \udc00 😀', 'a \ud83d', { reasoning: 'r' }),
      ...turn('b', 'x', undefined, { parent: 'a' }),
    ],
  },
  'official-extra-body': {
    profile: 'official',
    settings: { extraBody: { top_k: 3, model: 'm', messages: [], stream: false, temperature: 2 } },
    events: talk,
  },
  'official-repaired': {
    profile: 'official',
    own: { maxTokens: 300_000, logprobs: true, topLogprobs: 5 },
    repairs: [
      { name: 'reasoningMissing' },
      { name: 'logprobs' },
      { name: 'streamOptions' },
      { name: 'maxTokens', model: 'deepseek-flash', min: 1, max: 8_192 },
    ],
    events: talk,
  },
  'legacy-everything': {
    profile: 'legacy',
    settings: { userId: 'team-1', systemPrompt: 'Answer briefly.' },
    own: everything,
    events: talk,
  },
  'legacy-reasoner-everything': {
    profile: 'legacy',
    settings: { thinking: 'on' },
    own: everything,
    events: talk,
  },
  'legacy-neighbours-merged': {
    profile: 'legacy',
    events: [
      ...turn('a', 'one', '', { status: 'failed' }),
      ...turn('b', 'two', undefined, { parent: 'a' }),
    ],
  },
  'compatible-everything': {
    profile: 'compatible',
    settings: { model: 'qwen3', userId: 'team-1' },
    own: everything,
    events: talk,
  },
  'compatible-with-limits': {
    profile: 'compatible',
    settings: {
      model: 'qwen3',
      modelLimits: { qwen3: { output: 2_048, logprobs: true, penalties: true, json: false } },
    },
    own: everything,
    events: talk,
  },
};

/** The bytes of a conversation's next request. */
export function goldenBytes(golden: Golden): string {
  return JSON.stringify(goldenRequest(golden).body);
}

/** A conversation's next request, with what it was made of. */
export function goldenRequest(golden: Golden) {
  const settings: Settings = { ...defaults, ...golden.settings };
  const own = golden.own ?? {};
  const officialRules = golden.officialRules ?? golden.profile === 'official';
  const profile = { profile: golden.profile, by: 'setting', officialRules } as const;
  const choice = resolveModel(settings, own, profile, undefined);
  const repairs = new Map(golden.repairs?.map((repair) => [repair.name, repair]));
  const { plan, altered } = applyRepairs(
    toRequestOptions(settings, own, choice, {
      profile: golden.profile,
      begun: false,
      said: learnedReasoningRule(repairs),
    }),
    repairs,
  );
  const systemPrompt = toSystemText(settings, own);
  const conversation = { ...reduceAll(emptyConversation, golden.events), systemPrompt };
  const branch = activeBranch(conversation);
  const body = buildRequest(systemPrompt, branch, plan);
  return { conversation, branch, body, plan, altered, repairs: [...repairs.keys()] };
}

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ApiProfile } from '../../../../src/conversation/model.ts';
import {
  maxOutputTokens,
  parameterSupport,
  type ParameterName,
  type RequestShape,
} from '../../../../src/deepseek/models/parameterSupport.ts';

type Choice = RequestShape['choice'];
type Expected = Partial<Record<ParameterName, string>>;

const on = (model: string): Choice => ({ model, thinking: 'enabled' });
const off = (model: string): Choice => ({ model, thinking: 'disabled' });
const unset = (model: string): Choice => ({ model, thinking: 'unset' });

/** Everything that is not sent, as `use reason`. */
function unsent(
  profile: ApiProfile,
  choice: Choice,
  more: Partial<RequestShape> = {},
): Record<string, string> {
  const support = parameterSupport({ profile, choice, logprobs: true, ...more });
  const entries = Object.entries(support).flatMap(([name, parameterSupport]) =>
    parameterSupport.use === 'sent'
      ? []
      : [[name, `${parameterSupport.use} ${parameterSupport.reason}`]],
  );
  return Object.fromEntries(entries) as Record<string, string>;
}

const both = (names: readonly ParameterName[], what: string): Expected =>
  Object.fromEntries(names.map((name) => [name, what]));
const penalties: readonly ParameterName[] = ['frequencyPenalty', 'presencePenalty'];
const deadPenalties = both(penalties, 'ignored noEffect');

const table: readonly (readonly [string, ApiProfile, Choice, Expected])[] = [
  [
    'today’s flash, thinking',
    'official',
    on('deepseek-flash'),
    { ...deadPenalties, temperature: 'ignored whileThinking' },
  ],
  [
    'today’s flash, not thinking',
    'official',
    off('deepseek-flash'),
    {
      ...deadPenalties,
      topP: 'ignored whileNotThinking',
      reasoningEffort: 'ignored whileNotThinking',
    },
  ],
  [
    'today’s pro, thinking',
    'official',
    on('deepseek-v4-pro'),
    { ...deadPenalties, temperature: 'ignored whileThinking', topP: 'ignored whileThinking' },
  ],
  [
    'today’s pro, not thinking',
    'official',
    off('deepseek-v4-pro'),
    { ...deadPenalties, reasoningEffort: 'ignored whileNotThinking' },
  ],
  [
    'a model of today that is not known yet',
    'official',
    off('deepseek-v5'),
    { ...deadPenalties, reasoningEffort: 'ignored whileNotThinking' },
  ],
  [
    'the chat model of 2025',
    'legacy',
    unset('deepseek-chat'),
    { reasoningEffort: 'refused notThen', userId: 'refused notThen' },
  ],
  [
    'the reasoner of 2025',
    'legacy',
    { ...unset('deepseek-reasoner'), thinkingFixedBy: 'model' },
    {
      ...both([...penalties, 'temperature', 'topP'], 'ignored modelIgnores'),
      ...both(['jsonOutput', 'logprobs', 'topLogprobs'], 'refused modelRefuses'),
      thinking: 'ignored modelDecides',
      reasoningEffort: 'refused notThen',
      userId: 'refused notThen',
    },
  ],
  [
    'any other server',
    'compatible',
    unset('qwen3'),
    both(
      [...penalties, 'thinking', 'reasoningEffort', 'logprobs', 'topLogprobs', 'userId'],
      'refused serverUnknown',
    ),
  ],
];

describe('parameterSupport', () => {
  for (const [name, profile, choice, expected] of table) {
    it(`reports what is not sent, and why: ${name}`, () => {
      assert.deepEqual(unsent(profile, choice), expected);
    });
  }

  it('sends alternatives only with probabilities', () => {
    const { topLogprobs } = unsent('official', on('deepseek-flash'), { logprobs: false });
    assert.equal(topLogprobs, 'ignored needsLogprobs');
  });

  it('lets the user override the model catalogue', () => {
    const limits = { json: false, logprobs: true, penalties: true };
    const left = unsent('compatible', unset('qwen3'), { limits });
    assert.deepEqual(Object.keys(left).sort(), [
      'jsonOutput',
      'reasoningEffort',
      'thinking',
      'userId',
    ]);
    assert.equal(left['jsonOutput'], 'refused limits');
  });

  it('does not send rejected parameters, or those that depend on them', () => {
    const refused = new Set<ParameterName>(['logprobs']);
    const left = unsent('official', on('deepseek-flash'), { refused });
    assert.equal(left['logprobs'], 'refused serverRefused');
    assert.equal(left['topLogprobs'], 'refused serverRefused');
  });

  it('knows the maximum answer length of known models', () => {
    assert.equal(maxOutputTokens('official', 'deepseek-flash', undefined), 393_216);
    assert.equal(maxOutputTokens('legacy', 'deepseek-chat', undefined), 8_192);
    assert.equal(maxOutputTokens('compatible', 'deepseek-chat', undefined), 10_000_000);
    assert.equal(maxOutputTokens('compatible', 'qwen3', { output: 32_768 }), 32_768);
  });
});

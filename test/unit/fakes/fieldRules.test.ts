/** Rules for the fields of a chat request (contract 4, 10, 17.3). */

import { describeRules } from './ruleCases.ts';

const off = { thinking: { type: 'disabled' } };
const askJson = [{ role: 'user', content: 'Reply in JSON' }];
const jsonObject = { response_format: { type: 'json_object' } };
const many = (count: number) => Array.from({ length: count }, (_, at) => `s${at}`);

describeRules('today', [
  {
    rule: 'a list where text belongs',
    refused: { model: ['deepseek-flash'] },
    message: /model: invalid type: sequence, expected a string/,
    accepted: {},
  },
  {
    rule: 'a missing model',
    refused: { model: undefined },
    message: /model: .*expected a string/,
    accepted: {},
  },
  {
    rule: 'a retired model id, naming the current ones',
    refused: { model: 'deepseek-chat' },
    message: /supported API model names are deepseek-flash or deepseek-v4-pro/,
    accepted: { model: 'deepseek-v4-flash' },
  },
  {
    rule: 'an unknown model id',
    refused: { model: 'deepseek-v4.1-flash' },
    message: /^Model Not Exist$/,
    accepted: { model: 'deepseek-v4-flash-vision-exp' },
  },
  {
    rule: 'an unknown field',
    refused: { seed: 1 },
    message: /unknown field `seed`/,
    accepted: { user_id: 'a-1' },
  },
  {
    rule: 'functions',
    refused: { functions: [] },
    message: /unknown field `functions`/,
    accepted: {},
  },
  {
    rule: 'a title that is not an object',
    refused: { title: true },
    message: /title: expected a map/,
    accepted: { title: { enabled: true } },
  },
  {
    rule: 'an unknown level of review',
    refused: { safety_check: { level: 'medium' } },
    message: /safety_check\.level: unknown variant/,
    accepted: { safety_check: { level: 'high' } },
  },
  {
    rule: 'an unknown kind of thinking',
    refused: { thinking: { type: 'auto' } },
    message: /unknown variant `auto`/,
    accepted: { thinking: { type: 'enabled' } },
  },
  {
    rule: 'thinking as a boolean',
    refused: { thinking: true },
    message: /thinking: expected a map/,
    accepted: off,
  },
  {
    rule: 'an unknown effort',
    refused: { reasoning_effort: 'extreme' },
    message: /reasoning_effort: unknown variant/,
    accepted: { reasoning_effort: 'xhigh' },
  },
  {
    rule: 'max_tokens above the range',
    refused: { max_tokens: 393_217 },
    message: /valid range of max_tokens is \[1, 393216\]/,
    accepted: { max_tokens: 393_216 },
  },
  {
    rule: 'a broken max_tokens',
    refused: { max_tokens: 1.5 },
    message: /expected an integer/,
    accepted: { max_tokens: null },
  },
  {
    rule: 'a temperature too high',
    refused: { temperature: 2.1 },
    message: /temperature is \[0, 2\]/,
    accepted: { temperature: 2 },
  },
  {
    rule: 'a temperature as text',
    refused: { temperature: '1' },
    message: /expected a number/,
    accepted: { temperature: 0 },
  },
  { rule: 'a top_p of zero', refused: { top_p: 0 }, message: /top_p/, accepted: { top_p: 0.01 } },
  { rule: 'a top_p too high', refused: { top_p: 1.1 }, message: /top_p/, accepted: { top_p: 1 } },
  {
    rule: 'a frequency penalty too low',
    refused: { frequency_penalty: -3 },
    message: /frequency_penalty/,
    accepted: { frequency_penalty: -2 },
  },
  {
    rule: 'more than 16 stop sequences',
    refused: { stop: many(17) },
    message: /at most 16/,
    accepted: { stop: many(16) },
  },
  {
    rule: 'a stop sequence that is not a string',
    refused: { stop: [1] },
    message: /stop\[0\]/,
    accepted: { stop: 'END' },
  },
  {
    rule: 'stream as text',
    refused: { stream: 'yes' },
    message: /expected a boolean/,
    accepted: { stream: true },
  },
  {
    rule: 'stream_options without stream',
    refused: { stream_options: { include_usage: true } },
    message: /stream_options should be set along with stream = true/,
    accepted: { stream: true, stream_options: { include_usage: true } },
  },
  {
    rule: 'an unknown stream option',
    refused: { stream: true, stream_options: { include_cost: true } },
    message: /unknown field `include_cost`/,
    accepted: { stream: true, stream_options: {} },
  },
  {
    rule: 'JSON mode without the word',
    refused: jsonObject,
    message: /Prompt must contain the word 'json'/,
    accepted: { ...jsonObject, messages: askJson },
  },
  {
    rule: 'a JSON schema',
    refused: { response_format: { type: 'json_schema', json_schema: {} }, messages: askJson },
    message: /This response_format type is unavailable now/,
    accepted: { response_format: { type: 'text' } },
  },
  {
    rule: 'an unknown response format',
    refused: { response_format: { type: 'xml' } },
    message: /response_format.type/,
    accepted: { response_format: null },
  },
  {
    rule: 'logprobs as a number',
    refused: { logprobs: 1 },
    message: /expected a boolean/,
    accepted: { logprobs: true },
  },
  {
    rule: 'top_logprobs above the range',
    refused: { logprobs: true, top_logprobs: 21 },
    message: /top_logprobs is \[0, 20\]/,
    accepted: { logprobs: true, top_logprobs: 20 },
  },
  {
    rule: 'top_logprobs alone',
    refused: { top_logprobs: 2 },
    message: /along with logprobs/,
    accepted: { logprobs: false },
  },
  {
    rule: 'a user_id with other characters',
    refused: { user_id: 'a@b' },
    message: /Invalid user_id/,
    accepted: { user_id: 'a'.repeat(512) },
  },
]);

describeRules('legacy', [
  {
    rule: 'a model id of today',
    refused: { model: 'deepseek-flash' },
    message: /^Model Not Exist$/,
    accepted: { model: 'deepseek-reasoner' },
  },
  {
    rule: 'thinking, which did not exist',
    refused: off,
    message: /unknown field `thinking`/,
    accepted: {},
  },
  {
    rule: 'a reasoning effort',
    refused: { reasoning_effort: 'low' },
    message: /unknown field/,
    accepted: {},
  },
  {
    rule: 'max_tokens above 8K',
    refused: { max_tokens: 8193 },
    message: /valid range of max_tokens is \[1, 8192\]/,
    accepted: { max_tokens: 8192 },
  },
  {
    rule: 'JSON mode with the reasoner',
    refused: { model: 'deepseek-reasoner', messages: askJson, ...jsonObject },
    message: /deepseek-reasoner does not support Json Output/,
    accepted: { messages: askJson, ...jsonObject },
  },
  {
    rule: 'logprobs with the reasoner',
    refused: { model: 'deepseek-reasoner', logprobs: true },
    message: /does not support logprobs/,
    accepted: { model: 'deepseek-reasoner', temperature: 1 },
  },
]);

describeRules('compatible', [
  {
    rule: 'thinking, which only DeepSeek knows',
    refused: off,
    message: /unknown field `thinking`/,
    accepted: { max_tokens: 5 },
  },
]);

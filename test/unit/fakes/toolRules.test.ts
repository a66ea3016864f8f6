/** Rules for tools, tool choice and FIM (contract 4, 11, 13, 17.3). */

import { describeRules } from './ruleCases.ts';

const tool = (name: string, more: object = {}) => ({
  type: 'function',
  function: { name, ...more },
});
const tools = [tool('f')];
const off = { thinking: { type: 'disabled' } };
const named = (name: string) => ({ type: 'function', function: { name } });
const beta = '/beta/chat/completions';
const schema = {
  type: 'object',
  properties: { path: { type: 'string' } },
  required: ['path'],
  additionalProperties: false,
};
const strict = (parameters: object) => ({ tools: [tool('f', { strict: true, parameters })] });
const toolList = (count: number) => Array.from({ length: count }, (_, at) => tool(`f${at}`));

describeRules('today', [
  {
    rule: 'an empty list of tools',
    refused: { tools: [] },
    message: /'tools': empty array/,
    accepted: { tools },
  },
  {
    rule: 'a tool that is not a function',
    refused: { tools: [{ type: 'search' }] },
    message: /tools\[0\].type/,
    accepted: { tools },
  },
  {
    rule: 'an unknown tool field',
    refused: { tools: [tool('f', { examples: [] })] },
    message: /unknown field `examples`/,
    accepted: { tools: [tool('f', { description: 'd', parameters: {} })] },
  },
  {
    rule: 'a tool description that is not a string',
    refused: { tools: [tool('f', { description: 1 })] },
    message: /description/,
    accepted: { tools: [tool('f', { description: '' })] },
  },
  {
    rule: 'tool parameters that are not a schema',
    refused: { tools: [tool('f', { parameters: [] })] },
    message: /parameters: expected a map/,
    accepted: { tools: [tool('f', { parameters: schema })] },
  },
  {
    rule: 'a named tool_choice that is not a function',
    refused: { tools, tool_choice: { type: 'search', function: { name: 'f' } }, ...off },
    message: /tool_choice\.type/,
    accepted: { tools, tool_choice: named('f'), ...off },
  },
  {
    rule: 'two tools of one name',
    refused: { tools: [tool('f'), tool('f')] },
    message: /must be unique/,
    accepted: { tools: toolList(129) },
  },
  {
    rule: 'a tool name with a dot',
    refused: { tools: [tool('a.b')] },
    message: /A-Za-z0-9_-/,
    accepted: { tools: [tool('a_b-C1')] },
  },
  {
    rule: 'a tool name too long',
    refused: { tools: [tool('f'.repeat(129))] },
    message: /up to 128/,
    accepted: { tools: [tool('f'.repeat(128))] },
  },
  {
    rule: 'tool_choice required while thinking',
    refused: { tools, tool_choice: 'required' },
    message: /^Thinking mode does not support this tool_choice$/,
    accepted: { tools, tool_choice: 'required', ...off },
  },
  {
    rule: 'a tool_choice that names no tool',
    refused: { tools, tool_choice: named('g'), ...off },
    message: /no tool is named g/,
    accepted: { tools, tool_choice: 'auto' },
  },
  {
    rule: 'tool_choice required without tools',
    refused: { tool_choice: 'required', ...off },
    message: /no tools/,
    accepted: { tool_choice: 'none' },
  },
  {
    rule: 'strict outside beta',
    refused: strict(schema),
    message: /beta/,
    accepted: strict(schema),
    acceptedPath: beta,
  },
  {
    rule: 'strict on some functions only',
    refused: { tools: [tool('f', { strict: true, parameters: schema }), tool('g')] },
    message: /every function/,
    accepted: strict(schema),
    path: beta,
  },
  {
    rule: 'a strict schema with an optional property',
    refused: strict({ ...schema, required: [] }),
    message: /every property must be in required/,
    accepted: strict(schema),
    path: beta,
  },
  {
    rule: 'a strict schema open to more properties',
    refused: strict({ ...schema, additionalProperties: true }),
    message: /additionalProperties/,
    accepted: strict({ ...schema, properties: { path: { type: 'string', pattern: 'a' } } }),
    path: beta,
  },
  {
    rule: 'a length deep inside a strict schema',
    refused: strict({
      ...schema,
      properties: { path: { anyOf: [{ type: 'array', items: { maxLength: 1 } }] } },
    }),
    message: /path\.anyOf\[0\]\.items: maxLength/,
    accepted: strict({
      ...schema,
      properties: { path: { anyOf: [{ type: 'array', items: {} }] } },
    }),
    path: beta,
  },
]);

describeRules('legacy', [
  {
    rule: 'tools with the reasoner',
    refused: { model: 'deepseek-reasoner', tools },
    message: /^deepseek-reasoner does not support Function Calling$/,
    accepted: { tools },
  },
  {
    rule: 'more than 128 tools',
    refused: { tools: toolList(129) },
    message: /at most 128/,
    accepted: { tools: toolList(128) },
  },
  {
    rule: 'a tool name over 64 characters',
    refused: { tools: [tool('f'.repeat(65))] },
    message: /up to 64/,
    accepted: { tools: [tool('f'.repeat(64))] },
  },
]);

const fim = { messages: undefined, prompt: 'function add(' };

describeRules('today', [
  {
    rule: 'FIM outside beta',
    refused: fim,
    message: /beta/,
    accepted: fim,
    path: '/completions',
    acceptedPath: '/beta/completions',
  },
  ...[
    {
      rule: 'FIM without prompt',
      refused: { prompt: undefined },
      message: /prompt/,
      accepted: { suffix: '}' },
    },
    {
      rule: 'FIM with messages',
      refused: { messages: [] },
      message: /unknown field `messages`/,
      accepted: {},
    },
    {
      rule: 'FIM over 4K',
      refused: { max_tokens: 4097 },
      message: /\[1, 4096\]/,
      accepted: { max_tokens: 4096 },
    },
    {
      rule: 'FIM while thinking',
      refused: { thinking: { type: 'enabled' } },
      message: /thinking/,
      accepted: off,
    },
    {
      rule: 'FIM with a suffix that is not a string',
      refused: { suffix: 1 },
      message: /suffix/,
      accepted: { suffix: '' },
    },
    {
      rule: 'FIM with an echo that is not a boolean',
      refused: { echo: 'yes' },
      message: /echo: invalid type/,
      accepted: { echo: false, suffix: '}' },
    },
    {
      rule: 'FIM echo with a suffix',
      refused: { echo: true, suffix: '}' },
      message: /echo/,
      accepted: { echo: true },
    },
    {
      rule: 'FIM logprobs above 20',
      refused: { logprobs: 21 },
      message: /logprobs/,
      accepted: { logprobs: 20 },
    },
    {
      rule: 'FIM of an unknown model',
      refused: { model: 'gpt' },
      message: /Model Not Exist/,
      accepted: { model: 'deepseek-v4-pro' },
    },
  ].map((rule) => ({
    ...rule,
    refused: { ...fim, ...rule.refused },
    accepted: { ...fim, ...rule.accepted },
    path: '/beta/completions',
  })),
]);

describeRules('legacy', [
  {
    rule: 'FIM with the reasoner',
    refused: { ...fim, model: 'deepseek-reasoner' },
    message: /does not support FIM/,
    accepted: fim,
    path: '/beta/completions',
  },
]);

/** Rules for messages (contract 6, 12, 17.3). */

import { hello } from './client.ts';
import { describeRules } from './ruleCases.ts';

const user = { role: 'user', content: 'Hello' };
const reply = { role: 'assistant', content: 'Hi' };
const say = (...messages: readonly object[]) => ({ messages });
const png = 'data:image/png;base64,AAAA';
const image = { type: 'image_url', image_url: { url: png } };
const inline = (characters: number) => ({
  type: 'image_url',
  image_url: { url: `data:image/webp;base64,${'A'.repeat(characters)}` },
});
const text = { type: 'text', text: 'Hello' };
const call = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
const asks = (...ids: readonly string[]) => ({
  role: 'assistant',
  content: null,
  tool_calls: ids.map(call),
});
const result = (id: string) => ({ role: 'tool', tool_call_id: id, content: 'ok' });
const tools = [{ type: 'function', function: { name: 'f' } }];
const beta = '/beta/chat/completions';
const prefixed = { role: 'assistant', content: 'Onc', prefix: true };

describeRules('today', [
  {
    rule: 'missing messages',
    refused: { messages: undefined },
    message: /messages: expected a sequence/,
    accepted: {},
  },
  {
    rule: 'empty messages',
    refused: say(),
    message: /'messages': empty array/,
    accepted: { messages: hello },
  },
  {
    rule: 'the role developer',
    refused: say({ role: 'developer', content: 'x' }, user),
    message: /unknown variant `developer`, expected one of `system`, `user`, `assistant`, `tool`/,
    accepted: say({ role: 'system', content: 'x' }, user),
  },
  {
    rule: 'a message that is not an object',
    refused: say(['x']),
    message: /messages\[0\]: expected a map/,
    accepted: say(user),
  },
  {
    rule: 'an unknown message field',
    refused: say({ ...user, id: '1' }),
    message: /messages\[0\]: unknown field `id`/,
    accepted: say({ ...user, name: 'Ann' }),
  },
  {
    rule: 'reasoning on a user message',
    refused: say({ ...user, reasoning_content: '' }),
    message: /unknown field `reasoning_content`/,
    accepted: say(user, { ...reply, reasoning_content: 'Hm' }, user),
  },
  {
    rule: 'user content of null',
    refused: say({ role: 'user', content: null }),
    message: /expected a string/,
    accepted: say({ role: 'user', content: '' }),
  },
  {
    rule: 'an assistant message of null without tool calls',
    refused: say(user, { role: 'assistant', content: null }, user),
    message: /content or tool_calls must be set/,
    accepted: say(user, { role: 'assistant', content: '' }, user),
  },
  {
    rule: 'a system message of parts',
    refused: say({ role: 'system', content: [text] }, user),
    message: /did not match any variant of untagged enum ChatCompletionRequestContent/,
    accepted: say({ role: 'user', content: [text] }),
  },
  {
    rule: 'an assistant message of parts',
    refused: say(user, { role: 'assistant', content: [text] }, user),
    message: /untagged enum/,
    accepted: {
      ...say(user, { ...asks('a'), reasoning_content: '' }, { ...result('a'), content: [text] }),
      tools,
    },
  },
  {
    rule: 'an unknown kind of part',
    refused: say({ role: 'user', content: [{ type: 'audio', audio: {} }] }),
    message: /expected one of `text`, `image_url`, `file`/,
    accepted: say({ role: 'user', content: [text, { type: 'file', file: { file_id: 'f' } }] }),
  },
  {
    rule: 'an image for a model without vision',
    refused: { model: 'deepseek-v4-pro', ...say({ role: 'user', content: [text, image] }) },
    message: /This model does not support image/,
    accepted: say({ role: 'user', content: [text, image] }),
  },
  {
    rule: 'an image of another format',
    refused: say({
      role: 'user',
      content: [{ type: 'image_url', image_url: { url: 'data:image/svg+xml;base64,AAAA' } }],
    }),
    message: /JPEG, PNG, GIF or WebP/,
    accepted: say({
      role: 'user',
      content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }],
    }),
  },
  {
    rule: 'more than 600 images',
    refused: say({ role: 'user', content: Array.from({ length: 601 }, () => image) }),
    message: /Too many images/,
    accepted: say({ role: 'user', content: Array.from({ length: 600 }, () => image) }),
  },
  {
    rule: 'a prefix outside beta',
    refused: say(user, prefixed),
    message: /prefix is only available when using beta api/,
    accepted: say(user, prefixed),
    acceptedPath: beta,
  },
  {
    rule: 'a prefix that is not last',
    refused: say(user, prefixed, user),
    message: /Only the last message/,
    accepted: say(user, { ...prefixed, reasoning_content: 'Hm' }),
    path: beta,
  },
  {
    rule: 'a prefix on a user message',
    refused: say({ ...user, prefix: true }),
    message: /unknown field `prefix`/,
    accepted: say(user, prefixed),
    path: beta,
  },
  {
    rule: 'tool calls without results',
    refused: {
      ...say(user, { ...asks('a', 'b'), reasoning_content: '' }, result('a'), user),
      tools,
    },
    message: /must be followed by tool messages.*: b$/,
    accepted: {
      ...say(user, { ...asks('a', 'b'), reasoning_content: '' }, result('b'), result('a'), user),
      tools,
    },
  },
  {
    rule: 'a tool result without a call',
    refused: say(user, result('a')),
    message: /must be a response to a preceding message/,
    accepted: say(user, asks('a'), result('a')),
  },
  {
    rule: 'a tool result without id',
    refused: say(user, asks('a'), { role: 'tool', content: 'x' }),
    message: /tool_call_id/,
    accepted: say(user, asks('a'), result('a')),
  },
  {
    rule: 'arguments that are not a string',
    refused: say(
      user,
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ ...call('a'), function: { name: 'f', arguments: {} } }],
      },
      result('a'),
    ),
    message: /arguments: .*expected a string/,
    accepted: say(user, { role: 'assistant', content: '', tool_calls: [call('a')] }, result('a')),
  },
  {
    rule: 'a tool call that is not a function',
    refused: say(
      user,
      { role: 'assistant', content: '', tool_calls: [{ ...call('a'), type: 'search' }] },
      result('a'),
    ),
    message: /tool_calls\[0\]\.type/,
    accepted: say(user, asks('a'), result('a')),
  },
  {
    rule: 'a name that is not a string',
    refused: say({ ...user, name: 7 }),
    message: /messages\[0\]\.name/,
    accepted: say({ role: 'system', content: 'x', name: 'house' }, user),
  },
  {
    rule: 'a prefix that is not a boolean',
    refused: say(user, { ...prefixed, prefix: 'yes' }),
    message: /prefix: expected a boolean/,
    accepted: say(user, { ...prefixed, prefix: false }, user),
    path: beta,
    acceptedPath: '/chat/completions',
  },
  {
    rule: 'an inline image over 32 MiB',
    refused: say({ role: 'user', content: [inline(45_000_000)] }),
    message: /Image too large/,
    accepted: say({ role: 'user', content: [inline(4_000)] }),
  },
  {
    rule: 'an empty list of tool calls',
    refused: say(user, { ...reply, tool_calls: [] }),
    message: /empty array/,
    accepted: say(user, reply),
  },
  {
    rule: 'two tool calls of one id',
    refused: say(user, asks('a', 'a'), result('a')),
    message: /Duplicate tool call ids/,
    accepted: say(user, asks('a', 'b'), result('a'), result('b')),
  },
  {
    rule: 'history without reasoning when tools are sent while thinking',
    refused: { ...say(user, reply, user), tools },
    message: /reasoning_content.*must be passed back/,
    accepted: { ...say(user, { ...reply, reasoning_content: '' }, user), tools },
  },
  {
    rule: 'reasoning that is not a string',
    refused: say(user, { ...reply, reasoning_content: 1 }, user),
    message: /reasoning_content/,
    accepted: say(user, reply, user),
  },
]);

describeRules('legacy', [
  {
    rule: 'content of parts',
    refused: say({ role: 'user', content: [text] }),
    message: /invalid type: sequence, expected a string/,
    accepted: say(user),
  },
  {
    rule: 'reasoning in the history',
    refused: say(user, { ...reply, reasoning_content: '' }, user),
    message: /reasoning_content field is not allowed/,
    accepted: say(user, reply, user),
  },
  {
    rule: 'successive user messages to the reasoner',
    refused: { model: 'deepseek-reasoner', ...say(user, user) },
    message:
      /does not support successive user or assistant messages \(messages\[0\] and messages\[1\]/,
    accepted: say(user, user),
  },
  {
    rule: 'a history for the reasoner that starts with an answer',
    refused: { model: 'deepseek-reasoner', ...say({ role: 'system', content: 'x' }, reply, user) },
    message: /does not support successive.*first message/,
    accepted: { model: 'deepseek-reasoner', ...say({ role: 'system', content: 'x' }, user) },
  },
]);

describeRules('compatible', [
  {
    rule: 'a late system message',
    refused: say(user, { role: 'system', content: 'x' }),
    message: /System message must be at the beginning/,
    accepted: say({ role: 'system', content: 'x' }, user),
  },
  {
    rule: 'successive user messages',
    refused: say(user, user),
    message: /successive/,
    accepted: say(user, reply, user),
  },
]);

/** Mutates streams: the order of events, an event's JSON, lines, and bytes. */

import type { Choices } from '../choices.ts';
import { JsonDocument, type JsonObject } from '../jsonMutation.ts';
import type { StreamItem } from './answerGrammar.ts';

/** Names that readers of answers look up. */
export const vocabulary = [
  'content',
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'delta',
  'message',
  'choices',
  'index',
  'finish_reason',
  'tool_calls',
  'function',
  'function_call',
  'id',
  'arguments',
  'name',
  'usage',
  'prompt_tokens',
  'completion_tokens',
  'error',
  'code',
  'type',
  'text',
  'summary',
  'logprobs',
  'token',
  'logprob',
  'bytes',
  'top_logprobs',
  'title',
  'detail',
  'msg',
  'object',
  'created',
  'model',
  'data',
  'success',
] as const;

/** Changes the list of items in place, one to four times. */
export function mutateItems(items: StreamItem[], choices: Choices): void {
  for (let left = 1 + choices.below(4); left > 0; left -= 1) mutateOnce(items, choices);
}

function mutateOnce(items: StreamItem[], choices: Choices): void {
  const at = choices.below(items.length);
  const other = choices.below(items.length);
  const item = items[at];
  switch (choices.below(10)) {
    case 0:
      items.splice(at, 1);
      return;
    case 1:
      if (item !== undefined) items.splice(other, 0, item);
      return;
    case 2:
      if (item !== undefined && items[other] !== undefined) {
        items[at] = items[other];
        items[other] = item;
      }
      return;
    case 3:
      items.splice(at, 0, oddItem(choices));
      return;
    case 4:
      items.splice(at, 0, ...toolChaos(choices));
      return;
    case 5:
      items.splice(at, 0, lateItem(choices));
      return;
    case 6:
      if (item !== undefined) items[at] = { text: reline(toLine(item), choices) };
      return;
    case 7:
      items.splice(at, 0, logprobItem(choices));
      return;
    default:
      if (item !== undefined && 'json' in item) {
        const document = new JsonDocument(structuredClone(item.json));
        for (let left = 1 + choices.below(3); left > 0; left -= 1) {
          document.mutate(choices, vocabulary);
        }
        items[at] = { text: `data: ${document.toText()}` };
      }
  }
}

function toLine(item: StreamItem): string {
  return 'json' in item ? `data: ${new JsonDocument(item.json).toText()}` : item.text;
}

/** Values that the contract does not define. */
function oddItem(choices: Choices): StreamItem {
  const repeats = choices.pick([1, 2, 50, 7_000, 20_000]);
  return {
    text: choices.pick([
      'data: null',
      'data: []',
      'data: "text"',
      'data: 12',
      'data: {"error":""}',
      'data: {"error":{"message":{"message":{"message":"x"}}}}',
      'event: error\ndata: {"message":"x"}',
      'event: error\ndata: x',
      'upstream error: bad gateway',
      '<html>',
      'data',
      ':',
      'data: {"error":{"message":"broken","code":"503"}}',
      'data: {"error":{"message":"broken","code":1e999}}',
      `data: {"error":${'['.repeat(repeats)}${']'.repeat(repeats)}}`,
      `data: {"error":${'{"message":'.repeat(repeats)}""${'}'.repeat(repeats)}}`,
      `data: {"error":{"message":"${'prefix '.repeat(repeats)}"}}`,
      `data: {"choices":[{"delta":{"content":"${'<think>'.repeat(repeats)}"}}]}`,
      `data: {"choices":[{"delta":{"content":"${'</think><think>'.repeat(repeats)}"}}]}`,
      `data: {"choices":[{"delta":{"content":"${' '.repeat(repeats)}"}}]}`,
      `data: {"a":1}\n${'data: {}\n'.repeat(Math.min(repeats, 2_000))}`,
      'data:\n'.repeat(Math.min(repeats, 2_000)),
    ]),
  };
}

/** Inconsistent fragments of calls. */
function toolChaos(choices: Choices): StreamItem[] {
  const call = (): JsonObject => ({
    ...choices.pick<JsonObject>([{ index: 0 }, { index: 1 }, {}, { index: 1e9 }, { index: '0' }]),
    ...choices.pick<JsonObject>([{}, { id: 'call_0' }, { id: 'call_1' }, { id: '' }, { id: 'x' }]),
    function: {
      ...choices.pick<JsonObject>([{}, { name: 'f' }, { name: '' }, { name: 'g' }]),
      ...choices.pick<JsonObject>([
        { arguments: '' },
        { arguments: '{"a":1}' },
        { arguments: '{"a":' },
        { arguments: '1}' },
        { arguments: { a: { b: [1] } } },
        { arguments: null },
        {},
      ]),
    },
  });
  return choices.list(4, () => {
    if (choices.happens(0.05)) {
      const many = choices.pick([3, 300, 20_000]);
      const calls = Array.from({ length: many }, (_, index) => `{"id":"${index}"}`).join(',');
      return { text: `data: {"choices":[{"delta":{"tool_calls":[${calls}]}}]}` };
    }
    const delta = choices.happens(0.1)
      ? { function_call: call()['function'] ?? null }
      : { tool_calls: choices.list(3, call) };
    return { json: { choices: [{ index: 0, delta }] } };
  });
}

/** A misplaced finish reason, `[DONE]` or usage. */
function lateItem(choices: Choices): StreamItem {
  const reason = choices.pick(['stop', 'tool_calls', 'function_call', '', 'null', 'length', 'x']);
  return choices.pick<StreamItem>([
    { json: { choices: [{ index: 0, delta: {}, finish_reason: reason }] } },
    { json: { choices: [{ index: 1, delta: { content: 'other' }, finish_reason: reason }] } },
    { json: { choices: [{ delta: { content: 'late' }, finish_reason: reason }] } },
    { text: 'data: [DONE]' },
    { text: 'data: [DONE] ' },
    { text: 'data: [done]' },
    { json: { choices: [], usage: { prompt_tokens: -1, completion_tokens: 1e308 } } },
    { json: { usage: { prompt_tokens: '80', completion_tokens: 2 ** 60 } } },
    { json: { choices: [{ delta: { content: [{ type: 'text', text: 'part' }, null] } }] } },
    { json: { choices: [{ delta: { reasoning_details: [{ summary: 's' }, { text: 't' }] } }] } },
    { json: { choices: [{ message: { content: 'again' }, delta: null }] } },
  ]);
}

function logprobItem(choices: Choices): StreamItem {
  const number = choices.pick(['-0.5', '0', '1e308', '-1e308', '1e999', '"1"', 'null', '-9999']);
  const bytes = choices.pick([
    '[65]',
    '[240,159]',
    '[152,128]',
    '[300,-1,0.5]',
    '[]',
    'null',
    '"x"',
    `[${'65,'.repeat(200_000)}65]`,
    '[[65]]',
  ]);
  const token = choices.pick(['"A"', '""', 'null', '[["x"]]', '{"toString":1}', '"\\ud83d"']);
  const entry = `{"token":${token},"logprob":${number},"bytes":${bytes}`;
  const list = `[${entry},"top_logprobs":[${entry}}]}]`;
  const kind = choices.pick(['content', 'reasoning_content']);
  return { text: `data: {"choices":[{"delta":{"content":"A"},"logprobs":{"${kind}":${list}}}]}` };
}

/** The same event with different line formatting. */
function reline(line: string, choices: Choices): string {
  const at = choices.below(line.length + 1);
  switch (choices.below(8)) {
    case 0:
      return line.slice(0, at);
    case 1:
      return `${line.slice(0, at)}\n${line.slice(at)}`;
    case 2:
      return `${line.slice(0, at)}\ndata: ${line.slice(at)}`;
    case 3:
      return line.replace('data: ', 'data :');
    case 4:
      return line.replace('data: ', ' data: ');
    case 5:
      return line.replace('data: ', '');
    case 6:
      return `event: message\nid: \u0000\n${line}`;
    default:
      return line.toUpperCase();
  }
}

/** Changes single bytes, one to three times. */
export function mutateBytes(bytes: string, choices: Choices): string {
  let mutated = bytes;
  for (let left = 1 + choices.below(3); left > 0; left -= 1) {
    const at = choices.below(mutated.length + 1);
    const length = choices.size(12);
    const insert = choices.pick([
      '',
      '\n',
      '\r',
      '\r\n',
      '\0',
      '\u00ff',
      '\u00c0\u0080',
      '\u00ed\u00a0\u0080',
      '"',
      '{',
      '}',
      '\n\n',
      '\u00f0\u009f',
      'data: ',
      '\u00ef\u00bb\u00bf',
      '\\',
      '\u001b[2J',
    ]);
    mutated = mutated.slice(0, at) + insert + mutated.slice(at + length);
  }
  return mutated;
}

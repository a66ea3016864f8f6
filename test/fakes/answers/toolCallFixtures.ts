/** Streams with tool calls by name, split and numbered like servers do (contract 7.2, 11.1, 19). */

import type { AnswerPlan, JsonObject } from '../types.ts';

const start = { role: 'assistant', content: '' };

function toolCall(call: JsonObject): JsonObject {
  return { tool_calls: [call] };
}

function opening(index: number, name: string): JsonObject {
  return toolCall({
    index,
    id: `call_0${index}`,
    type: 'function',
    function: { name, arguments: '' },
  });
}

function fragment(index: number, text: string): JsonObject {
  return toolCall({ index, function: { arguments: text } });
}

function calling(...deltas: readonly JsonObject[]): AnswerPlan {
  return { deltas: [start, ...deltas], finishReason: 'tool_calls' };
}

/** A call in a single chunk. */
function wholeCall(index: number, id: string, path: string): JsonObject {
  const whole = { name: 'read_file', arguments: JSON.stringify({ path }) };
  return toolCall({ index, id, type: 'function', function: whole });
}

/** All named streams with tool calls. */
export const toolCallFixtures = {
  toolCallFragments: calling(opening(0, 'read_file'), fragment(0, '{"pa'), fragment(0, 'th":"a"}')),
  toolCallWithoutIndex: calling(
    toolCall({
      id: 'call_a',
      type: 'function',
      function: { name: 'read_file', arguments: '{"pa' },
    }),
    toolCall({ function: { arguments: 'th":"a"}' } }),
  ),
  toolCallWithoutId: calling(
    toolCall({ index: 0, type: 'function', function: { name: 'read_file', arguments: '{}' } }),
  ),
  twoToolCalls: calling(
    opening(0, 'read_file'),
    opening(1, 'list_files'),
    fragment(0, '{"path":'),
    fragment(1, '{"dir":'),
    fragment(0, '"a"}'),
    fragment(1, '"b"}'),
  ),
  toolCallsAllIndexZero: calling(
    toolCall({
      index: 0,
      id: 'call_a',
      type: 'function',
      function: { name: 'read_file', arguments: '{"path":"a"}' },
    }),
    toolCall({
      index: 0,
      id: 'call_b',
      type: 'function',
      function: { name: 'read_file', arguments: '{"path":"b"}' },
    }),
  ),
  toolCallsBlankIds: calling(wholeCall(0, '', 'a'), wholeCall(1, ' ', 'b')),
  toolCallsRepeatedIds: calling(wholeCall(0, 'call_a', 'a'), wholeCall(1, 'call_a', 'b')),
  toolCallsGappedIndexes: calling(
    wholeCall(3, 'call_a', 'a'),
    wholeCall(7, 'call_b', 'b'),
    wholeCall(1e9, 'call_c', 'c'),
  ),
  toolCallsCutByLength: {
    ...calling(wholeCall(0, 'call_a', 'a'), wholeCall(1, 'call_b', 'b')),
    finishReason: 'length',
  },
  toolCallInvalidArguments: calling(opening(0, 'read_file'), fragment(0, '{"path": oops')),
  functionCallOfOld: {
    deltas: [start, { function_call: { name: 'read_file', arguments: '{"path":"a"}' } }],
    finishReason: 'function_call',
  },
} as const satisfies Readonly<Record<string, AnswerPlan>>;

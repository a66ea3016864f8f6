/** Tool calls in fragments, whole or not at all (contract 7.2, 19). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { AnswerReader } from '../../../src/deepseek/answerReader.ts';
import { BodyReader } from '../../../src/deepseek/bodyReader.ts';
import type { StreamEvent } from '../../../src/deepseek/types.ts';
import { chatCall, chunk, describeOutcome } from './loopback.ts';

interface Fragment {
  readonly index?: number;
  readonly id?: string;
  readonly name?: string;
  readonly args?: unknown;
}

function wire({ index, id, name, args }: Fragment) {
  return {
    ...(index !== undefined && { index }),
    ...(id !== undefined && { id }),
    function: {
      ...(name !== undefined && { name }),
      ...(args !== undefined && { arguments: args }),
    },
  };
}

function assemble(...fragments: Fragment[]) {
  const reader = new AnswerReader('compatible', 'm', () => undefined);
  for (const fragment of fragments) {
    reader.readChunk({ choices: [{ delta: { tool_calls: [wire(fragment)] } }] });
  }
  return reader.finishToolCalls()?.map((call) => [call.callId, call.name, call.arguments]);
}

describe('Tool calls', () => {
  it('are put together by index', () => {
    const calls = assemble(
      { index: 0, id: 'a', name: 'f', args: '' },
      { index: 1, id: 'b', name: 'g', args: '{"y"' },
      { index: 0, args: '{"x":1}' },
      { index: 1, args: ':2}' },
    );
    assert.deepEqual(calls, [
      ['a', 'f', '{"x":1}'],
      ['b', 'g', '{"y":2}'],
    ]);
  });

  it('are ordered by index', () => {
    const calls = assemble(
      { index: 1, id: 'b', name: 'g', args: '{}' },
      { index: 0, id: 'a', name: 'f', args: '{}' },
    );
    assert.deepEqual(
      calls?.map(([id]) => id),
      ['a', 'b'],
    );
  });

  it('are told apart by id where all have index 0', () => {
    const calls = assemble(
      { index: 0, id: 'a', name: 'f', args: '{"x":' },
      { index: 0, args: '1}' },
      { index: 0, id: 'b', name: 'f', args: '{"x":' },
      { index: 0, args: '2}' },
    );
    assert.deepEqual(calls, [
      ['a', 'f', '{"x":1}'],
      ['b', 'f', '{"x":2}'],
    ]);
  });

  it('need no index', () => {
    const calls = assemble(
      { id: 'a', name: 'f', args: '{"x":' },
      { args: '1}' },
      { id: 'b', name: 'g', args: '{}' },
    );
    assert.deepEqual(calls, [
      ['a', 'f', '{"x":1}'],
      ['b', 'g', '{}'],
    ]);
  });

  it('need no id, nor index', () => {
    const calls = assemble(
      { name: 'f', args: '{"x":1}' },
      { name: 'f', args: { x: 2 } },
      { id: 'call_0', name: 'h' },
    );
    assert.deepEqual(calls, [
      ['call_3', 'f', '{"x":1}'],
      ['call_1', 'f', '{"x":2}'],
      ['call_0', 'h', '{}'],
    ]);
  });

  it('keep one call together where name and id are repeated', () => {
    const calls = assemble(
      { index: 0, id: 'a', name: 'f', args: '{"x":' },
      { index: 0, id: 'a', name: 'f', args: '1}' },
    );
    assert.deepEqual(calls, [['a', 'f', '{"x":1}']]);
  });

  it('are read from function_call as well', () => {
    const reader = new AnswerReader('compatible', 'm', () => undefined);
    reader.readChunk({ choices: [{ delta: { function_call: { name: 'f', arguments: '{"x"' } } }] });
    reader.readChunk({
      choices: [{ delta: { function_call: { arguments: ':1}' } }, finish_reason: 'function_call' }],
    });
    assert.equal(reader.finishReason, 'tool_calls');
    assert.deepEqual(reader.finishToolCalls(), [
      { callId: 'call_0', name: 'f', arguments: '{"x":1}' },
    ]);
  });

  it('with broken arguments or without a name void the answer', () => {
    assert.equal(assemble({ index: 0, id: 'a', name: 'f', args: '{"x":' }), undefined);
    assert.equal(assemble({ index: 0, id: 'a', args: '{}' }), undefined);
  });

  for (const [ending, outcome, told] of [
    [chunk({}, {}, 'tool_calls'), 'complete tool_calls', true],
    [chunk({}, {}, 'stop'), 'complete stop', false],
    [chunk({}, {}, 'length'), 'complete length', false],
    ['data: [DONE]\n\n', 'interrupted interrupted', false],
    ['', 'interrupted interrupted', false],
    [
      chunk({ tool_calls: [wire({ index: 0, args: '}' })] }, {}, 'tool_calls'),
      'interrupted badResponse',
      false,
    ],
  ] as const) {
    it(`are ${told ? '' : 'not '}told after ${JSON.stringify(ending)}`, () => {
      const events: StreamEvent[] = [];
      const call = chatCall('https://example.invalid', { profile: 'compatible' });
      const reader = new BodyReader(call, { host: 'h' }, (event) => events.push(event));
      const start = chunk({ tool_calls: [wire({ index: 0, id: 'a', name: 'f', args: '{}' })] });
      reader.push(new TextEncoder().encode(start));
      assert.equal(events.filter((event) => event.type === 'toolCalls').length, 0);
      reader.push(new TextEncoder().encode(ending));
      assert.equal(describeOutcome(reader.end()), outcome);
      assert.equal(events.filter((event) => event.type === 'toolCalls').length, told ? 1 : 0);
    });
  }
});

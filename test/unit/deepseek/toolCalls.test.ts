/** Tool calls in fragments: complete or not at all (contract 7.2, 19). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { serverLimits } from '../../../src/conversation/limits.ts';
import { AnswerReader } from '../../../src/deepseek/stream/answerReader.ts';
import { BodyReader } from '../../../src/deepseek/stream/bodyReader.ts';
import type { StreamEvent } from '../../../src/deepseek/types.ts';
import { chatCall, chunk, describeOutcome } from './loopback.ts';

interface Fragment {
  readonly index?: unknown;
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
  // Fault M19
  it('are assembled by index', () => {
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

  it('are separated by id if all have index 0', () => {
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

  it('may have no index', () => {
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

  it('may have neither id nor index', () => {
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

  it('are one call if name and id are repeated', () => {
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

  // Fault M19
  it('with broken arguments or without a name invalidate the answer', () => {
    assert.equal(assemble({ index: 0, id: 'a', name: 'f', args: '{"x":' }), undefined);
    assert.equal(assemble({ index: 0, id: 'a', args: '{}' }), undefined);
  });

  it('get unique ids if the server sent blank or duplicate ones', () => {
    for (const [first, second, expected] of [
      ['', '', ['call_0', 'call_1']],
      [' ', '\n', ['call_0', 'call_1']],
      ['a', 'a', ['a', 'call_1']],
      ['a', '', ['a', 'call_1']],
      ['call_1', '', ['call_1', 'call_3']],
      ['a'.repeat(10_000), 'b', ['call_0', 'b']],
    ] as const) {
      for (const indexes of [
        [0, 1],
        [3, 1e9],
        [undefined, undefined],
        ['0', '1'],
      ] as const) {
        const [item, two] = indexes.map((index) => (index === undefined ? {} : { index }));
        const calls = assemble(
          { ...item, id: first, name: 'f', args: '{"x":1}' },
          { ...two, id: second, name: 'f', args: '{"x":2}' },
        );
        assert.deepEqual(calls, [
          [expected[0], 'f', '{"x":1}'],
          [expected[1], 'f', '{"x":2}'],
        ]);
      }
    }
  });

  it('are new if an index is reused with a new id, or a call follows a complete one', () => {
    for (const more of [{ id: 'b' }, { id: 'a' }, {}]) {
      const calls = assemble(
        { index: 0, id: 'a', name: 'f', args: '{"x":1}' },
        { index: 0, ...more, name: 'f', args: '{"x":' },
        { index: 0, args: '2}' },
      );
      assert.deepEqual(
        calls?.map(([, name, text]) => [name, text]),
        [
          ['f', '{"x":1}'],
          ['f', '{"x":2}'],
        ],
      );
    }
  });

  it('are one call if name and id are in each fragment, even an empty first or last one', () => {
    for (const id of [{ id: 'a' }, {}]) {
      for (const index of [{ index: 0 }, {}]) {
        const pieces = ['', '{"x":', '[1,', '2]}', ''];
        const calls = assemble(...pieces.map((args) => ({ ...index, ...id, name: 'f', args })));
        assert.deepEqual(calls, [[id.id ?? 'call_0', 'f', '{"x":[1,2]}']]);
      }
    }
  });

  it('use any numeric index, also as a string; other values are ignored', () => {
    for (const [item, two] of [
      [0, 1e9],
      [-1, 0],
      ['0', '1'],
      [7, Number.MAX_VALUE],
    ]) {
      const calls = assemble(
        { index: item, id: 'a', name: 'f', args: '{"x":' },
        { index: two, id: 'b', name: 'g', args: '{"y":' },
        { index: item, args: '1}' },
        { index: two, args: '2}' },
      );
      assert.deepEqual(calls, [
        ['a', 'f', '{"x":1}'],
        ['b', 'g', '{"y":2}'],
      ]);
    }
    for (const index of ['NaN', NaN, Infinity, null, {}, 'x', '']) {
      const calls = assemble({ index, id: 'a', name: 'f', args: '{"x":' }, { index, args: '1}' });
      assert.deepEqual(calls, [['a', 'f', '{"x":1}']]);
    }
  });

  // Fault V2
  it('above the limit invalidate the answer and are not stored', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ id: String(at), function: { name: 'f' } }));
    const reader = new AnswerReader('compatible', 'm', () => undefined);
    reader.readChunk({ choices: [{ delta: { tool_calls: many(serverLimits.toolCalls) } }] });
    assert.equal(reader.finishToolCalls()?.length, serverLimits.toolCalls);
    for (const index of [true, false]) {
      const calls = many(100_000).map((call, at) => (index ? { ...call, index: at } : call));
      const answerReader = new AnswerReader('compatible', 'm', () => undefined);
      answerReader.readChunk({ choices: [{ delta: { tool_calls: calls } }] });
      const other = new AnswerReader('compatible', 'm', () => undefined);
      for (const call of calls) other.readChunk({ choices: [{ delta: { tool_calls: [call] } }] });
      for (const full of [answerReader, other]) {
        assert.ok(full.hasToolCalls);
        assert.equal(full.finishToolCalls(), undefined);
      }
    }
  });

  // Fault V2
  it('with a hundred thousand fragments are assembled in a single pass', () => {
    const fragments = Array.from({ length: 100_000 }, () => ({ args: '"0123456789",' }));
    for (const place of [{ index: 0 }, { id: 'a' }, {}, { index: 0, id: 'a', name: 'f' }]) {
      const calls = assemble(
        { ...place, name: 'f', args: '{"x":[' },
        ...fragments.map((fragment) => ({ ...place, ...fragment })),
        { ...place, args: '0]}' },
      );
      assert.equal(calls?.[0]?.[2]?.length, 100_000 * 13 + '{"x":[0]}'.length);
    }
  });

  it('with a mebibyte in one fragment are accepted; larger or deeper ones, or longer names, invalidate the answer', () => {
    const text = (length: number) => JSON.stringify({ x: 'x'.repeat(length - '{"x":""}'.length) });
    const mebibyte = 1024 * 1024;
    assert.equal(assemble({ name: 'f', args: text(mebibyte) })?.[0]?.[2]?.length, mebibyte);
    const largest = serverLimits.toolCallArguments;
    assert.equal(assemble({ name: 'f', args: text(largest) })?.[0]?.[2]?.length, largest);
    assert.equal(assemble({ name: 'f', args: text(largest + 1) }), undefined);
    assert.equal(assemble({ name: 'f'.repeat(257), args: '{}' }), undefined);
    assert.equal(assemble({ name: 'f'.repeat(256), args: '{}' })?.length, 1);
  });

  // Fault V14
  it('with endlessly nested arguments invalidate the answer and do not throw', () => {
    const nested = (depth: number) => `${'{"x":'.repeat(depth)}1${'}'.repeat(depth)}`;
    const list = (depth: number) => `{"x":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    for (const text of [nested(50_000), list(50_000), nested(65), list(64)]) {
      assert.equal(assemble({ name: 'f', args: text }), undefined);
      assert.equal(assemble({ name: 'f', args: JSON.parse(text) }), undefined);
    }
    for (const text of [nested(64), list(63)]) {
      assert.deepEqual(assemble({ name: 'f', args: text }), [['call_0', 'f', text]]);
      assert.deepEqual(assemble({ name: 'f', args: JSON.parse(text) }), [['call_0', 'f', text]]);
    }
  });

  it('cut off by length are never emitted, however complete they look', () => {
    for (const profile of ['official', 'compatible'] as const) {
      for (const [reason, isHandedOver] of [
        ['length', false],
        ['stop', profile === 'compatible'],
        ['tool_calls', true],
        ['insufficient_system_resource', false],
      ] as const) {
        const events: StreamEvent[] = [];
        const call = chatCall('https://example.invalid', { profile });
        const reader = new BodyReader(call, { host: 'h' }, (event) => events.push(event));
        const whole = wire({ index: 0, id: 'a', name: 'f', args: '{}' });
        const message = { content: '', tool_calls: [whole] };
        const json = JSON.stringify({ choices: [{ message, finish_reason: reason }] });
        reader.push(new TextEncoder().encode(json));
        assert.equal(describeOutcome(reader.end()), `complete ${reason}`);
        assert.equal(
          events.some((event) => event.type === 'toolCalls'),
          isHandedOver,
        );
      }
    }
  });

  for (const [ending, outcome, emitted] of [
    [chunk({}, {}, 'tool_calls'), 'complete tool_calls', true],
    [chunk({}, {}, 'stop'), 'complete stop', true],
    [chunk({}, {}, 'content_filter'), 'complete content_filter', false],
    [chunk({}, {}, 'length'), 'complete length', false],
    ['data: [DONE]\n\n', 'interrupted interrupted', false],
    ['', 'interrupted interrupted', false],
    [
      chunk({ tool_calls: [wire({ index: 0, args: '}' })] }, {}, 'tool_calls'),
      'interrupted badResponse',
      false,
    ],
  ] as const) {
    it(`are ${emitted ? '' : 'not '}emitted after ${JSON.stringify(ending)}`, () => {
      const events: StreamEvent[] = [];
      const call = chatCall('https://example.invalid', { profile: 'compatible' });
      const reader = new BodyReader(call, { host: 'h' }, (event) => events.push(event));
      const start = chunk({ tool_calls: [wire({ index: 0, id: 'a', name: 'f', args: '{}' })] });
      reader.push(new TextEncoder().encode(start));
      assert.equal(events.filter((event) => event.type === 'toolCalls').length, 0);
      reader.push(new TextEncoder().encode(ending));
      assert.equal(describeOutcome(reader.end()), outcome);
      assert.equal(events.filter((event) => event.type === 'toolCalls').length, emitted ? 1 : 0);
    });
  }
});

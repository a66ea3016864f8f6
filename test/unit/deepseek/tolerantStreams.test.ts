/** Nonstandard streams: meaningful data is read, the rest is skipped (contract 7, 19). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { BodyReader } from '../../../src/deepseek/stream/bodyReader.ts';
import type { StreamEvent } from '../../../src/deepseek/types.ts';
import { chatCall, chunk, describeOutcome, textOf } from './loopback.ts';

const hello = chunk({ content: 'Hello' });
const rest = chunk({ content: ' again' }) + chunk({}, {}, 'stop') + 'data: [DONE]\n\n';

interface Read {
  readonly events: readonly StreamEvent[];
  readonly end: string;
  readonly content: string;
  readonly message: string;
  /** For each chunk, whether it counted as progress. */
  readonly counted: readonly boolean[];
}

function read(...pieces: readonly string[]): Read {
  const events: StreamEvent[] = [];
  const call = chatCall('https://example.invalid', { profile: 'compatible' });
  const reader = new BodyReader(call, { host: 'h' }, (event) => events.push(event));
  const counted = pieces.map((piece) => reader.push(new TextEncoder().encode(piece)));
  const outcome = reader.end();
  return {
    events,
    end: describeOutcome(outcome),
    content: textOf(events, 'content'),
    message: 'error' in outcome ? outcome.error.message : '',
    counted,
  };
}

const event = (json: unknown) => `data: ${JSON.stringify(json)}\n\n`;
const choice = (fields: object) => event({ choices: [fields] });

describe('Data of a stream', () => {
  for (const data of [
    'data: : PROCESSING\n\n',
    'data: PROCESSING\n\n',
    'data: : OPENROUTER PROCESSING\n',
    'data: [PING]\n\n',
    'data: [HEARTBEAT]\n',
    'data: keep-alive\n\n',
    'data: ping: 3\n\n',
    'data: 1790000000\n\n',
    'data: 2026-11-30T12:00:00Z\n\n',
    'data: "ping"\n\n',
    'data: "pi\n\n',
    'data: null\n\n',
    'data: true\n\n',
    'data: []\n\n',
    'data: {}\n\n',
    'data: (\n\n',
    'event: ping\ndata: {"time":"2026-11-30T12:00:00Z"}\n\n',
    'event: ping\ndata: {"type":"ping"}\n\n',
    'event: ping\ndata: 1790000000\n\n',
    'event: keepalive\ndata: alive\n\n',
    'event: heartbeat\ndata:\n\n',
    'event: ping\n\n',
  ]) {
    // Fault G3
    it(`that only keeps the connection open is skipped: ${JSON.stringify(data)}`, () => {
      const { end, content, counted } = read(data, hello, data, rest);
      assert.deepEqual([end, content], ['complete stop', 'Hello again']);
      assert.deepEqual(counted, [false, true, false, true]);
    });
  }

  for (const data of [
    '{',
    '{"choices":[{"del',
    '{"choices":[]',
    '[{"choices":',
    '{"a":1}}',
    "{'a':1}",
  ]) {
    it(`that is truncated JSON damages the answer: ${data}`, () => {
      const { end, content, message } = read(hello, `data: ${data}\n\n`, rest);
      assert.deepEqual([end, content], ['interrupted interrupted', 'Hello']);
      assert.match(message, /not valid JSON/);
    });
  }

  it('that mentions an error explains why the stream ended', () => {
    const { end, message } = read(hello, 'data: upstream error: out of memory\n\n');
    assert.deepEqual([end, message], ['interrupted interrupted', 'upstream error: out of memory']);
  });

  it('in a list is read item by item', () => {
    const [item, two] = [{ content: 'Hel' }, { content: 'lo' }].map((delta) => ({
      choices: [{ delta }],
    }));
    assert.equal(read(event([item, two]), rest).content, 'Hello again');
    assert.equal(read(hello, event([{ error: { message: 'No' } }])).message, 'No');
  });
});

describe('Events without blank lines between them', () => {
  const lines = (text: string) => text.replaceAll('\n\n', '\n');
  for (const [name, text] of [
    ['line feeds', lines(hello + rest)],
    ['carriage returns and line feeds', lines(hello + rest).replaceAll('\n', '\r\n')],
    ['carriage returns', lines(hello + rest).replaceAll('\n', '\r')],
    ['no line break at the end', lines(hello + rest).trimEnd()],
    ['comments between', lines(hello + rest).replaceAll('\n', '\n: keep-alive\n')],
    ['words between', lines(hello + rest).replaceAll('\n', '\ndata: : PROCESSING\n')],
    ['names', lines(hello + rest).replaceAll('data:', 'event: message\ndata:')],
    ['a blank line now and then', lines(hello) + rest],
  ] as const) {
    // Fault G4
    it(`are read anyway: ${name}`, () => {
      const { end, content } = read(text);
      assert.deepEqual([end, content], ['complete stop', 'Hello again']);
      const pieces = read(...text);
      assert.deepEqual([pieces.end, pieces.content], ['complete stop', 'Hello again']);
    });
  }

  it('are shown as they arrive', () => {
    const { counted } = read(lines(hello), lines(chunk({ content: ' again' })), lines(hello));
    assert.deepEqual(counted, [false, true, true]);
  });

  // Fault G13
  it('are shown as they arrive, even with blank data between them', () => {
    const line = (content: string) => chunk({ content }).trimEnd() + '\n';
    for (const blank of ['data:\n', 'data: \n', 'data:  \n', 'data:\ndata:\n']) {
      const pieces = [line('a'), blank, line('b'), blank, line('c'), blank];
      assert.deepEqual(read(...pieces, rest).counted, [
        false,
        true,
        false,
        true,
        false,
        true,
        true,
      ]);
      assert.equal(read(blank, ...pieces, rest).content, 'abc again');
    }
  });

  it('are damaged if one of them is truncated', () => {
    const broken = lines(hello) + 'data: {"choices":[{"del\n' + lines(rest);
    const { end, content } = read(broken);
    assert.deepEqual([end, content], ['interrupted interrupted', 'Hello']);
  });
});

describe('An error next to a delta', () => {
  for (const error of [
    '',
    ' ',
    {},
    false,
    null,
    [],
    0,
    'null',
    { message: '' },
    { message: null, code: 0 },
    [{}],
  ]) {
    // Fault G5
    it(`is ignored if it is blank: ${JSON.stringify(error)}`, () => {
      const delta = { choices: [{ delta: { content: 'Hello' } }], error };
      const { end, content } = read(event(delta), rest);
      assert.deepEqual([end, content], ['complete stop', 'Hello again']);
      const whole = { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }], error };
      assert.equal(read(JSON.stringify(whole)).end, 'complete stop');
    });
  }

  for (const error of [
    'No',
    { message: 'No' },
    { code: 5 },
    ['No'],
    true,
    1,
    { error: { message: 'No' } },
  ]) {
    it(`is reported if it is not blank: ${JSON.stringify(error)}`, () => {
      const { end, content } = read(
        hello,
        event({ choices: [{ delta: { content: '!' } }], error }),
        rest,
      );
      assert.deepEqual([end, content], ['interrupted server', 'Hello']);
      const whole = { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }], error };
      assert.match(read(JSON.stringify(whole)).end, /^failed server/);
    });
  }

  it('may be the object itself', () => {
    assert.equal(read(hello, event({ object: 'error', message: 'No' })).message, 'No');
  });
});

describe('A choice', () => {
  // Fault G6
  it('may have an index that is a string, null or missing; another index is ignored', () => {
    for (const index of ['0', 0, null, undefined, '00']) {
      const piece = choice({ index, delta: { content: 'Hello' } });
      assert.equal(read(piece, rest).content, 'Hello again');
    }
    for (const index of ['1', 1, 2]) {
      assert.equal(read(choice({ index, delta: { content: 'Hello' } }), rest).content, ' again');
    }
  });

  // Fault G14
  it('may contain the entire message, next to or after empty deltas', () => {
    const message = { role: 'assistant', content: 'Hello', reasoning_content: 'Hm' };
    const whole = { message, finish_reason: 'stop' };
    const empty = [{}, { role: 'assistant', content: '' }, { content: null, tool_calls: [] }];
    for (const delta of empty) {
      for (const pieces of [
        [choice({ delta, finish_reason: null }), choice(whole)],
        [choice({ delta, ...whole })],
        [choice({ message: {} }), choice({ delta, ...whole })],
      ]) {
        const { end, content, events } = read(...pieces);
        assert.deepEqual([end, content], ['complete stop', 'Hello']);
        assert.equal(textOf(events, 'reasoning'), 'Hm');
      }
    }
  });

  it('is not read again as an entire message after deltas or another such message', () => {
    const whole = choice({ message: { content: 'Hello again' }, finish_reason: 'stop' });
    assert.equal(read(hello, chunk({ content: ' again' }), whole).content, 'Hello again');
    assert.equal(read(whole, whole).content, 'Hello again');
    const both = choice({ delta: { content: 'Hello' }, message: { content: 'Hello' } });
    assert.equal(read(both, rest).content, 'Hello again');
  });

  // Fault G6
  it('may contain the usage', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5 };
    const last = choice({ delta: {}, finish_reason: 'stop', usage });
    const reported = read(hello, last).events.filter((streamEvent) => streamEvent.type === 'usage');
    const expected = { prompt: 10, cached: 0, uncached: 10, completion: 5 };
    assert.deepEqual(reported, [{ type: 'usage', usage: expected }]);
  });

  it('has no implausibly large usage', () => {
    for (const count of ['1e308', '1e999', '-1', '"10"', '1e13', 'null']) {
      const usage = `{"prompt_tokens":${count},"completion_tokens":${count}}`;
      const { events } = read(hello, `data: {"choices":[],"usage":${usage}}\n\n`, rest);
      assert.equal(
        events.some((streamEvent) => streamEvent.type === 'usage'),
        false,
      );
    }
  });

  it('has no negative usage, not even a negative zero', () => {
    const usage = '{"prompt_tokens":-0,"completion_tokens":-0.0,"prompt_cache_hit_tokens":-0}';
    const { events } = read(hello, `data: {"choices":[],"usage":${usage}}\n\n`, rest);
    const expected = { prompt: 0, cached: 0, uncached: 0, completion: 0 };
    const reported = events.filter((streamEvent) => streamEvent.type === 'usage');
    assert.deepStrictEqual(reported, [{ type: 'usage', usage: expected }]);
  });

  it('repeated thousands of times in one event is read once', () => {
    const choices = Array.from({ length: 50_000 }, () => ({ delta: { content: 'x' } }));
    assert.equal(read(event({ choices }), rest).content, 'x again');
  });

  it('nested too deeply is ignored, and the answer continues', () => {
    const deep = (inner: string) => `${'['.repeat(7_000)}${inner}${']'.repeat(7_000)}`;
    for (const delta of [
      `{"content":${deep('"x"')}}`,
      deep(''),
      `{"reasoning_details":${deep('')}}`,
    ]) {
      const { end, content } = read(hello, `data: {"choices":[{"delta":${delta}}]}\n\n`, rest);
      assert.deepEqual([end, content], ['complete stop', 'Hello again']);
    }
  });
});

describe('A title', () => {
  const titles = (...pieces: readonly string[]) =>
    read(...pieces).events.flatMap((streamEvent) =>
      streamEvent.type === 'title' ? [streamEvent.title] : [],
    );

  // Fault G9
  it('is emitted once, on one line and truncated, for streamed and non-streamed answers', () => {
    const last = chunk({ title: ' The\n sky\u0000 ' }, {}, 'stop');
    assert.deepEqual(titles(hello, last), ['The sky']);
    assert.deepEqual(titles(hello, chunk({ title: 'a' }), chunk({ title: 'b' }, {}, 'stop')), [
      'b',
    ]);
    const message = { content: 'Hello', title: 'x'.repeat(1_000_000) };
    assert.deepEqual(titles(JSON.stringify({ choices: [{ message, finish_reason: 'stop' }] })), [
      'x'.repeat(400),
    ]);
  });

  it('that is blank or not a string is ignored', () => {
    for (const title of ['', ' \n', null, 5, {}, ['x']]) {
      assert.deepEqual(titles(hello, chunk({ title }, {}, 'stop')), []);
    }
  });
});

describe('Progress', () => {
  for (const [name, piece, counts] of [
    ['text', hello, true],
    ['reasoning', chunk({ reasoning_content: 'Hm' }), true],
    ['a name of a call', chunk({ tool_calls: [{ function: { name: 'f' } }] }), true],
    ['a part of a call', chunk({ tool_calls: [{ index: 0, function: { arguments: '{' } }] }), true],
    ['usage', event({ choices: [], usage: { prompt_tokens: 1 } }), true],
    ['a finish reason', chunk({}, {}, 'stop'), true],
    ['nothing', event({}), false],
    ['an empty delta', chunk({}), false],
    ['a role', chunk({ role: 'assistant', content: '' }), false],
    ['no usage', event({ choices: [], usage: null }), false],
    ['a stand-in for a finish reason', chunk({}, {}, 'null'), false],
    ['no calls', chunk({ tool_calls: [] }), false],
    ['calls of nothing', chunk({ tool_calls: [{}, { index: 0 }, null] }), false],
    ['another choice', choice({ index: 1, delta: { content: 'x' } }), false],
    ['unknown fields', chunk({ refusal: null, annotations: [] }), false],
    ['a comment', ': keep-alive\n\n', false],
  ] as const) {
    it(`${counts ? 'is' : 'is not'} ${name}`, () => {
      assert.deepEqual(read(piece).counted, [counts]);
    });
  }

  it('is not a repeated usage or finish reason', () => {
    const usage = (count: number) => event({ choices: [], usage: { prompt_tokens: count } });
    assert.deepEqual(read(usage(1), usage(1), usage(2)).counted, [true, false, true]);
    const finish = (reason: string) => chunk({}, {}, reason);
    const reasons = [finish('stop'), finish('stop'), finish('length')];
    assert.deepEqual(read(...reasons).counted, [true, false, true]);
  });
});

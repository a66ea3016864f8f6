/** Stream events, parsed by the standard if a server follows it, and line by line otherwise (contract 7.1). */

import assert from 'node:assert/strict';
import { createParser } from 'eventsource-parser';
import { describe, it } from 'mocha';
import { SseReader } from '../../../../src/deepseek/stream/sseParser.ts';
import { SeededRandom } from '../../../generated/seededRandom.ts';

type Seen = readonly [kind: 'data' | 'foreign' | 'long' | 'complex', data: string, event?: string];

function read(pieces: readonly string[], limit = 1_000): readonly Seen[] {
  const seen: Seen[] = [];
  const reader = new SseReader(limit, {
    onData: (data, event) =>
      void seen.push(event === undefined ? ['data', data] : ['data', data, event]),
    onForeignLine: (line) => void seen.push(['foreign', line]),
    onTooLong: () => void seen.push(['long', '']),
    onTooComplex: () => void seen.push(['complex', '']),
  });
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return seen;
}

/** The same, with a standard parser. */
function readByStandard(text: string): readonly Seen[] {
  const seen: Seen[] = [];
  const parser = createParser({
    onEvent: ({ data, event }) => {
      if (data.trim() !== '') {
        seen.push(event === undefined ? ['data', data] : ['data', data, event]);
      }
    },
    onError: ({ type, line }) => {
      if (type === 'unknown-field') seen.push(['foreign', line ?? '']);
    },
  });
  parser.feed(`${text}\n\n`);
  return seen;
}

const lines = [
  'data: {"a":1}',
  'data:{"b":|data: 2}',
  'data',
  'data: ',
  ': comment',
  ':',
  'event: ping',
  'event:',
  'id: 7',
  'retry: 10',
  'upstream error',
  'error: x',
  '',
  '',
  '',
];

describe('Events of a stream', () => {
  it('match the standard for any packets, if blank lines separate them', () => {
    const random = new SeededRandom(17);
    for (let round = 0; round < 2_000; round += 1) {
      const picked = Array.from({ length: random.below(12) }, () => random.pick(lines)!);
      // A data line that could be an event is followed by a blank line.
      const kept = picked.flatMap((line) =>
        line === 'data: {"a":1}' ? ['', line, ''] : line.split('|'),
      );
      const newline = random.pick(['\n', '\r\n', '\r'])!;
      const text = kept.map((line) => line + newline).join('');
      const cut = random.below(text.length + 1);
      const expected = readByStandard(text);
      assert.deepEqual(read([text]), expected, JSON.stringify(text));
      assert.deepEqual(read([text.slice(0, cut), text.slice(cut)]), expected, JSON.stringify(text));
      assert.deepEqual(read([...text]), expected, JSON.stringify(text));
    }
  });

  // Fault G4
  it('separated by single line breaks end as soon as the next one starts', () => {
    const seen: string[] = [];
    const reader = new SseReader(1_000, {
      onData: (data) => void seen.push(data),
      onForeignLine: assert.fail,
      onTooLong: assert.fail,
      onTooComplex: assert.fail,
    });
    reader.push('data: {"a":1}\ndata: {"b":2}\r\nda');
    assert.deepEqual(seen, ['{"a":1}']);
    reader.push('ta: [DONE]\n');
    assert.deepEqual(seen, ['{"a":1}', '{"b":2}']);
    reader.end();
    assert.deepEqual(seen, ['{"a":1}', '{"b":2}', '[DONE]']);
  });

  it('keep their names if single line breaks separate them', () => {
    assert.deepEqual(read(['data: {"a":1}\nevent: error\ndata: {"b":2}\ndata: {"c":3}\n']), [
      ['data', '{"a":1}'],
      ['data', '{"b":2}', 'error'],
      ['data', '{"c":3}'],
    ]);
    assert.deepEqual(read(['data: {"a":1}\nevent: late\n\n']), [['data', '{"a":1}', 'late']]);
  });

  it('with several data lines are scanned once, however many lines there are', () => {
    const open = 'data: {"a":[\n';
    const count = 99_000;
    const [event] = read([open, 'data: 1,\n'.repeat(count), 'data: 1]}\n\n'], 10_000_000);
    assert.equal((JSON.parse(event![1]) as { a: unknown[] }).a.length, count + 1);
  });

  it('beyond the limit stop reading', () => {
    assert.deepEqual(read(['data: "', 'x'.repeat(999), 'x'.repeat(999), '"\n\ndata: 1\n\n']), [
      ['long', ''],
    ]);
    assert.deepEqual(read(['data: {\n'.repeat(10), `data: ${'x'.repeat(999)}\n`]), [['long', '']]);
  });

  // Fault V2
  it('that would take too long to parse are not parsed, however they are split', () => {
    const size = 16 * 1024 * 1024;
    for (const data of [
      `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`,
      `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      `[${'[],'.repeat(300_000)}1]`,
      `[${'1,'.repeat(300_000)}1]`,
      `{\n${'data:1,\n'.repeat(150_000)}`,
    ]) {
      const text = `data: ${data}\n\ndata: 1\n\n`;
      const pieces = Array.from({ length: Math.ceil(text.length / 16_384) }, (_, at) =>
        text.slice(at * 16_384, (at + 1) * 16_384),
      );
      assert.deepEqual(read(pieces, size), [['complex', '']]);
      assert.deepEqual(read([text], size), [['complex', '']]);
    }
  });

  it('are measured separately if single line breaks separate them, however they are split', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const text = `data: ${deep}\ndata: ${deep}\n\n`;
    const events = [
      ['data', deep],
      ['data', deep],
    ];
    assert.deepEqual(read([text], 100_000), events);
    assert.deepEqual(read([text.slice(0, 70_000), text.slice(70_000)], 100_000), events);
  });

  it('with many brackets in many lines are not parsed', () => {
    const text = `data: {"a":\n${'data: [[[[[[[[[[\n'.repeat(8_000)}\n`;
    assert.deepEqual(read([text], 1_000_000), [['complex', '']]);
  });

  it('with long text are parsed, whatever the text contains', () => {
    const text = JSON.stringify({ content: '[{,\\"'.repeat(300_000) });
    assert.deepEqual(read([`data: ${text}\n\n`], text.length), [['data', text]]);
  });
});

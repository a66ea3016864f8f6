/** Reasoning in the content, and in other fields (contract 19). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { AnswerReader } from '../../../../src/deepseek/stream/answerReader.ts';
import type { ApiProfile } from '../../../../src/conversation/model.ts';
import { mayOmitThinkTag, ThinkTagSplitter } from '../../../../src/deepseek/stream/thinkTags.ts';
import type { StreamEvent } from '../../../../src/deepseek/types.ts';

function split(holdsForClose: boolean, pieces: readonly string[]): [string, string] {
  const texts = { reasoning: '', content: '' };
  const splitter = new ThinkTagSplitter(holdsForClose, (kind, text) => {
    texts[kind] += text;
  });
  for (const piece of pieces) splitter.push(piece);
  splitter.flush();
  return [texts.reasoning, texts.content];
}

describe('Think tags', () => {
  for (const [text, held, reasoning, content] of [
    ['<think>a b</think>\n\nAnswer', false, 'a b', 'Answer'],
    ['\n <think>\na\n</think>Answer </think> x', false, 'a', 'Answer </think> x'],
    ['<think>\n\n</think>\n\nAnswer', false, '', 'Answer'],
    ['</think>Answer', false, '', 'Answer'],
    ['<think>never closed </thin', false, 'never closed </thin', ''],
    ['<thinker>a', false, '', '<thinker>a'],
    ['a < b and <think>c</think>', false, '', 'a < b and <think>c</think>'],
    ['lost opener</think>Answer', false, '', 'lost opener</think>Answer'],
    ['lost opener </think>\nAnswer', true, 'lost opener', 'Answer'],
    ['no tags at all', true, '', 'no tags at all'],
    [' <thi', false, '', ' <thi'],
    ['<think>a <b> </ c</think>d', false, 'a <b> </ c', 'd'],
    ['<THINK>a</Think>b', false, 'a', 'b'],
    ['<think>\n<think>\na</think>b', false, 'a', 'b'],
    ['<think>a</think>\n</THINK>\n\nb', false, 'a', 'b'],
    ['<think>a<think>b</think>c', false, 'a<think>b', 'c'],
    ['<think>a</think></thi', false, 'a', '</thi'],
    ['Lost </THINK>b', true, 'Lost', 'b'],
    ['<thinking>a</thinking>b', false, 'a', 'b'],
    ['<Thinking>\n<thinking>a </THINKING>\n\nb', false, 'a', 'b'],
    ['<thinking>a</think>b</thinking>c', false, 'a</think>b', 'c'],
    ['</thinking>b', false, '', 'b'],
    ['lost </thinking>b', true, 'lost', 'b'],
    ['<thinkin>a', false, '', '<thinkin>a'],
    ['<thinking', false, '', '<thinking'],
  ] as const) {
    it(`${JSON.stringify(text)}${held ? ', held,' : ''} gives ${JSON.stringify(reasoning)}`, () => {
      assert.deepEqual(split(held, [text]), [reasoning, content]);
      assert.deepEqual(split(held, [...text]), [reasoning, content], 'in single characters');
      for (let at = 0; at <= text.length; at++) {
        assert.deepEqual(split(held, [text.slice(0, at), text.slice(at)]), [reasoning, content]);
      }
    });
  }

  // Fault V14
  it('repeated endlessly are read as one, and do not throw', () => {
    for (const count of [20_000, 99_999]) {
      const opened = '<think>'.repeat(count);
      const closed = '</think>'.repeat(count);
      assert.deepEqual(split(false, [`${opened}a${closed}b`]), ['a', 'b']);
      assert.deepEqual(split(false, [`${opened}${closed}`]), ['', '']);
      assert.deepEqual(split(false, [`${'<think></think>'.repeat(count)}b`])[0], '');
    }
  });

  it('are waited for over at most 4 K of whitespace', () => {
    const blank = ' '.repeat(4_097);
    for (const [text, before] of [
      [blank, ''],
      [`<think>a${blank}`, 'a'],
    ] as const) {
      const given: string[] = [];
      const splitter = new ThinkTagSplitter(false, (_kind, piece) => given.push(piece));
      for (const character of text) splitter.push(character);
      assert.equal(given.join(''), before + blank);
    }
  });

  it('withhold at most 64 K characters', () => {
    const given: string[] = [];
    const splitter = new ThinkTagSplitter(true, (_kind, text) => given.push(text));
    splitter.push('x'.repeat(65_536));
    assert.equal(given.length, 0);
    splitter.push('y');
    assert.equal(given.join('').length, 65_537);
  });

  it('are expected from models that omit the opening tag', () => {
    const names = [
      'deepseek-r1:7b',
      'DeepSeek-R1-Distill',
      'qwq-32b',
      'deepseek-reasoner',
      'qwen3',
      'gr1d',
    ];
    assert.deepEqual(names.map(mayOmitThinkTag), [true, true, true, true, false, false]);
  });
});

function readDeltas(profile: ApiProfile, ...deltas: object[]): StreamEvent[] {
  return readAll(profile, deltas);
}

function readAll(profile: ApiProfile, deltas: readonly object[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const reader = new AnswerReader(profile, 'm', (event) => events.push(event));
  for (const delta of deltas) reader.readChunk({ choices: [{ delta }] });
  reader.flush();
  return events;
}

describe('Reasoning by profile', () => {
  it('is read from reasoning_content, else from reasoning', () => {
    assert.deepEqual(
      readDeltas('compatible', { reasoning: 'a' }, { reasoning_content: 'b', reasoning: 'b' }),
      [
        { type: 'reasoning', text: 'a', field: 'reasoning' },
        { type: 'reasoning', text: 'b', field: 'reasoning_content' },
      ],
    );
    assert.deepEqual(readDeltas('official', { reasoning: 'a', content: '<think>b</think>' }), [
      { type: 'content', text: '<think>b</think>' },
    ]);
  });

  const joined = (...deltas: object[]) => joinedAll(deltas);
  const joinedAll = (deltas: readonly object[]) => {
    const events = readAll('compatible', deltas);
    const text = (type: 'reasoning' | 'content') =>
      events.map((event) => (event.type === type ? event.text : '')).join('');
    return [text('reasoning'), text('content')];
  };

  // Fault G6
  it('is read once if it arrives in two fields, together, alternately or consecutively', () => {
    const a = 'Let me ';
    const b = 'think.';
    for (const deltas of [
      [
        { reasoning: a, reasoning_content: a },
        { reasoning: b, reasoning_content: b },
      ],
      [{ reasoning: a }, { reasoning_content: a }, { reasoning: b }, { reasoning_content: b }],
      [{ reasoning: a }, { reasoning: b }, { reasoning_content: a + b }],
      [{ reasoning_content: a + b }, { reasoning_details: [{ text: a }, { text: b }] }],
      [{ reasoning_content: a + b, content: `<think>${a}${b}</think>` }],
      [
        { reasoning_content: a },
        { reasoning_content: b },
        { content: `<think>\n${a}${b}\n</think>` },
      ],
      [{ content: `<think>${a}` }, { reasoning: a }, { content: `${b}</think>` }, { reasoning: b }],
    ]) {
      assert.deepEqual(joined(...deltas, { content: 'Yes.' }), [a + b, 'Yes.']);
    }
  });

  it('that continues in another field is read to its end', () => {
    assert.deepEqual(
      joined(
        { reasoning: 'Let ' },
        { reasoning_content: 'Let me ' },
        { reasoning_content: 'see.' },
      ),
      ['Let me see.', ''],
    );
    assert.deepEqual(joined({ reasoning: 'a' }, { reasoning_content: 'b' }, { reasoning: 'c' }), [
      'abc',
      '',
    ]);
  });

  // Fault G6
  it('next to empty tags hides them', () => {
    for (const tags of [
      '<think></think>',
      '<think>\n\n</think>\n\n',
      '\n<Thinking> </thinking>',
      '</think>',
    ]) {
      assert.deepEqual(joined({ reasoning_content: 'a' }, { content: `${tags}b` }), ['a', 'b']);
      const pieces = [...tags, 'b'].map((content) => ({ content }));
      assert.deepEqual(joined({ reasoning_content: 'a' }, ...pieces), ['a', 'b']);
    }
    for (const text of [
      'x <think></think>',
      '<think>',
      '<think>\n',
      ' <thi',
      '<think>b</think>',
      '\n\nb',
      '',
    ]) {
      assert.deepEqual(joined({ reasoning_content: 'a' }, { content: text }), ['a', text]);
    }
  });

  it('in many fragments and two fields is compared once', () => {
    const deltas = Array.from({ length: 50_000 }, (_, at) => String(at)).flatMap((text) => [
      { reasoning: text },
      { reasoning_content: text },
    ]);
    const [reasoning = ''] = joinedAll(deltas);
    assert.equal(reasoning.length, 238_890);
  });

  it('with a separate field leaves tags in the content alone', () => {
    const events = readDeltas('compatible', { reasoning: 'a' }, { content: '<think>b</think>' });
    assert.deepEqual(events.at(-1), { type: 'content', text: '<think>b</think>' });
  });

  it('in a non-streamed answer is found by a closing tag alone, for any model', () => {
    const events: StreamEvent[] = [];
    const reader = new AnswerReader('compatible', 'm', (event) => events.push(event));
    reader.readWhole({ choices: [{ message: { content: 'a</think>b' } }] });
    assert.deepEqual(events, [
      { type: 'reasoning', text: 'a', field: 'think' },
      { type: 'content', text: 'b' },
    ]);
  });

  it('ignores null, numbers and other choices', () => {
    const events: StreamEvent[] = [];
    const reader = new AnswerReader('compatible', 'm', (event) => events.push(event));
    const other = { index: 1, delta: { content: 'other' }, finish_reason: 'stop' };
    const first = { index: 0, delta: { content: null, reasoning_content: 5 } };
    for (const json of [
      null,
      5,
      'x',
      [],
      {},
      { choices: null },
      { choices: [null] },
      { choices: [other, first] },
    ]) {
      reader.readChunk(json);
    }
    assert.deepEqual(events, []);
    assert.equal(reader.finishReason, undefined);
  });
});

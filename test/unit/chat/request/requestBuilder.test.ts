import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { buildRequest } from '../../../../src/chat/request/requestBuilder.ts';
import type { RequestPlan } from '../../../../src/chat/request/requestOptions.ts';
import type { Part, Turn } from '../../../../src/conversation/model.ts';

const official: RequestPlan = {
  model: 'deepseek-flash',
  thinking: 'enabled',
  reasoningEffort: 'high',
  mergesSameRole: false,
  sendsReasoning: false,
  asksForUsage: true,
  prefix: 'none',
  extraBody: {},
};
const legacy: RequestPlan = {
  model: 'deepseek-reasoner',
  thinking: 'unset',
  mergesSameRole: true,
  sendsReasoning: false,
  asksForUsage: true,
  prefix: 'none',
  extraBody: {},
};

function turn(text: string, content = '', reasoning = '', more: Partial<Turn> = {}): Turn {
  const parts: Part[] = [];
  if (reasoning !== '') parts.push({ kind: 'reasoning', id: 'r', text: reasoning, startedAt: 0 });
  if (content !== '') parts.push({ kind: 'content', id: 'c', text: content, startedAt: 1 });
  return {
    id: text,
    parentId: null,
    startedAt: 0,
    user: { text, context: [] },
    parts,
    status: 'complete',
    ...more,
  };
}

const bytes = (...args: Parameters<typeof buildRequest>) => JSON.stringify(buildRequest(...args));

describe('buildRequest', () => {
  it('sends today thinking explicitly, and no reasoning of earlier turns', () => {
    assert.equal(
      bytes('Be brief.', [turn('one', 'first', 'hm'), turn('two')], official),
      '{"model":"deepseek-flash","thinking":{"type":"enabled"},"reasoning_effort":"high",' +
        '"stream":true,"stream_options":{"include_usage":true},"messages":[' +
        '{"role":"system","content":"Be brief."},{"role":"user","content":"one"},' +
        '{"role":"assistant","content":"first"},{"role":"user","content":"two"}]}',
    );
  });

  it('leaves out what is excluded, and never half a pair', () => {
    const piece = (id: string) => ({ id, kind: 'file', path: `${id}.ts`, text: id }) as const;
    const branch = [
      turn('one', 'first'),
      turn('two', 'second', '', { excluded: true }),
      turn('three', 'third', '', {
        user: { text: 'three', context: [piece('x'), piece('y')] },
        excludedContext: ['x'],
      }),
      turn('', 'fourth', '', {
        user: { text: '', context: [piece('x')] },
        excludedContext: ['x'],
      }),
      turn('five'),
    ];
    assert.deepEqual(
      buildRequest('', branch, legacy).messages.map(({ content }) => content),
      ['one', 'first', 'y.ts\n```\ny\n```\n\nthree', 'third', 'five'],
    );
  });

  it('sends no effort when thinking is off', () => {
    const body = buildRequest('', [turn('x')], { ...official, thinking: 'disabled' });
    assert.deepEqual(body.thinking, { type: 'disabled' });
    assert.equal('reasoning_effort' in body, false);
  });

  it('sends the API of 2025 neither thinking nor reasoning', () => {
    assert.equal(
      bytes('', [turn('one', 'first', 'hm'), turn('two')], legacy),
      '{"model":"deepseek-reasoner","stream":true,"stream_options":{"include_usage":true},' +
        '"messages":[{"role":"user","content":"one"},{"role":"assistant","content":"first"},' +
        '{"role":"user","content":"two"}]}',
    );
  });

  it('begins each request with the bytes of the one before', () => {
    const turns = [turn('one', 'first', 'hm'), turn('two', 'second'), turn('three')];
    for (const plan of [official, legacy]) {
      for (let length = 1; length < turns.length; length += 1) {
        const asked = turns.slice(0, length).with(-1, turn(turns[length - 1]!.user.text));
        const before = bytes('s', asked, plan).slice(0, -2);
        assert.equal(bytes('s', turns.slice(0, length + 1), plan).startsWith(before), true);
      }
    }
  });

  it('keeps what a stopped answer had said, and leaves out one that said nothing', () => {
    const stopped = turn('one', 'half an ans', '', { status: 'stopped' });
    const failed = turn('two', '', 'only thoughts', { status: 'failed' });
    const branch = [stopped, failed, turn('three')];
    const roles = (plan: RequestPlan) =>
      buildRequest('', branch, plan).messages.map(({ role, content }) => [role, content]);
    assert.deepEqual(roles(official), [
      ['user', 'one'],
      ['assistant', 'half an ans'],
      ['user', 'two'],
      ['user', 'three'],
    ]);
    assert.deepEqual(roles(legacy), [
      ['user', 'one'],
      ['assistant', 'half an ans'],
      ['user', 'two\n\nthree'],
    ]);
  });

  it('gives reasoning back on every answer once the server asked for it', () => {
    const { messages } = buildRequest('', [turn('1', 'a', 'hm'), turn('2', 'b'), turn('3')], {
      ...official,
      sendsReasoning: true,
    });
    assert.deepEqual(
      messages.map((message) => message.reasoning_content),
      [undefined, 'hm', undefined, '', undefined],
    );
  });

  it('mends lone surrogates in every text', () => {
    const { messages } = buildRequest('s\ud800', [turn('q\udc00', 'a\ud83d'), turn('x')], official);
    assert.deepEqual(
      messages.map((message) => message.content),
      ['s\ufffd', 'q\ufffd', 'a\ufffd', 'x'],
    );
  });

  it('puts what was attached before the words, fenced, with path and lines', () => {
    const asked: Turn = {
      ...turn('why?'),
      user: {
        text: 'why?',
        context: [
          {
            id: '1',
            kind: 'selection',
            path: 'src/a.md',
            startLine: 3,
            endLine: 5,
            language: 'markdown',
            text: 'a\n```js\nb\n```',
          },
        ],
      },
    };
    assert.equal(
      buildRequest('', [asked], official).messages[0]?.content,
      'src/a.md:3-5\n````markdown\na\n```js\nb\n```\n````\n\nwhy?',
    );
  });

  it('adds fields of the setting, but none that is its own', () => {
    const body = buildRequest('', [turn('x')], {
      ...official,
      extraBody: { top_k: 3, model: 'm', messages: [], stream: false, tools: [1] },
    });
    assert.equal(body['top_k'], 3);
    assert.deepEqual([body.model, body.stream, 'tools' in body], ['deepseek-flash', true, false]);
    assert.equal(body.messages.length, 1);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  isJsonTurn,
  jsonTextOf,
  readJsonAnswer,
} from '../../../../src/conversation/answer/jsonAnswer.ts';
import type { Turn } from '../../../../src/conversation/model.ts';
import {
  maxJsonDepth,
  parseJsonText,
  type JsonNode,
} from '../../../../src/conversation/answer/losslessJson.ts';

const answered = (text: string, change: Partial<Turn> = {}): Turn => ({
  id: 't',
  parentId: null,
  startedAt: 0,
  user: { text: 'q', context: [] },
  parts: [{ kind: 'content', id: 'c', text, startedAt: 0 }],
  status: 'complete',
  finishReason: 'stop',
  ...change,
});

/** The value of a parsed tree. */
function valueOf(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, valueOf(value)]));
    case 'array':
      return node.items.map(valueOf);
    case 'string':
      return node.value;
    case 'literal':
    case 'number':
      return JSON.parse(node.text);
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('parseJsonText', () => {
  it('accepts what JSON.parse accepts', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const parsed = parseJsonText(text);
        assert.ok(parsed.ok);
        assert.equal(JSON.stringify(valueOf(parsed.root)), JSON.stringify(JSON.parse(text)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('rejects what JSON.parse rejects, at an offset up to which the text is valid', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '\\',
      '\\u12',
      '1',
      '-',
      '.5',
      'e',
      '0',
      'true',
      'nul',
      ' ',
      '\n',
      '\u0001',
      '\u00a0',
      'é',
      '\ud83d',
      '01',
      '1.',
      '+1',
      "'",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (list) => {
        const text = list.join('');
        const parsed = parseJsonText(text);
        assert.equal(parsed.ok, parses(text), JSON.stringify(text));
        if (!parsed.ok) assert.ok(parsed.offset >= 0 && parsed.offset <= text.length);
      }),
      { numRuns: 20_000 },
    );
  });

  it('keeps numbers as written and duplicate names', () => {
    const parsed = parseJsonText('{"a":12345678901234567890,"a":1e999}');
    assert.deepEqual(parsed, {
      ok: true,
      root: {
        kind: 'object',
        entries: [
          { key: 'a', value: { kind: 'number', text: '12345678901234567890' } },
          { key: 'a', value: { kind: 'number', text: '1e999' } },
        ],
      },
    });
  });

  it('does not overflow on unlimited nesting', () => {
    assert.equal(parseJsonText('['.repeat(maxJsonDepth) + ']'.repeat(maxJsonDepth)).ok, true);
    const deep = parseJsonText('['.repeat(1_000_000));
    assert.deepEqual(deep, { ok: false, offset: maxJsonDepth, reason: 'depth' });
  });

  it('reads a string of millions of characters', () => {
    const text = JSON.stringify('a"\\\n'.repeat(1_000_000));
    assert.equal(parseJsonText(text).ok, true);
  });
});

describe('readJsonAnswer', () => {
  it('strips a closed or unclosed fence, and keeps fences inside strings', () => {
    const json = '{"code":"```js\\n1\\n```"}';
    for (const text of [json, `\`\`\`json\n${json}\n\`\`\``, ` \n\`\`\`\n${json}\n\`\`\`\n`]) {
      assert.equal(readJsonAnswer(answered(text)).kind, 'tree', text);
      assert.equal(jsonTextOf(answered(text)), json);
    }
    assert.equal(readJsonAnswer(answered(`\`\`\`json\n${json}`)).kind, 'tree');
  });

  it('reports an empty answer', () => {
    for (const text of ['', ' \n\n\t ', '```json\n```']) {
      assert.deepEqual(readJsonAnswer(answered(text)), { kind: 'empty' });
    }
  });

  it('reports the line and column of a syntax error in the original answer', () => {
    assert.deepEqual(readJsonAnswer(answered('```json\n{\n  "a": 1,\n  b: 2\n}\n```')), {
      kind: 'broken',
      line: 4,
      column: 3,
      near: 'b: 2',
    });
    assert.deepEqual(readJsonAnswer(answered('Sure! {"a":1}')), {
      kind: 'broken',
      line: 1,
      column: 1,
      near: 'Sure! {"a":1}',
    });
    assert.deepEqual(readJsonAnswer(answered('{"a":1} and {"b":2}')), {
      kind: 'broken',
      line: 1,
      column: 9,
      near: '{"a":1} and {"b":2}',
    });
  });

  it('distinguishes an answer cut at any character from an invalid one', () => {
    const whole = '{"a": [1, true, "x\\u00e9\\n"], "b": {"c": -1.5e3}}';
    for (let end = 1; end < whole.length; end += 1) {
      const text = whole.slice(0, end);
      for (const cut of [
        answered(text, { finishReason: 'length' }),
        answered(text, { status: 'stopped' }),
        answered(text, { status: 'interrupted' }),
      ]) {
        const { kind } = readJsonAnswer(cut);
        assert.equal(kind, 'cut', text);
      }
      assert.equal(readJsonAnswer(answered(text)).kind, 'broken', text);
    }
    const wrong = answered('{"a": ?', { finishReason: 'length' });
    assert.equal(readJsonAnswer(wrong).kind, 'broken');
  });

  it('is used only if the request asked for JSON', () => {
    const request = (jsonOutput?: true): Partial<Turn> => ({
      request: {
        profile: 'official',
        origin: 'o',
        parameters: { model: 'm', thinking: 'unset', ...(jsonOutput && { jsonOutput }) },
        messageHashes: [],
        bodySha256: '',
        repairs: [],
      },
    });
    assert.equal(isJsonTurn(answered('{}', request(true))), true);
    assert.equal(isJsonTurn(answered('{}', request())), false);
    assert.equal(isJsonTurn(answered('{}')), false);
  });
});

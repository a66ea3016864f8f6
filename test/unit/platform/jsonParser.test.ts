import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isWithinDepth } from '../../../src/deepseek/json.ts';
import { JsonLimitError, type JsonLimits, JsonParser } from '../../../src/platform/jsonParser.ts';
import { Choices } from '../../fuzz/choices.ts';
import { type Json, JsonDocument } from '../../fuzz/jsonMutation.ts';

const limits: JsonLimits = { depth: 500, values: 1_000_000, text: 1_000_000 };

/** Parses a text in pieces of this length; `undefined` if it is not valid JSON. */
function parse(text: string, pieceLength: number, within = limits): unknown {
  const parser = new JsonParser(within);
  let taken = 0;
  try {
    for (let at = 0; at < text.length; at += pieceLength) {
      taken += parser.push(text.slice(at, at + pieceLength));
    }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (within === limits && error instanceof JsonLimitError) return 'too much';
    throw error;
  }
  return text.slice(taken).trim() === '' ? parser.value : undefined;
}

function expected(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (!isWithinDepth(value, limits.depth)) return 'too much';
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A document with values of each kind. */
const document = {
  id: 'r1',
  __proto__: null,
  numbers: [0, -1.5e-7, 1e300, 12345678901234567890n.toString()],
  nested: [{ a: [], b: {}, c: [[[true, false, null]]] }, 'é €\u2028 😀 "\\ \n\u0000'],
};

const special = [
  '{"__proto__":{"a":1},"constructor":2,"a":1,"a":2}',
  '["\\ud83d\\ude00","\\ud83d","\\u0041\\/\\b"]',
  ' \t\r\n{ "a" : [ 1 , 2 ] , "b" : { } } \n',
  '[1e999,-0,0.1]',
  '["\n"]',
].concat(
  '  |1|"a"|null|[|]|[1|[1,|[1,]|[,1]|[1 2]|[01]|[+1]|{|{"a"|{"a":|{"a":1|{"a":1,|{"a":1,}'.split(
    '|',
  ),
  '{"a" 1}|{1:2}|{a:1}|[1}|{"a":1]|["\\x"]|["\\u12"]|[\'a\']|[NaN]|[tru]|[1]]|[1]2|[-]'.split('|'),
  '{"a":"b":1}|["a":1]|{"a"}|[:1]|{:1}|{,}|[nullnull]|["a""b"]|[1"a"]|[.5]|[1.]|[--1]'.split('|'),
);

describe('JSON that arrives in pieces', () => {
  it('has the same value as with JSON.parse, or is rejected by both, at every split', () => {
    for (const text of [JSON.stringify(document), JSON.stringify(document, null, 2), ...special]) {
      for (const length of [1, 2, 3, 7, text.length || 1]) {
        assert.deepEqual(parse(text, length), expected(text), `${text} in pieces of ${length}`);
      }
    }
  });

  it('has the same value, or is rejected by both, when it is damaged randomly', () => {
    let valid = 0;
    for (let seed = 0; seed < 500; seed += 1) {
      const choices = Choices.random(seed);
      const json = new JsonDocument(JSON.parse(JSON.stringify(document)) as Json);
      for (let left = choices.below(4); left > 0; left -= 1) {
        json.mutate(choices, ['id', 'a', '__proto__']);
      }
      const whole = json.toText();
      const cut = choices.happens(0.5) ? choices.below(whole.length) : whole.length;
      const text = whole.slice(0, cut) + (choices.happens(0.3) ? '}' : '');
      const value = expected(text);
      if (value !== undefined) valid += 1;
      assert.deepEqual(parse(text, 1 + choices.below(40)), value, `seed ${seed}`);
    }
    assert.ok(valid > 50 && valid < 450, `${valid} of 500 were valid`);
  });

  it('ends with its last bracket, whatever follows', () => {
    const parser = new JsonParser(limits);
    assert.equal(parser.push('{"a":[1]} {"b":2}'), 9);
    assert.equal(parser.push('x'), 0);
    assert.deepEqual(parser.value, { a: [1] });
  });

  it('is rejected if it exceeds the limits', () => {
    const within = { depth: 3, values: 5, text: 4 };
    assert.deepEqual(parse('[[[1,2]],"four"]', 2, within), [[[1, 2]], 'four']);
    for (const text of ['[[[[1]]]]', '[1,2,3,4,5,6]', '["fiver"]', '{"fiver":1}', '[12345]']) {
      assert.throws(() => parse(text, 2, within), JsonLimitError, text);
    }
  });

  it('is parsed incrementally, however long its strings and lists are', () => {
    const piece = 16 * 1024;
    const text = JSON.stringify({
      list: Array(50_000).fill('ab\n'),
      text: 'a"\n€'.repeat(100_000),
    });
    const lengths: number[] = [];
    const { parse: original } = JSON;
    JSON.parse = (json: string) => {
      lengths.push(json.length);
      return original(json) as unknown;
    };
    let value: unknown;
    try {
      value = parse(text, piece);
    } finally {
      JSON.parse = original;
    }
    assert.deepEqual(value, JSON.parse(text));
    assert.ok(Math.max(...lengths) <= piece + 8, String(Math.max(...lengths)));
  });
});

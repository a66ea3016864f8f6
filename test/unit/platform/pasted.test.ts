import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { cleanPasted } from '../../../src/platform/pasted.ts';
import { readPastedKey } from '../../../src/platform/headerValue.ts';

describe('pasted text', () => {
  it('is read without quotes and invisible characters', () => {
    for (const [text, clean] of [
      ['  a b ', 'a b'],
      ['"a"', 'a'],
      ["'a'", 'a'],
      ['“a”', 'a'],
      ['<a>', 'a'],
      ['"a', '"a'],
      ['\ufeffa\u200b\u2060b\u00ad', 'ab'],
      ['""', ''],
    ] as const) {
      assert.equal(cleanPasted(text), clean, text);
    }
  });

  it('is read as a key in every common notation', () => {
    for (const text of [
      'sk-0123abc',
      ' sk-0123abc\n',
      '"sk-0123abc"',
      "'sk-0123abc',",
      'DEEPSEEK_API_KEY=sk-0123abc',
      'export DEEPSEEK_API_KEY="sk-0123abc"',
      'export DEEPSEEK_API_KEY=sk-0123abc;',
      '$env:DEEPSEEK_API_KEY = "sk-0123abc"',
      '"apiKey": "sk-0123abc",',
      'api_key: sk-0123abc',
      'Bearer sk-0123abc',
      'Authorization: Bearer sk-0123abc',
      'sk-\u200b0123abc\ufeff',
    ]) {
      assert.equal(readPastedKey(text), 'sk-0123abc', text);
    }
    for (const other of ['my-token', 'abc=def==', 'keyabc', 'sk-a b', 'abckey=', 'abckey==']) {
      assert.equal(readPastedKey(other), other);
    }
  });
});

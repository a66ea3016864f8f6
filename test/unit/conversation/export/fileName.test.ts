import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { toFileName } from '../../../../src/conversation/export/fileName.ts';

describe('the file name of a chat', () => {
  it('is truncated by bytes, between characters', () => {
    const family = '👨‍👩‍👧‍👦';
    assert.equal(toFileName(family.repeat(12)), family.repeat(4));
    assert.equal(toFileName('長'.repeat(60)), '長'.repeat(40));
    assert.equal(toFileName('a'.repeat(200)), 'a'.repeat(120));
    for (const title of [family.repeat(40), `x${family.repeat(40)}`, 'e\u0301'.repeat(90)]) {
      const name = toFileName(title);
      assert.ok(Buffer.byteLength(name) <= 120 && title.startsWith(name));
    }
  });

  it('contains nothing that a file system rejects', () => {
    assert.equal(toFileName('a/b\\c:d*e?"<f>|g\u0000'), 'a b c d e f g');
    assert.equal(toFileName('..a. '), 'a');
    assert.equal(toFileName('\ud800'), '\ufffd');
    for (const empty of ['', ' . ', '///', '\u200b\u2060', '\u3164', '\ufe0f']) {
      assert.equal(toFileName(empty), 'chat');
    }
    for (const name of ['NUL', 'nul.tar', 'CON. My chat', 'COM¹']) {
      assert.equal(toFileName(name), `chat ${name}`);
    }
    assert.equal(toFileName('console'), 'console');
  });
});

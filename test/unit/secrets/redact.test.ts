import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Redactor } from '../../../src/secrets/redact.ts';

describe('Redactor', () => {
  it('blanks out known keys wherever they stand', () => {
    const redactor = new Redactor();
    redactor.add('my-own-key');
    assert.equal(redactor.redact('a my-own-key b my-own-key'), 'a …redacted… b …redacted…');
  });

  it('blanks out what looks like a key or a bearer token', () => {
    const clean = new Redactor().redact('sk-0123456789abcdef and Bearer abcdefgh12345');
    assert.doesNotMatch(clean, /0123456789|abcdefgh/);
  });

  it('leaves other text alone, also where a short value was added', () => {
    const redactor = new Redactor();
    redactor.add('the');
    assert.equal(redactor.redact('the disk-1 is full'), 'the disk-1 is full');
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { LateRedactor } from '../../../src/secrets/lateRedactor.ts';

const key = 'pa"ss-0123456789';

describe('LateRedactor', () => {
  it('blanks out keys before and after the redactor is loaded, and their disguises after', async () => {
    const late = new LateRedactor();
    late.add(key);
    late.add('ollama');
    const line = `${key}, sk-0123456789abcdef and ollama`;
    assert.equal(late.redact(line), '…redacted…, …redacted… and ollama');
    const redactor = await late.load();
    assert.equal(await late.load(), redactor);
    assert.equal(late.redact(line), '…redacted…, …redacted… and ollama');
    assert.equal(late.redact(JSON.stringify(key)), '"…redacted…"');
    late.add('another-0123456789');
    assert.equal(redactor.known.text('another-\u200b0123456789'), '…redacted…');
  });
});

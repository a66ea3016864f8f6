import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { maskKeys, toKeyPattern } from '../../../src/platform/maskKeys.ts';
import { looksLikeSecret } from '../../../src/platform/secretLike.ts';
import { Redactor } from '../../../src/secrets/redact.ts';

const mask = '…redacted…';

function redactorOf(...keys: readonly string[]): Redactor {
  const redactor = new Redactor();
  for (const key of keys) redactor.add(key);
  return redactor;
}

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
const each = (text: string, to: (sign: string) => string) => [...text].map(to).join('');
const hex = (sign: string, length: number) => sign.charCodeAt(0).toString(16).padStart(length, '0');
const insert = (between: string) => (key: string) => [...key].join(between);

/** How a server, proxy or program may transform a key before it returns it. */
const disguises: Readonly<Record<string, (key: string) => string>> = {
  'as it is': (key) => key,
  'in capitals': (key) => key.toUpperCase(),
  'with zero-width spaces': insert('\u200b'),
  'with soft hyphens': insert('\u00ad'),
  'with bidirectional controls': insert('\u202e\u2066'),
  'with tag characters': insert('\u{E0041}'),
  'with a byte order mark': insert('\uFEFF'),
  'with a combining mark': insert('\u0332'),
  'with spaces': insert(' '),
  'with line breaks': insert('\r\n'),
  'with a lone surrogate': insert('\ud800'),
  'with spaces that do not break': insert('\u00a0\u2007'),
  'as JSON': (key) => JSON.stringify(key).slice(1, -1),
  'as JSON within JSON': (key) => JSON.stringify(JSON.stringify(key)),
  'as JSON three deep': (key) => JSON.stringify(JSON.stringify(JSON.stringify(key))),
  'percent-encoded where needed': encodeURIComponent,
  'percent-encoded throughout': (key) => each(key, (sign) => `%${hex(sign, 2)}`),
  'percent-encoded twice': (key) => encodeURIComponent(encodeURIComponent(key)),
  'with encoded zero-width spaces': insert('%E2%80%8B'),
  'with escaped zero-width spaces': insert('\\u200b'),
  'with a zero-width entity': insert('&ZeroWidthSpace;'),
  'as unicode escapes': (key) => each(key, (sign) => `\\u${hex(sign, 4)}`),
  'as long unicode escapes': (key) => each(key, (sign) => `\\u{${hex(sign, 2)}}`),
  'as byte escapes': (key) => each(key, (sign) => `\\x${hex(sign, 2)}`),
  'as HTML': escapeHtml,
  'as HTML within JSON': (key) => JSON.stringify(escapeHtml(key)),
  'as decimal entities': (key) => each(key, (sign) => `&#${String(sign.charCodeAt(0))};`),
  'as hexadecimal entities': (key) => each(key, (sign) => `&#x${hex(sign, 4)};`),
  'in full width': (key) =>
    each(key, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xff01 - 0x21)),
  'with dashes of typography': (key) => key.replaceAll('-', '\u2011'),
};

const keys = [
  'sk-0123456789abcdef',
  'pa"ss\\word/with\'signs',
  'a\\nb\\u0041c"d%41&amp;e',
  '{"role":"user"}',
  '[1,2]:{"a":"b"},',
  'ends-with-a-backslash1\\',
  '"quoted-0123456789"',
  'Zx9+/Qw8==Er7',
];

describe('Redactor', () => {
  it('redacts known keys anywhere', () => {
    const redactor = redactorOf('my-own-key');
    assert.equal(redactor.redact('a my-own-key b my-own-key'), 'a …redacted… b …redacted…');
  });

  it('redacts text that looks like a key or bearer token', () => {
    const clean = new Redactor().redact('sk-0123456789abcdef and Bearer abcdefgh12345');
    assert.doesNotMatch(clean, /0123456789|abcdefgh/);
    const hidden = new Redactor().redact(
      's\u200bk-\u200b0123\u200b4567 Bearer \u200babc\u200bdefgh1',
    );
    assert.doesNotMatch(hidden, /0123|defgh/);
  });

  it('keeps other text, even if a short value was added', () => {
    const redactor = redactorOf('the');
    assert.equal(redactor.redact('the disk-1 is full'), 'the disk-1 is full');
    const advice = 'Bearer authentication is required, Bearer authorization.';
    assert.equal(redactor.redact(advice), advice);
  });

  for (const [name, disguise] of Object.entries(disguises)) {
    // Fault V18
    it(`redacts a key that is returned ${name}`, () => {
      for (const key of keys) {
        const found = redactorOf(key).redactKnown(`before (${disguise(key)}) after`);
        assert.match(found, /^before \([\\"]*…redacted…[\\"]*\) after$/, key);
      }
    });
  }

  it('redacts several keys, even overlapping ones', () => {
    const redactor = redactorOf('abcabc123abcabc1', 'abc123abcabc123x');
    const clean = redactor.redactKnown('-abcabc123abcabc123x- abcabc123abcabc1');
    assert.equal(clean, `-${mask}- ${mask}`);
  });

  it('redacts the start of a key at the end of a truncated text', () => {
    const key = 'sk-0123456789abcdef';
    const cut = (text: string) => maskKeys(text, [toKeyPattern(key)], '…', { isCut: true });
    assert.equal(cut('Your key sk-01234'), 'Your key …');
    assert.equal(cut('Your key s\u200bk-0\u200b1'), 'Your key …');
    assert.equal(cut('Your key is'), 'Your key is');
    assert.equal(maskKeys('Your key sk-01234', [toKeyPattern(key)], '…'), 'Your key sk-01234');
  });

  it('finds every key in any text', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 40 }).map((text) => text.replace(/\s/g, '')),
        fc.constantFrom(...Object.values(disguises)),
        fc.string({ unit: 'binary', maxLength: 20 }),
        (key, disguise, around) => {
          fc.pre(looksLikeSecret(key) && around.isWellFormed());
          // A backslash or percent sign right before a key belongs to it.
          const text = `${around} ${disguise(key)} ${around}`;
          assert.notEqual(redactorOf(key).redactKnown(text), text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes linear time', () => {
    const redactor = redactorOf('sk-sk-sk-sk-0123456789');
    const length = 300_000;
    for (const unit of [
      '\\',
      '\u200b',
      's',
      'sk-',
      's\u200b',
      '%',
      '&#',
      'Bearer ',
      '%e2',
      's\\',
    ]) {
      const text = unit.repeat(length / unit.length);
      assert.equal(redactor.redactKnown(text), text);
      redactor.redact(text);
    }
  });

  it('redacts only the strings and names in a value', () => {
    const key = '"},{"role":"1';
    const redactor = redactorOf(key);
    const value = { a: [`x${key}y`, 1, null, true], [key]: new Map([['m', { deep: key }]]) };
    assert.deepEqual(redactor.known.values(value), {
      a: [`x${mask}y`, 1, null, true],
      [mask]: new Map([['m', { deep: mask }]]),
    });
    const clean = { a: [{ role: 'user' }, { role: '1' }] };
    assert.equal(redactor.known.values(clean), clean);
    let deep: unknown = key;
    for (let depth = 0; depth < 50_000; depth += 1) deep = [deep];
    assert.doesNotMatch(JSON.stringify(redactor.known.values(deep)), /role/);
  });
});

describe('a key', () => {
  for (const dummy of [
    '',
    'x',
    'ollama',
    'test',
    'content',
    'EMPTY',
    'none',
    'null',
    'sk-test',
    'sk-1234',
    'lm-studio',
    'not-needed',
    'no-key-required',
    'sk-no-key-required',
    'your-api-key',
    'reasoning_content',
    'conversationCreated',
    'user',
    'assistant',
    '12345678',
    '1234567890',
    'xxxxxxxxxxxxxxxx',
    '00000000-0000-0000',
    'sk-xxxxxxxxxxxxxxxx',
    'test1234',
    'password',
    'password1',
    'deepseek-chat',
    '"content"',
    '"type":',
    'placeholder',
    'dummy-key',
    'changeme',
    'OPENAI_API_KEY',
    'toLocaleUpperCase',
    'llama3.1',
  ]) {
    // Fault V19
    it(`that reads like ordinary text is kept: ${JSON.stringify(dummy)}`, () => {
      assert.equal(looksLikeSecret(dummy), false);
      const text = `the word ${dummy}, "${dummy}" and "${dummy.toUpperCase()}"`;
      assert.equal(redactorOf(dummy).redactKnown(text), text);
    });
  }

  for (const key of [
    ...keys,
    'sk-0123456789abcdef',
    'my-own-key',
    'a.b/c?d',
    'correct-horse-battery-staple',
    '550e8400-e29b-41d4-a716-446655440000',
    'a1b2c3d4',
    'abcdefghijklmnopqrstuvwxyz',
    'XkCdQzRtYbnMPq',
    '8273645091827364',
    'eyJhbGciOiJIUzI1NiJ9.e30.abc',
    'hunter2!hunter3',
  ]) {
    it(`that does not is redacted: ${key}`, () => {
      assert.equal(looksLikeSecret(key), true);
    });
  }
});

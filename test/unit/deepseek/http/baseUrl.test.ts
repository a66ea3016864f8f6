/** Base URLs as users type them. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  betaUrl,
  parseBaseUrl,
  rootUrl,
  type BaseUrl,
} from '../../../../src/deepseek/http/baseUrl.ts';

function parsed(text: string): BaseUrl {
  const result = parseBaseUrl(text);
  assert.ok(result.ok, `${text} was refused`);
  return result.value;
}

describe('parseBaseUrl', () => {
  for (const [text, baseUrl] of [
    ['https://api.deepseek.com', 'https://api.deepseek.com'],
    ['  https://api.deepseek.com/  ', 'https://api.deepseek.com'],
    ['HTTPS://API.DeepSeek.com:443/v1///', 'https://api.deepseek.com/v1'],
    ['http://localhost:11434/v1/', 'http://localhost:11434/v1'],
    ['https://host.example/a/b/v1', 'https://host.example/a/b/v1'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['https://host.example/anthropical', 'https://host.example/anthropical'],
    ['https://api.deepseek.com/chat/completions', 'https://api.deepseek.com'],
    ['https://host.example/v1/chat/completions/', 'https://host.example/v1'],
    ['https://host.example/v1/models', 'https://host.example/v1'],
    ['api.deepseek.com', 'https://api.deepseek.com'],
    ['host.example:8443/v1', 'https://host.example:8443/v1'],
    ['localhost:11434', 'http://localhost:11434'],
    ['127.0.0.1:8000/v1', 'http://127.0.0.1:8000/v1'],
    ['[::1]:8000', 'http://[::1]:8000'],
    ['https://api.deep\u200bseek.com/v1\ufeff', 'https://api.deepseek.com/v1'],
    ['"https://api.deepseek.com"', 'https://api.deepseek.com'],
    ['<https://api.deepseek.com/>', 'https://api.deepseek.com'],
  ] as const) {
    it(`reads ${text}`, () => {
      assert.equal(parsed(text).baseUrl, baseUrl);
    });
  }

  for (const [text, problem] of [
    ['', 'empty'],
    ['  \n', 'empty'],
    ['https://', 'notAUrl'],
    ['ftp://host.example', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['user@host.example', 'notAUrl'],
    ['mailto:a@host.example', 'scheme'],
    ['host', 'notAUrl'],
    ['https://user@host.example', 'userinfo'],
    ['https://:secret@host.example', 'userinfo'],
    ['https://api.deepseek.com@evil.example', 'userinfo'],
    ['https://host.example/v1?key=1', 'queryOrHash'],
    ['https://host.example/v1?', 'queryOrHash'],
    ['https://host.example/#a', 'queryOrHash'],
    ['https://api.deepseek.com/anthropic', 'anthropicPath'],
    ['https://api.deepseek.com/Anthropic/v1', 'anthropicPath'],
  ] as const) {
    it(`rejects ${JSON.stringify(text)} as ${problem}`, () => {
      assert.deepEqual(parseBaseUrl(text), { ok: false, problem });
    });
  }

  it('classifies only the vendor over https as official', () => {
    const official = (text: string) => parsed(text).isOfficial;
    assert.deepEqual(
      [
        'https://api.deepseek.com/v1',
        'http://api.deepseek.com',
        'https://api.deepseek.com:8443',
        'https://api.deepseek.com.evil.example',
        'https://deepseek.com',
      ].map(official),
      [true, false, false, false, false],
    );
  });

  it('recognizes loopback and unencrypted URLs', () => {
    const facts = (text: string) => {
      const { isLoopback, unencrypted } = parsed(text);
      return [isLoopback, unencrypted];
    };
    assert.deepEqual(facts('http://127.8.0.1:80'), [true, true]);
    assert.deepEqual(facts('http://[::1]:8080'), [true, true]);
    assert.deepEqual(facts('https://dev.localhost'), [true, false]);
    assert.deepEqual(facts('http://127.0.0.1.evil.example'), [false, true]);
    assert.deepEqual(facts('http://192.168.1.5'), [false, true]);
    // The URL parser normalizes other spellings of 127.0.0.1.
    assert.deepEqual(facts('http://0x7f000001'), [true, true]);
  });

  it('shows host and port, and other scripts as punycode', () => {
    assert.equal(parsed('https://api.dеepseek.com:8443/v1').host, 'api.xn--depseek-7gg.com:8443');
  });

  it('derives the root and beta URLs', () => {
    const derived = (text: string) => [rootUrl(parsed(text)), betaUrl(parsed(text))];
    const official = ['https://api.deepseek.com', 'https://api.deepseek.com/beta'];
    assert.deepEqual(derived('https://api.deepseek.com/v1/'), official);
    assert.deepEqual(derived('https://api.deepseek.com/beta'), official);
    assert.deepEqual(derived('https://host.example/proxy/v1'), [
      'https://host.example/proxy',
      'https://host.example/proxy/beta',
    ]);
    assert.equal(
      rootUrl(parsed('https://host.example/v1/openai')),
      'https://host.example/v1/openai',
    );
  });
});

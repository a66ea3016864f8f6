/** Checks of the fake server before a body is parsed: paths, keys, types, sizes, encoding. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Completion } from './client.ts';
import { hello, minimal, post, readError, useServer } from './client.ts';

const json = JSON.stringify(minimal.today);

function withText(escaped: string): string {
  return json.replace('Hello', escaped);
}

describe('paths', () => {
  const server = useServer({ generation: 'today' });
  const accepted = ['/chat/completions', '/v1/chat/completions', '/beta/chat/completions'];
  for (const path of accepted) {
    it(`answers ${path}`, async () => {
      assert.equal((await post(server(), minimal.today, { path })).status, 200);
      assert.equal(server().requests[0]?.path, path);
    });
  }

  const refused = ['/', '/healthz', '/v1/v1/chat/completions', '/v1/user/balance', '/beta/models'];
  for (const path of refused) {
    it(`answers ${path} with 404 in JSON`, async () => {
      const response = await fetch(server().url + path);
      assert.equal(response.status, 404);
      assert.match(await readError(response), /Not Found/);
    });
  }

  it('answers the wrong method with 405', async () => {
    assert.equal((await fetch(`${server().url}/chat/completions`)).status, 405);
    assert.equal((await post(server(), {}, { path: '/models' })).status, 405);
  });
});

describe('keys', () => {
  const today = useServer({ generation: 'today', apiKey: 'sk-right' });
  const legacy = useServer({ generation: 'legacy', apiKey: 'sk-right' });

  it('accepts the right key', async () => {
    const headers = { authorization: 'Bearer sk-right' };
    assert.equal((await post(today(), minimal.today, { headers })).status, 200);
  });

  it('rejects a wrong key with the documented body, showing its last four characters', async () => {
    const headers = { authorization: 'Bearer sk-wrong-abcd' };
    const response = await post(today(), minimal.today, { headers });
    assert.equal(response.status, 401);
    assert.deepEqual(await response.json(), {
      error: {
        message: 'Authentication Fails, Your api key: ****abcd is invalid',
        type: 'authentication_error',
        param: null,
        code: 'invalid_request_error',
      },
    });
  });

  it('rejects a missing key on every path', async () => {
    for (const path of ['/models', '/user/balance']) {
      assert.equal((await fetch(today().url + path)).status, 401);
    }
    assert.equal((await post(today(), minimal.today)).status, 401);
  });

  it('uses the old message in the legacy generation', async () => {
    const response = await post(legacy(), minimal.legacy);
    assert.equal(await readError(response), 'Authentication Fails (no such user)');
  });
});

describe('bodies', () => {
  const server = useServer({ generation: 'today' });

  it('rejects another content type', async () => {
    const response = await post(server(), json, { headers: { 'content-type': 'text/plain' } });
    assert.equal(response.status, 400);
    assert.match(await readError(response), /Content-Type: application\/json/);
  });

  it('accepts a charset after the content type', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    assert.equal((await post(server(), json, { headers })).status, 200);
  });

  it('rejects more than 48 MiB', async () => {
    const response = await post(server(), new Uint8Array(48 * 1024 * 1024 + 1));
    assert.equal(response.status, 413);
    assert.match(await readError(response), /48 MiB/);
  });

  it('rejects invalid JSON, and JSON that is not an object', async () => {
    for (const body of ['', '{', '[]', 'null', `\uFEFF${json}`]) {
      assert.equal((await post(server(), body)).status, 400, JSON.stringify(body));
    }
    assert.equal(server().requests[0]?.body, undefined);
    assert.equal(server().requests[1]?.bodyText, '{');
  });

  it('rejects invalid UTF-8', async () => {
    const bytes = Buffer.from(json, 'latin1');
    bytes[json.indexOf('Hello')] = 0xff;
    assert.equal((await post(server(), bytes)).status, 400);
  });

  const lone: readonly (readonly [string, RegExp])[] = [
    ['\\ud83d', /unexpected end of hex escape/],
    ['\\ud83d\\n', /unexpected end of hex escape/],
    ['\\uD83D x \\uDC00', /unexpected end of hex escape/],
    ['\\ud83d\\ud83d', /lone leading surrogate in hex escape/],
    ['\\udc00', /lone leading surrogate in hex escape/],
  ];
  for (const [text, message] of lone) {
    it(`rejects the escape ${text}`, async () => {
      const response = await post(server(), withText(text));
      assert.equal(response.status, 400);
      assert.match(await readError(response), message);
    });
  }

  it('accepts a surrogate pair, and an escaped backslash before the letters', async () => {
    for (const text of ['\\ud83d\\ude00', '\\\\ud83d', '\\"\\u00e9', '🐋']) {
      assert.equal((await post(server(), withText(text))).status, 200, text);
    }
  });
});

describe('options', () => {
  const loose = useServer({ generation: 'today', strictFields: false });
  const small = useServer({ generation: 'today', contextTokens: 20 });

  it('ignores unknown fields when not strict, as the real server does', async () => {
    assert.equal((await post(loose(), { ...minimal.today, seed: 1 })).status, 200);
    assert.equal((await post(loose(), { ...minimal.today, functions: [] })).status, 400);
  });

  it('rejects a prompt that exceeds the context, with both numbers', async () => {
    const fits = await post(small(), { ...minimal.today, max_tokens: 10 });
    assert.equal(fits.status, 200);
    const response = await post(small(), { ...minimal.today, max_tokens: 17 });
    assert.match(
      await readError(response),
      /maximum context length is 20 tokens\. However, you requested 23 tokens \(6 in the messages, 17/,
    );
    const messages = [{ role: 'user', content: 'x'.repeat(100) }];
    assert.equal((await post(small(), { ...minimal.today, messages })).status, 400);
  });

  it('accepts a request with only model and messages', async () => {
    const response = await post(loose(), { model: 'deepseek-flash', messages: hello });
    const body = (await response.json()) as Completion;
    assert.equal(body.choices.length, 1);
  });
});

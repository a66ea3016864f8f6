/** How error responses and exceptions are classified (contract 17). */

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { describe, it } from 'mocha';
import { classifyException, classifyResponse } from '../../../../src/deepseek/http/apiErrors.ts';
import { repairHint } from '../../../../src/deepseek/http/repairHint.ts';
import { canaryKey, chatCall, collect, outcomeOf, withLoopback } from '../loopback.ts';

const context = { host: 'api.example', apiKey: canaryKey };
const now = Date.parse('2026-11-21T12:00:00Z');

function classify(status: number, body: string, headers: Record<string, string> = {}) {
  return classifyResponse({ status, headers: new Headers(headers), body, now }, context);
}
const json = (message: string) => JSON.stringify({ error: { message, type: 'x', code: 'x' } });

describe('classifyResponse', () => {
  for (const [status, body, kind, message] of [
    [400, json('Content Exists Risk'), 'moderation', 'Content Exists Risk'],
    [400, json('Model Not Exist'), 'model', 'Model Not Exist'],
    [400, json("This model's maximum context length is 65536 tokens."), 'context', /65536/],
    [400, '{"code":20012,"message":"Model does not exist"}', 'model', /not exist/],
    [400, json('odd'), 'invalidRequest', 'odd'],
    [401, json('Authentication Fails (no such user)'), 'auth', /no such user/],
    [402, json('Insufficient Balance'), 'balance', 'Insufficient Balance'],
    [403, '<html>blocked</html>', 'auth', 'HTTP 403 with a web page instead of an API answer'],
    [404, '', 'invalidRequest', 'HTTP 404'],
    [404, json('model "x" not found, try pulling it first'), 'model', /pulling/],
    [407, '', 'proxy', 'HTTP 407'],
    [408, '', 'overloaded', 'HTTP 408'],
    [413, 'too large', 'invalidRequest', 'too large'],
    [422, 'Failed to deserialize: missing field', 'invalidRequest', /^Failed to deserialize/],
    [429, json('Too many'), 'rateLimit', 'Too many'],
    [429, json('limit is based on the remaining balance'), 'balance', /balance/],
    [500, json('boom'), 'server', 'boom'],
    [502, '<html><script>alert(1)</script>', 'server', 'gateway error 502'],
    [503, json('Service busy'), 'overloaded', 'Service busy'],
    [504, '  \n', 'server', 'gateway error 504'],
    [400, '{"error":"plain"}', 'invalidRequest', 'plain'],
    [400, '{"message":"m"}', 'invalidRequest', 'm'],
    [400, '{"detail":[{"msg":"field required"}]}', 'invalidRequest', 'field required'],
    [400, '{"error":null,"detail":"d"}', 'invalidRequest', 'd'],
    [500, '{"code":20012,"message":"c"}', 'server', 'c'],
    [500, '{}', 'server', 'gateway error 500'],
  ] as const) {
    it(`${status} ${body.slice(0, 50)} is ${kind}`, () => {
      const error = classify(status, body);
      assert.equal(error.kind, kind);
      assert.equal(error.status, status);
      assert.equal(error.host, 'api.example');
      if (typeof message === 'string') assert.equal(error.message, message);
      else assert.match(error.message, message);
    });
  }

  it('offers a different action if the usual one would not help', () => {
    assert.equal(classify(404, '').action, 'openBaseUrlSetting');
    assert.equal(classify(403, '').action, 'showLog');
    assert.equal(classify(401, '').action, undefined);
  });

  it('never repeats the key or anything shaped like one', () => {
    const { message } = classify(401, json(`Your key ${canaryKey} or sk-0123456789abcdef is bad`));
    assert.equal(message, 'Your key … or sk-… is bad');
    assert.doesNotMatch(classify(500, `Bearer ${canaryKey}`).message, /canary/);
    const odd = { host: 'h', apiKey: 'a.b/c?d' };
    const refused = { status: 500, headers: new Headers(), body: 'x a.b/c?d y', now };
    assert.equal(classifyResponse(refused, odd).message, 'x … y');
  });

  it('keeps 500 characters on one line, complete code points and no control characters', () => {
    const { message } = classify(400, `${'a'.repeat(498)}😀${'b'.repeat(600)}`);
    assert.equal(message, `${'a'.repeat(498)}…`);
    assert.equal(classify(400, 'a\r\n\tb\u202ec\u0000d').message, 'a b c d');
  });

  for (const [value, expected] of [
    ['7', 7000],
    [' 1.5 ', 1500],
    ['0', 0],
    ['-5', undefined],
    ['soon', undefined],
    ['1e9', undefined],
    ['', undefined],
    ['Sat, 21 Nov 2026 12:01:00 GMT', 60_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', undefined],
  ] as const) {
    // Fault H6
    it(`Retry-After ${JSON.stringify(value)} is ${expected}`, () => {
      assert.equal(classify(429, '', { 'retry-after': value }).retryAfterMs, expected);
    });
  }

  // Fault C2
  it("resolves a date against the server's clock, which may be wrong", () => {
    const headers = {
      'retry-after': 'Sat, 21 Nov 2020 12:00:30 GMT',
      date: 'Sat, 21 Nov 2020 12:00:00 GMT',
    };
    assert.equal(classify(503, '', headers).retryAfterMs, 30_000);
  });
});

describe('repairHint', () => {
  for (const [message, hint] of [
    [
      'The supported API model names are deepseek-flash, deepseek-v4-pro or x/y:1, but you passed deepseek-chat.',
      { name: 'model', names: ['deepseek-flash', 'deepseek-v4-pro', 'x/y:1'] },
    ],
    ['Model Not Exist', { name: 'model', names: [] }],
    [
      "This model's maximum context length is 1,048,576 tokens. However, you requested 1100000 tokens",
      { name: 'context', limit: 1_048_576, requested: 1_100_000 },
    ],
    [
      'Invalid max_tokens value, the valid range of max_tokens is [1, 8192]',
      { name: 'maxTokens', min: 1, max: 8192 },
    ],
    [
      'The reasoning_content in the thinking mode must be passed back to the API.',
      { name: 'reasoningMissing' },
    ],
    [
      'Missing `reasoning_content` field in the assistant message at message index 1',
      { name: 'reasoningMissing' },
    ],
    [
      'The reasoning_content field is not allowed in input messages',
      { name: 'reasoningForbidden' },
    ],
    [
      'deepseek-reasoner does not support successive user or assistant messages',
      { name: 'alternation' },
    ],
    ['Thinking mode does not support this tool_choice', { name: 'toolChoice' }],
    ['deepseek-reasoner does not support Function Calling', { name: 'toolsUnsupported' }],
    ['deepseek-reasoner does not support Json Output.', { name: 'jsonUnsupported' }],
    [
      "An assistant message with 'tool_calls' must be followed by tool messages",
      { name: 'toolPairing' },
    ],
    [
      "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'",
      { name: 'toolPairing' },
    ],
    ["Prompt must contain the word 'json' in some form", { name: 'jsonWord' }],
    ['This response_format type is unavailable now', { name: 'jsonSchema' }],
    ['messages[0].role: unknown variant `developer`, expected one of `system`', { name: 'role' }],
    ['messages[0]: invalid type: sequence, expected a string', { name: 'contentArray' }],
    [
      'data did not match any variant of untagged enum ChatCompletionRequestContent',
      { name: 'contentArray' },
    ],
    ['unexpected end of hex escape at line 1 column 9', { name: 'encoding' }],
    ['lone leading surrogate in hex escape', { name: 'encoding' }],
    ['This model does not support image', { name: 'vision' }],
    ['Content Exists Risk', { name: 'moderation' }],
    ['stream_options should be set along with stream = true', { name: 'streamOptions' }],
    ['something else', undefined],
  ] as const) {
    it(message, () => {
      assert.deepEqual(repairHint(message), hint);
    });
  }
});

function failure(code: string, message = '', name = 'Error'): Error {
  const cause = Object.assign(new Error(message), { code, name });
  return new TypeError('fetch failed', { cause });
}

describe('classifyException', () => {
  for (const [thrown, kind, message] of [
    [failure('ENOTFOUND', 'getaddrinfo ENOTFOUND api.example'), 'network', /ENOTFOUND/],
    [failure('EAI_AGAIN', 'getaddrinfo EAI_AGAIN api.example'), 'network', /EAI_AGAIN/],
    [failure('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9'), 'network', /127\.0\.0\.1:9/],
    [failure('ECONNRESET', 'read ECONNRESET'), 'network', /ECONNRESET/],
    [failure('UND_ERR_SOCKET', 'other side closed'), 'network', /other side closed UND_ERR_SOCKET/],
    [failure('UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error'), 'timeout', /Connect Timeout/],
    [failure('UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error'), 'timeout', /Headers Timeout/],
    [failure('UND_ERR_BODY_TIMEOUT', 'Body Timeout Error'), 'timeout', /Body Timeout/],
    [failure('ETIMEDOUT', ''), 'timeout', /ETIMEDOUT/],
    [failure('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'), 'tls', /self-signed/],
    [failure('SELF_SIGNED_CERT_IN_CHAIN', ''), 'tls', /SELF_SIGNED/],
    [failure('UNABLE_TO_VERIFY_LEAF_SIGNATURE', ''), 'tls', /UNABLE/],
    [failure('CERT_HAS_EXPIRED', 'certificate has expired'), 'tls', /expired/],
    [failure('ERR_TLS_CERT_ALTNAME_INVALID', 'Hostname does not match'), 'tls', /Hostname/],
    [failure('', 'net::ERR_CERT_AUTHORITY_INVALID'), 'tls', /ERR_CERT/],
    [
      failure('UND_ERR_ABORTED', 'Proxy response (407) !== 200 when HTTP Tunneling'),
      'proxy',
      /407/,
    ],
    [failure('', 'net::ERR_PROXY_CONNECTION_FAILED'), 'proxy', /PROXY/],
    [failure('HPE_INVALID_CONSTANT', 'Expected HTTP/'), 'badResponse', /HPE/],
    [failure('', 'unexpected redirect'), 'badResponse', /redirect/],
    [new TypeError('terminated'), 'network', /terminated/],
    [new Error('surprise'), 'unknown', /surprise/],
    ['thrown text', 'unknown', /connection failed/],
  ] as const) {
    it(`${inspect(thrown instanceof Error ? (thrown.cause ?? thrown) : thrown).split('\n')[0]} is ${kind}`, () => {
      const error = classifyException(thrown, context);
      assert.equal(error.kind, kind);
      assert.match(error.message, message);
    });
  }

  it('uses the first failure of a connection to several addresses', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED ::1:9'), {
      code: 'ECONNREFUSED',
    });
    const thrown = new TypeError('fetch failed', { cause: new AggregateError([refused], '') });
    assert.equal(classifyException(thrown, context).kind, 'network');
    assert.match(classifyException(thrown, context).message, /::1:9/);
  });

  it('does not mistake a host named proxy for the proxy', () => {
    const thrown = failure('ENOTFOUND', 'getaddrinfo ENOTFOUND my-proxy.example');
    assert.equal(classifyException(thrown, { host: 'my-proxy.example:8080' }).kind, 'network');
  });
});

describe('A failed call over HTTP', () => {
  it('fails with status, delay and text, whatever its content type', async () => {
    const events = await withLoopback(
      (response) => {
        response.writeHead(429, {
          'content-type': 'application/octet-stream',
          'retry-after': '3',
          'x-ds-trace-id': 'trace-429',
        });
        response.end(json(`slow down ${canaryKey}`));
      },
      ({ baseUrl }) => collect(chatCall(baseUrl)),
    );
    const outcome = outcomeOf(events);
    assert.ok(outcome.status === 'failed');
    const { host, ...error } = outcome.error;
    assert.match(host ?? '', /^127\.0\.0\.1:/);
    assert.deepEqual(error, {
      kind: 'rateLimit',
      message: 'slow down …',
      status: 429,
      retryAfterMs: 3000,
    });
    assert.deepEqual(events[0], { type: 'opened', traceId: 'trace-429' });
    assert.equal(events.length, 2);
  });

  it('sends a single request, even if the server asks for a retry', async () => {
    await withLoopback(
      (response) => response.writeHead(500, { 'x-should-retry': 'true' }).end(),
      async (server) => {
        await collect(chatCall(server.baseUrl));
        assert.equal(server.received.length, 1);
      },
    );
  });

  // Fault H8
  it('reads 64 KB of an error body and closes the connection', async () => {
    let sent = 0;
    const events = await withLoopback(
      async (response) => {
        response.writeHead(500, { 'content-type': 'text/plain' });
        const piece = Buffer.alloc(32 * 1024, 'x');
        while (!response.destroyed && sent < 2 ** 31) {
          sent += piece.length;
          if (response.write(piece)) continue;
          await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
        }
      },
      ({ baseUrl }) => collect(chatCall(baseUrl)),
    );
    const outcome = outcomeOf(events);
    assert.ok(outcome.status === 'failed');
    assert.equal(outcome.error.message.length, 500);
    assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes were taken`);
  });

  it('names a server that cannot be reached', async () => {
    const baseUrl = await withLoopback(
      () => undefined,
      (server) => Promise.resolve(server.baseUrl),
    );
    const outcome = outcomeOf(await collect(chatCall(baseUrl)));
    assert.ok(outcome.status === 'failed');
    assert.equal(outcome.error.kind, 'network');
    assert.match(outcome.error.message, /ECONNREFUSED/);
  });
});

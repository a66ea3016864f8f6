/** The client against a loopback server: the normal case, and the bytes of its requests. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { StreamEvent } from '../../../src/deepseek/types.ts';
import {
  canaryKey,
  chatCall,
  chunk,
  collect,
  MemoryLogger,
  newClient,
  sendStream,
  withLoopback,
} from './loopback.ts';

const usage = {
  prompt_tokens: 80,
  completion_tokens: 42,
  total_tokens: 122,
  prompt_cache_hit_tokens: 64,
  prompt_cache_miss_tokens: 16,
  completion_tokens_details: { reasoning_tokens: 30 },
};

/** Names of headers that a request may have. */
const ownHeaders = [
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'host',
  'sec-fetch-mode',
  'user-agent',
  'x-team',
];

describe('DeepSeekClient.streamChat', () => {
  it('logs host, model and outcome, but no text or key', async () => {
    const logger = new MemoryLogger();
    await withLoopback(
      (response) => {
        sendStream(
          response,
          chunk({ content: 'private' }),
          `data: {"error":"for ${canaryKey}"}\n\n`,
        );
      },
      ({ baseUrl }) => collect(chatCall(baseUrl), newClient({ logger })),
    );
    assert.equal(logger.lines.length, 1);
    assert.match(
      logger.lines[0] ?? '',
      /^chat 127\.0\.0\.1:\d+ deepseek-flash: interrupted, server/,
    );
    assert.doesNotMatch(logger.lines[0] ?? '', /private|canary/);
  });

  it('emits headers, reasoning, content, usage and the end in order', async () => {
    const events = await withLoopback(
      (response) => {
        sendStream(
          response,
          ': keep-alive\n\n',
          chunk({ role: 'assistant', content: null, reasoning_content: '' }),
          chunk({ reasoning_content: 'Let me' }),
          chunk({ content: 'Because' }),
          chunk({ content: '' }, { usage }, 'stop'),
          'data: [DONE]\n\n',
        );
      },
      ({ baseUrl }) => collect(chatCall(baseUrl)),
    );
    const expected: StreamEvent[] = [
      { type: 'opened', traceId: 'trace-1' },
      { type: 'identified', responseId: 'r1' },
      { type: 'reasoning', text: 'Let me', field: 'reasoning_content' },
      { type: 'content', text: 'Because' },
      {
        type: 'usage',
        usage: { prompt: 80, cached: 64, uncached: 16, completion: 42, reasoning: 30 },
      },
      { type: 'ended', outcome: { status: 'complete', finishReason: 'stop' } },
    ];
    assert.deepEqual(
      events.filter((event) => event.type !== 'waiting'),
      expected,
    );
  });

  it('sends the body byte for byte as JSON.stringify writes it', async () => {
    const body = {
      model: 'm',
      messages: [{ role: 'user' as const, content: 'äöü 😀 "quoted" \u2028 \\n' }],
      thinking: { type: 'enabled' as const },
      stream: true,
      stream_options: { include_usage: true },
      zulu: { b: [1, null, 0.1, true], a: '' },
      alpha: undefined,
    };
    await withLoopback(
      (response) => {
        sendStream(response, 'data: [DONE]\n\n');
      },
      async (server) => {
        await collect(chatCall(`${server.baseUrl}/v1`, { body }));
        assert.equal(server.received.length, 1);
        assert.equal(server.received[0]?.method, 'POST');
        assert.equal(server.received[0]?.url, '/v1/chat/completions');
        assert.equal(server.received[0]?.body, JSON.stringify(body));
      },
    );
  });

  it('sends only its own headers, whatever the environment contains', async () => {
    const environment = {
      OPENAI_API_KEY: 'leak-key',
      OPENAI_ADMIN_KEY: 'leak-admin',
      OPENAI_BASE_URL: 'http://127.0.0.1:9/leak',
      OPENAI_ORG_ID: 'leak-org',
      OPENAI_PROJECT_ID: 'leak-project',
      OPENAI_CUSTOM_HEADERS: 'x-leak: leak\nAuthorization: Bearer leak\nbad name: leak',
      OPENAI_LOG: 'debug',
    };
    Object.assign(process.env, environment);
    try {
      await withLoopback(
        (response) => {
          sendStream(response, chunk({ content: 'ok' }, {}, 'stop'));
        },
        async (server) => {
          const extraHeaders = {
            'X-Team': 'blue',
            Authorization: 'Bearer other',
            Cookie: 'a=b',
            'X-Api-Key': 'other',
            Host: 'elsewhere',
            'Content-Type': 'text/plain',
          };
          const target = { baseUrl: server.baseUrl, apiKey: ` ${canaryKey}\n`, extraHeaders };
          await collect(chatCall(server.baseUrl, { target }));
          await newClient().listModels(target, new AbortController().signal);
          for (const request of server.received) {
            const { headers } = request;
            assert.doesNotMatch(JSON.stringify(request), /leak|stainless|openai|other|elsewhere/i);
            assert.equal(headers.authorization, `Bearer ${canaryKey}`);
            assert.equal(headers['user-agent'], 'DeepSeekChat/0.0.0');
            assert.equal(headers['x-team'], 'blue');
            assert.deepEqual(
              Object.keys(headers).filter((name) => !ownHeaders.includes(name)),
              [],
            );
          }
          assert.equal(server.received.length, 2);
        },
      );
      for (const [name, value] of Object.entries(environment)) {
        assert.equal(process.env[name], value);
      }
    } finally {
      for (const name of Object.keys(environment)) delete process.env[name];
    }
  });

  it('sends no Authorization header without a key', async () => {
    await withLoopback(
      (response) => {
        sendStream(response, chunk({ content: 'ok' }, {}, 'stop'));
      },
      async (server) => {
        await collect(chatCall(server.baseUrl, { target: { baseUrl: server.baseUrl } }));
        assert.equal(server.received[0]?.headers.authorization, undefined);
      },
    );
  });

  it('rejects a key that is not a valid header value, without repeating it', async () => {
    const target = { baseUrl: 'http://127.0.0.1:9', apiKey: 'sk-with\nbreak-inside' };
    const events = await collect(chatCall(target.baseUrl, { target }));
    assert.deepEqual(events, [
      {
        type: 'ended',
        outcome: {
          status: 'failed',
          error: {
            kind: 'auth',
            message: 'The API key contains characters that cannot be sent.',
            host: '127.0.0.1:9',
          },
        },
      },
    ]);
  });

  it('looks up the global fetch for each request', async () => {
    const original = globalThis.fetch;
    const client = newClient();
    let asked = '';
    globalThis.fetch = (url) => {
      asked = url as string;
      return Promise.resolve(new Response(chunk({ content: 'patched' }, {}, 'stop')));
    };
    try {
      await collect(chatCall('https://example.invalid'), client);
      assert.equal(asked, 'https://example.invalid/chat/completions');
    } finally {
      globalThis.fetch = original;
    }
  });
});

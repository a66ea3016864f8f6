/** `GET /models` in every shape, and user-defined headers (contract 18). */

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import { readModelList } from '../../../../src/deepseek/models/modelList.ts';
import {
  isAllowedExtraHeader,
  isCredentialHeader,
  leftOutHeaders,
} from '../../../../src/deepseek/http/requestHeaders.ts';
import {
  canaryKey,
  HeldClock,
  newClient,
  startLoopback,
  withLoopback,
  closeLoopbacks,
} from '../loopback.ts';

const never = new AbortController().signal;

describe('listModels', () => {
  afterEach(closeLoopbacks);

  for (const [json, ids] of [
    [{ object: 'list', data: [{ id: 'a', owned_by: 'x' }, { id: 'b' }] }, ['a', 'b']],
    [{ data: [] }, []],
    [{ models: [{ name: 'a' }, { model: 'b' }] }, ['a', 'b']],
    [
      ['a', { id: 'a' }, { id: 'b' }, { id: '' }, null, 5],
      ['a', 'b'],
    ],
    [{ data: Array.from({ length: 300 }, (_, i) => ({ id: `m${i}` })) }, undefined],
  ] as const) {
    it(`reads ${JSON.stringify(json).slice(0, 60)}`, () => {
      const list = readModelList(json)?.map((model) => model.id);
      if (ids === undefined) assert.equal(list?.length, 300);
      else assert.deepEqual(list, ids);
    });
  }

  it('requests the list below the base URL with the key', async () => {
    await withLoopback(
      (response) => response.end('\ufeff\n{"data":[{"id":"deepseek-flash"}]}'),
      async (server) => {
        const target = { baseUrl: `${server.baseUrl}/v1`, apiKey: canaryKey };
        const clock = new HeldClock();
        assert.deepEqual(await newClient({ clock }).listModels(target, never), {
          ok: true,
          value: [{ id: 'deepseek-flash' }],
        });
        assert.equal(clock.pending, 0);
        const [request] = server.received;
        assert.deepEqual([request?.method, request?.url], ['GET', '/v1/models']);
        assert.equal(request?.headers.authorization, `Bearer ${canaryKey}`);
      },
    );
  });

  for (const [status, body, kind] of [
    [401, '{"error":{"message":"Authentication Fails"}}', 'auth'],
    [404, '', 'invalidRequest'],
    [200, '<html></html>', 'badResponse'],
    [200, '{"data":{}}', 'badResponse'],
    [200, '', 'badResponse'],
  ] as const) {
    it(`reports ${status} ${body} as ${kind}`, async () => {
      await withLoopback(
        (response) => response.writeHead(status).end(body),
        async ({ baseUrl }) => {
          const result = await newClient().listModels({ baseUrl }, never);
          assert.ok(!result.ok);
          assert.equal(result.error.kind, kind);
        },
      );
    });
  }

  it('reads the allowed part of an oversized document incrementally', async () => {
    const model = (at: number) => JSON.stringify({ id: `m${at}`, description: 'x'.repeat(2_000) });
    const many = Array.from({ length: 4_000 }, (_, at) => model(at)).join(',');
    const names = Array.from({ length: 300_000 }, (_, at) => `"k${at}":0`).join(',');
    const endless = `{"id":"b","x":[${'0,'.repeat(300_000)}`;
    const lengths: number[] = [];
    const { parse } = JSON;
    JSON.parse = (text: string) => {
      lengths.push(text.length);
      return parse(text) as unknown;
    };
    try {
      for (const [body, first, atLeast] of [
        [`{"object":"list","data":[${many}]}`, 'm0', 1_000],
        [`{"data":[{"id":"a",${names}}]}`, 'a', 1],
        [`[{"id":"a"},${endless}`, 'a', 2],
      ] as const) {
        await withLoopback(
          (response) => response.end(body),
          async ({ baseUrl }) => {
            const result = await newClient().listModels({ baseUrl }, never);
            assert.ok(result.ok);
            assert.equal(result.value[0]?.id, first);
            assert.ok(result.value.length >= atLeast, String(result.value.length));
          },
        );
      }
    } finally {
      JSON.parse = parse;
    }
    assert.ok(lengths.every((length) => length <= 64 * 1024));
  });

  it('gives up after 20 s, and on abort', async () => {
    const clock = new HeldClock();
    const reached = Promise.withResolvers<undefined>();
    const server = await startLoopback(() => {
      reached.resolve(undefined);
    });
    const listed = newClient({ clock }).listModels({ baseUrl: server.baseUrl }, never);
    await reached.promise;
    clock.advance(20_000);
    const late = await listed;
    assert.ok(!late.ok && late.error.kind === 'timeout');
    const stopped = await newClient().listModels({ baseUrl: server.baseUrl }, AbortSignal.abort());
    assert.ok(!stopped.ok && stopped.error.kind === 'aborted');
  });

  it('reads no more than 4 MB', async () => {
    await withLoopback(
      (response) => response.end(`{"data":["${'x'.repeat(9 * 1024 * 1024)}"]}`),
      async ({ baseUrl }) => {
        const result = await newClient().listModels({ baseUrl }, never);
        assert.ok(!result.ok && result.error.kind === 'badResponse');
      },
    );
  });
});

describe('Extra headers', () => {
  it('must not contain credentials or headers that the request sets itself', () => {
    const names = [
      'Authorization',
      'Proxy-Authorization',
      'cookie',
      'Set-Cookie',
      'Host',
      'x-api-key',
      'API-Key',
      'apikey',
      'X-Auth-Token',
      'client-secret',
      ' X-Goog-Api-Key ',
      'X-Authorisation',
      'X-Author-Token',
    ];
    assert.deepEqual(
      names.filter((name) => !isCredentialHeader(name)),
      [],
    );
    const fixed = ['content-type', 'Content-Length', 'connection', 'sec-fetch-mode', 'a b', ''];
    assert.deepEqual([...names, ...fixed].filter(isAllowedExtraHeader), []);
    const headers = { 'X-Team': 'a', 'X-Name': '你', 'a b': '', Cookie: 'a', Accept: 'c' };
    assert.deepEqual(
      leftOutHeaders(headers).map(({ name, problem }) => `${name}: ${problem}`),
      ['X-Name: value', 'a b: name', 'Cookie: credential', 'Accept: own'],
    );
    const allowed = [
      'X-Author',
      'X-Keyboard-Layout',
      'X-Team',
      'HTTP-Referer',
      'X-Title',
      'OpenRouter-Route',
    ];
    assert.deepEqual(allowed.filter(isAllowedExtraHeader), allowed);
  });
});

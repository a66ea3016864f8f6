import assert from 'node:assert/strict';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { type Forwarder, startForwarder } from '../../../scripts/demo/forwarder.ts';

describe('forwarder', () => {
  let upstream: Server;
  let forwarder: Forwarder;
  let arrived: IncomingMessage[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  before(async () => {
    upstream = createServer((incoming, response) => {
      arrived.push(incoming);
      answer(incoming, response);
    });
    upstream.listen(0, '127.0.0.1');
    await once(upstream, 'listening');
    const { port } = upstream.address() as AddressInfo;
    forwarder = await startForwarder('sk-lent', `http://127.0.0.1:${port}`);
  });
  after(async () => {
    await forwarder.close();
    upstream.closeAllConnections();
    upstream.close();
  });
  beforeEach(() => {
    arrived = [];
    answer = (_, response) => response.end('{}');
  });
  afterEach(() => upstream.closeAllConnections());

  async function ask(
    path: string,
    options: RequestOptions = {},
    body = '',
  ): Promise<IncomingMessage> {
    const outgoing = request(forwarder.url + path, options);
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    return response;
  }

  it("replaces the caller's key with the real one", async () => {
    const response = await ask('/models', {
      headers: { authorization: 'Bearer own', cookie: 'a=b' },
    });
    assert.equal(response.statusCode, 200);
    assert.equal(arrived[0]?.headers.authorization, 'Bearer sk-lent');
    assert.equal(arrived[0]?.headers.cookie, undefined);
  });

  it('forwards the body, the status and the headers', async () => {
    answer = (incoming, response) => {
      response.writeHead(429, { 'retry-after': '7' });
      incoming.pipe(response);
    };
    const response = await ask('/chat/completions', { method: 'POST' }, '{"model":"x"}');
    assert.deepEqual([response.statusCode, response.headers['retry-after']], [429, '7']);
    assert.equal(await text(response), '{"model":"x"}');
  });

  for (const [path, options] of [
    ['/other', {}],
    ['/models', { method: 'DELETE' }],
    ['/chat/completions', {}],
    ['/models', { headers: { host: 'elsewhere.example' } }],
    ['/models', { headers: { origin: 'https://elsewhere.example' } }],
    ['//elsewhere.example/models', {}],
  ] as const) {
    it(`rejects ${JSON.stringify(options)} ${path}`, async () => {
      const response = await ask(path, options);
      assert.equal(response.statusCode, 403);
      assert.equal(arrived.length, 0);
      assert.doesNotMatch(await text(response), /sk-lent/);
    });
  }

  it('forwards each chunk of a stream before the next one exists', async () => {
    let open: ServerResponse | undefined;
    answer = (_, response) => {
      open = response;
      response.write('data: 1\n\n');
    };
    const response = await ask('/chat/completions', { method: 'POST' });
    const [first] = (await once(response, 'data')) as [Buffer];
    assert.equal(first.toString(), 'data: 1\n\n');
    open?.end('data: 2\n\n');
    assert.equal(await text(response), 'data: 2\n\n');
  });

  it('breaks the connection if the upstream breaks', async () => {
    let open: ServerResponse | undefined;
    answer = (_, response) => {
      open = response;
      response.write('data: 1\n\n');
    };
    const response = await ask('/chat/completions', { method: 'POST' });
    await once(response, 'data');
    open?.destroy();
    await assert.rejects(text(response), { code: 'ECONNRESET' });
  });

  it('aborts the upstream request when the caller disconnects', async () => {
    let open: ServerResponse | undefined;
    answer = (_, response) => {
      open = response;
      response.write('data: 1\n\n');
    };
    const response = await ask('/chat/completions', { method: 'POST' });
    assert.ok(open !== undefined);
    const closed = once(open, 'close');
    response.destroy();
    await closed;
    assert.equal(open.writableFinished, false);
  });
});

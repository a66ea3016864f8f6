/** What the stand-in remembers, and what a test can script and wait for. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'mocha';
import { startDeepSeekServer } from '../../fakes/deepseekServer.ts';
import { waitForTime } from '../../fakes/answers/sendAnswer.ts';
import { heldStream, slowDrip } from '../../fakes/answers/streamFixtures.ts';
import type { Step } from '../../fakes/types.ts';
import { minimal, post, readError, stream, useServer } from './client.ts';

describe('remembered requests', () => {
  const server = useServer({ generation: 'today', now: () => 1_790_000_000_500 });

  it('keeps method, path, headers, body, time and status', async () => {
    await post(server(), minimal.today, { headers: { 'x-mine': 'yes' } });
    const [request] = server().requests;
    assert.equal(request?.method, 'POST');
    assert.equal(request.path, '/chat/completions');
    assert.equal(request.headers['x-mine'], 'yes');
    assert.equal(request.bodyText, JSON.stringify(minimal.today));
    assert.deepEqual(request.body, minimal.today);
    assert.equal(request.at, 1_790_000_000_500);
    assert.equal(request.status, 200);
    assert.equal(request.refusal, undefined);
  });

  it('record whether thinking was requested explicitly', async () => {
    await post(server(), minimal.today);
    await post(server(), { ...minimal.today, thinking: { type: 'disabled' } });
    assert.deepEqual(
      server().requests.map((request) => request.thinkingExplicit),
      [false, true],
    );
  });

  it('is finished, not aborted, after a whole answer', async () => {
    await stream(server(), minimal.today);
    const request = await server().waitFor(({ finished }) => finished);
    assert.equal(request.aborted, false);
  });

  it('is aborted, not finished, when the client leaves mid-stream', async () => {
    const never = new Promise(() => undefined);
    server().script(heldStream('one two three', 2, never));
    const abort = new AbortController();
    const signal = abort.signal;
    const response = await post(server(), { ...minimal.today, stream: true }, { signal });
    assert.equal(server().requests[0]?.aborted, false);
    abort.abort();
    const request = await server().waitFor(({ aborted }) => aborted);
    assert.equal(request.finished, false);
    await assert.rejects(response.text(), { name: 'AbortError' });
  });

  it('goes on after a hold when the test says so', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    server().script(heldStream('one two three', 2, promise));
    const body = { ...minimal.today, stream: true, thinking: { type: 'disabled' } };
    const response = await post(server(), body);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('one')) text += (await reader?.read())?.value ?? '';
    assert.ok(!text.includes('two'));
    resolve(undefined);
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      text += part.value;
    }
    assert.match(text, /three[^]*\[DONE\]/);
  });

  it('remembers a request whose body never came to its end', async () => {
    const { hostname, port } = new URL(server().url);
    const socket = connect(Number(port), hostname);
    socket.on('error', (error) => assert.fail(error));
    await once(socket, 'connect');
    const head = 'POST /chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n';
    await new Promise((resolve) => socket.write(`${head}{"mo`, resolve));
    socket.destroy();
    const request = await server().waitFor(({ aborted }) => aborted);
    assert.equal(request.bodyText, '');
    assert.equal(request.status, undefined);
  });

  it('passes over requests that do not satisfy the wait', async () => {
    const waiting = server().waitFor(({ path }) => path === '/user/balance');
    await fetch(`${server().url}/models`);
    await fetch(`${server().url}/user/balance`);
    assert.equal((await waiting).path, '/user/balance');
  });

  it('resolves a wait that began before the request', async () => {
    const waiting = server().waitFor(({ path }) => path === '/models');
    await fetch(`${server().url}/models`);
    assert.equal((await waiting).method, 'GET');
  });
});

describe('scripts', () => {
  const server = useServer({ generation: 'today' });

  it('gives each request its own step, in order, then the responder', async () => {
    server().script({ content: 'first' });
    server().script([{ content: 'second' }, { error: { status: 500, message: 'third' } }]);
    server().answerWith((_request, earlier) => ({ content: `after ${earlier.length}` }));
    assert.equal((await stream(server(), minimal.today)).content, 'first');
    assert.equal((await stream(server(), minimal.today)).content, 'second');
    assert.equal((await post(server(), minimal.today)).status, 500);
    assert.equal((await stream(server(), minimal.today)).content, 'after 3');
  });

  it('keeps a step for the first request that passes validation', async () => {
    server().script({ content: 'kept' });
    assert.equal((await post(server(), { ...minimal.today, messages: [] })).status, 400);
    assert.equal(server().pendingSteps, 1);
    assert.equal((await stream(server(), minimal.today)).content, 'kept');
  });
});

describe('pace', () => {
  const waits: number[] = [];
  const wait = (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  };
  const server = useServer({ generation: 'today', wait });

  it('waits between chunks, and in the queue between signs of life', async () => {
    waits.length = 0;
    server().script(slowDrip('a b', 50));
    await stream(server(), minimal.today);
    assert.deepEqual(waits, [20, 20, 20]);
    waits.length = 0;
    server().script({ content: '', keepAlives: 4, queueMs: 8000 });
    const read = await stream(server(), minimal.today);
    assert.deepEqual(waits, [2000, 2000, 2000, 2000]);
    assert.equal(read.comments, 4);
  });

  it('can wait in the queue without a sign of life', async () => {
    waits.length = 0;
    server().script({ content: 'x', keepAlives: 0, queueMs: 500 });
    assert.equal((await stream(server(), minimal.today)).comments, 0);
    assert.deepEqual(waits, [500]);
  });

  it('ends when the client has left, in the middle and at the last chunk', async () => {
    const never = new Promise(() => undefined);
    const steps: Step[] = [
      { content: 'a b c', chunksPerSecond: 50, hold: { afterChunks: 2, until: never } },
      { raw: { chunks: ['x', { until: never }] } },
    ];
    for (const [at, step] of steps.entries()) {
      waits.length = 0;
      server().script(step);
      const abort = new AbortController();
      await post(server(), { ...minimal.today, stream: true }, { signal: abort.signal });
      abort.abort();
      await server().waitFor((request) => request === server().requests[at] && request.aborted);
      assert.equal(server().requests[at]?.finished, false);
      assert.equal(waits.length, at === 0 ? 2 : 0);
    }
  });

  it('waits in real time until the signal aborts', async () => {
    const abort = new AbortController();
    const waiting = waitForTime(3_600_000, abort.signal);
    abort.abort();
    await waiting;
    await waitForTime(3_600_000, abort.signal);
    await waitForTime(1, new AbortController().signal);
  });

  it('is as fast as possible by default', async () => {
    waits.length = 0;
    await stream(server(), minimal.today);
    assert.deepEqual(waits, []);
  });
});

describe('closing', () => {
  it('closes open sockets and rejects open waits', async () => {
    const server = await startDeepSeekServer({ generation: 'today' });
    server.script({ never: true });
    const answer = post(server, minimal.today);
    await server.waitFor(({ path }) => path === '/chat/completions');
    const waiting = server.waitFor(() => false);
    await Promise.all([
      server.close(),
      assert.rejects(answer, TypeError),
      assert.rejects(waiting, /closed before/),
    ]);
    await assert.rejects(
      server.waitFor(() => false),
      /closed/,
    );
  });

  it('reports a responder that threw: to the client as a 500, to the test at the end', async () => {
    const server = await startDeepSeekServer({ generation: 'today' });
    server.answerWith(() => {
      throw new Error('broken responder');
    });
    assert.equal((await post(server, minimal.today)).status, 500);
    await assert.rejects(server.close(), AggregateError);
  });

  it('breaks an answer that fails after its start', async () => {
    const server = await startDeepSeekServer({ generation: 'today' });
    const { promise, reject } = Promise.withResolvers<undefined>();
    server.script(heldStream('one two three', 2, promise));
    const response = await post(server, { ...minimal.today, stream: true });
    reject(new Error('broken hold'));
    await assert.rejects(response.text(), TypeError);
    await assert.rejects(server.close(), AggregateError);
  });

  it('reports a plan given where nothing is completed', async () => {
    const server = await startDeepSeekServer({ generation: 'today' });
    server.setModels({ content: 'x' });
    const response = await fetch(`${server.url}/models`);
    assert.equal(response.status, 500);
    assert.match(await readError(response), /Only completions are answered by a plan/);
    await assert.rejects(server.close(), AggregateError);
  });
});

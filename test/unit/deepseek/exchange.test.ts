/** Redirects, stopping and silence, over real HTTP with a fake clock. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, it } from 'mocha';
import type { ChatCall, DeepSeekClient, StreamEvent } from '../../../src/deepseek/types.ts';
import {
  canaryKey,
  chatCall,
  chunk,
  collect,
  describeOutcome,
  FedBody,
  HeldClock,
  newClient,
  outcomeOf,
  sendStream,
  startLoopback,
  textOf,
  withLoopback,
  closeLoopbacks,
} from './loopback.ts';

const hello = chunk({ content: 'Hello' });
const stop = chunk({}, {}, 'stop');
const keepAlive = ': keep-alive\n\n';

/** A call whose events the test reads one by one. */
class Reading {
  readonly events: StreamEvent[] = [];
  readonly #stream: AsyncIterator<StreamEvent>;

  constructor(client: DeepSeekClient, call: ChatCall, signal = new AbortController().signal) {
    this.#stream = client.streamChat(call, signal)[Symbol.asyncIterator]();
  }

  /** Reads up to an event of this type; fails if it never arrives. */
  async until(type: StreamEvent['type']): Promise<StreamEvent> {
    for (;;) {
      const next = await this.#stream.next();
      if (next.done === true) throw new Error(`No ${type} among ${JSON.stringify(this.events)}`);
      this.events.push(next.value);
      if (next.value.type === type) return next.value;
    }
  }

  async leave(): Promise<void> {
    await this.#stream.return?.();
  }
}

/** A server whose only response the test writes manually. */
async function startByHand() {
  let take: (response: ServerResponse) => void = () => undefined;
  const response = new Promise<ServerResponse>((resolve) => {
    take = resolve;
  });
  const server = await startLoopback((answered) => {
    take(answered);
  });
  return { server, response };
}

describe('Redirects', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    for (const place of ['same', 'other'] as const) {
      it(`${status} to the ${place} origin is rejected and reported, and nothing is sent there`, async () => {
        await withLoopback(
          (response) => {
            sendStream(response, hello, stop);
          },
          async (goal) => {
            await withLoopback(
              (response, request) => {
                const home = `http://${request.headers.host ?? ''}`;
                const location = `${place === 'same' ? home : goal.baseUrl}/elsewhere`;
                if (request.url === '/elsewhere') sendStream(response, hello, stop);
                else response.writeHead(status, { location }).end();
              },
              async (server) => {
                const goalHost = new URL(place === 'same' ? server.baseUrl : goal.baseUrl).host;
                const outcome = outcomeOf(await collect(chatCall(server.baseUrl)));
                assert.ok(outcome.status === 'failed');
                assert.equal(outcome.error.kind, 'badResponse');
                assert.equal(outcome.error.status, status);
                assert.equal(
                  outcome.error.message,
                  `The server redirects to http://${goalHost}; this was not followed.`,
                );
                const target = { baseUrl: server.baseUrl, apiKey: canaryKey };
                const listed = await newClient().listModels(target, new AbortController().signal);
                assert.ok(!listed.ok && listed.error.kind === 'badResponse');
                assert.deepEqual(
                  server.received.map((request) => request.url),
                  ['/chat/completions', '/models'],
                );
                assert.equal(goal.received.length, 0);
              },
            );
          },
        );
      });
    }
  }
});

/** Resolves when no timers are pending, which means that the connection was released. */
async function untilNoTimer(clock: HeldClock): Promise<void> {
  while (clock.pending > 0) await new Promise((resolve) => setImmediate(resolve));
}

describe('Connections', () => {
  it('are reused for the next call after a complete answer', async () => {
    const ports = new Set<number | undefined>();
    await withLoopback(
      (response) => {
        ports.add(response.socket?.remotePort);
        sendStream(response, hello, stop, 'data: [DONE]\n\n');
      },
      async ({ baseUrl }) => {
        const clock = new HeldClock();
        const client = newClient({ clock });
        for (let call = 0; call < 3; call++) {
          await collect(chatCall(baseUrl), client);
          await untilNoTimer(clock);
        }
      },
    );
    assert.equal(ports.size, 1);
  });
});

describe('Stopping', () => {
  afterEach(closeLoopbacks);

  it('before headers ends as aborted and closes the socket', async () => {
    const { server, response } = await startByHand();
    const controller = new AbortController();
    const reading = new Reading(newClient(), chatCall(server.baseUrl), controller.signal);
    const ended = reading.until('ended');
    const closed = once(await response, 'close');
    controller.abort();
    assert.deepEqual(await ended, { type: 'ended', outcome: { status: 'aborted' } });
    await closed;
  });

  it('midway ends as aborted, keeps the text and closes the socket', async () => {
    const { server, response } = await startByHand();
    const controller = new AbortController();
    const reading = new Reading(newClient(), chatCall(server.baseUrl), controller.signal);
    const content = reading.until('content');
    const answered = await response;
    const closed = once(answered, 'close');
    answered.writeHead(200).write(hello);
    await content;
    controller.abort();
    await reading.until('ended');
    assert.equal(describeOutcome(outcomeOf(reading.events)), 'aborted');
    assert.equal(textOf(reading.events, 'content'), 'Hello');
    await closed;
  });

  it('before the call starts sends nothing', async () => {
    await withLoopback(
      () => undefined,
      async (server) => {
        const events = await collect(chatCall(server.baseUrl), newClient(), AbortSignal.abort());
        assert.deepEqual(events, [{ type: 'ended', outcome: { status: 'aborted' } }]);
        assert.equal(server.received.length, 0);
      },
    );
  });

  it('by abandoning the iterator closes the socket', async () => {
    const { server, response } = await startByHand();
    const reading = new Reading(newClient(), chatCall(server.baseUrl));
    const content = reading.until('content');
    const answered = await response;
    const closed = once(answered, 'close');
    answered.writeHead(200).write(hello);
    await content;
    await reading.leave();
    await closed;
  });

  it('ends even if fetch ignores the signal', async () => {
    const asked = Promise.withResolvers<undefined>();
    const fetch = () => {
      asked.resolve(undefined);
      return new Promise<Response>(() => undefined);
    };
    const controller = new AbortController();
    const call = chatCall('http://127.0.0.1:9');
    const events = collect(call, newClient({ fetch }), controller.signal);
    await asked.promise;
    controller.abort();
    assert.equal(describeOutcome(outcomeOf(await events)), 'aborted');
  });
});

/** Starts a fake clock, a call with a timeout of 120 s, and a manual response. */
async function startHeld() {
  const clock = new HeldClock();
  const { server, response } = await startByHand();
  const call = chatCall(server.baseUrl, { idleTimeoutMs: 120_000 });
  const reading = new Reading(newClient({ clock }), call);
  return { clock, response, reading };
}

/** A fake clock and a call whose body the test feeds. */
function startFed() {
  const clock = new HeldClock();
  const body = new FedBody();
  const client = newClient({ clock, fetch: () => Promise.resolve(new Response(body.stream)) });
  const call = chatCall('https://example.invalid', { idleTimeoutMs: 120_000 });
  return { clock, body, reading: new Reading(client, call) };
}

describe('Silence', () => {
  afterEach(closeLoopbacks);

  // Fault N5
  it('before headers is reported after 20 s and ends the call at the limit', async () => {
    const { clock, response, reading } = await startHeld();
    const stalled = reading.until('stalled');
    const closed = once(await response, 'close');
    clock.advance(20_000);
    await stalled;
    clock.advance(99_999);
    const ended = reading.until('ended');
    clock.advance(1);
    await ended;
    assert.deepEqual(
      reading.events.map((event) => event.type),
      ['stalled', 'ended'],
    );
    assert.equal(describeOutcome(outcomeOf(reading.events)), 'failed timeout');
    await closed;
  });

  // Fault N5
  it('before data is ended by any byte, but only for ten and a half minutes', async () => {
    const { clock, response, reading } = await startHeld();
    const opened = reading.until('opened');
    const answered = await response;
    answered.writeHead(200).write(keepAlive);
    await opened;
    await reading.until('waiting');
    for (let minute = 1; minute <= 6; minute++) {
      clock.advance(100_000);
      answered.write(keepAlive);
      // It is emitted again because of the stall, which shows that the byte was counted.
      await reading.until('waiting');
    }
    clock.advance(30_000);
    await reading.until('ended');
    const outcome = outcomeOf(reading.events);
    assert.equal(describeOutcome(outcome), 'failed timeout');
    assert.ok('error' in outcome);
    assert.match(outcome.error.message, /waiting for 10\.5 minutes/);
  });

  // Fault M2
  it('after data is not ended by comments', async () => {
    const { clock, body, reading } = startFed();
    const content = reading.until('content');
    await body.feed(hello);
    await content;
    clock.advance(100_000);
    await reading.until('stalled');
    await body.feed(keepAlive + chunk({ content: ' again' }));
    await reading.until('content');
    clock.advance(119_999);
    await body.feed(keepAlive);
    clock.advance(1);
    await reading.until('ended');
    const outcome = outcomeOf(reading.events);
    assert.equal(describeOutcome(outcome), 'interrupted timeout');
    assert.ok('error' in outcome);
    assert.equal(outcome.error.message, 'The server sent nothing for 120 seconds.');
    assert.equal(textOf(reading.events, 'content'), 'Hello again');
  });

  it('ends a call, unlike a long duration: an answer may take hours', async () => {
    const { clock, body, reading } = startFed();
    const ended = reading.until('ended');
    for (let minute = 0; minute < 120; minute++) {
      await body.feed(hello);
      clock.advance(60_000);
    }
    await body.feed(stop + 'data: [DONE]\n\n');
    await ended;
    assert.equal(describeOutcome(outcomeOf(reading.events)), 'complete stop');
  });

  it('after the finish reason completes the call within 5 s', async () => {
    const { clock, response, reading } = await startHeld();
    const content = reading.until('content');
    const answered = await response;
    const closed = once(answered, 'close');
    answered.writeHead(200).write(chunk({ content: 'Hello' }, {}, 'stop'));
    await content;
    const ended = reading.until('ended');
    clock.advance(4_999);
    assert.equal(answered.destroyed, false);
    clock.advance(1);
    await ended;
    assert.equal(describeOutcome(outcomeOf(reading.events)), 'complete stop');
    await closed;
  });

  it('after [DONE] completes the call at once and closes the connection 1 s later', async () => {
    const { clock, response, reading } = await startHeld();
    const ended = reading.until('ended');
    const answered = await response;
    const closed = once(answered, 'close');
    answered.writeHead(200).write(`${hello}${stop}data: [DONE]\n\n`);
    await ended;
    assert.equal(describeOutcome(outcomeOf(reading.events)), 'complete stop');
    clock.advance(1_000);
    await closed;
  });

  it('leaves no timers', async () => {
    const { clock, response, reading } = await startHeld();
    const ended = reading.until('ended');
    sendStream(await response, hello, stop, 'data: [DONE]\n\n');
    await ended;
    await untilNoTimer(clock);
  });
});

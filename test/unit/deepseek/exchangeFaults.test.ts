/** Misbehaving servers, bodies and listeners: a call still ends exactly once, and is released when it is stopped. */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ChatRequest } from '../../../src/deepseek/stream/chatRequest.ts';
import type { ClientPorts } from '../../../src/deepseek/clientPorts.ts';
import type { Fetch } from '../../../src/deepseek/http/guardedFetch.ts';
import { queueLimitMs } from '../../../src/deepseek/stream/idleTimeout.ts';
import type { ChatCall, StreamEvent } from '../../../src/deepseek/types.ts';
import type { Logger } from '../../../src/platform/ports.ts';
import {
  chatCall,
  chunk,
  collect,
  describeOutcome,
  HeldClock,
  MemoryLogger,
  newClient,
  outcomeOf,
  realClock,
  sendStream,
  textOf,
  withLoopback,
  loadTransport,
} from './loopback.ts';

const hello = chunk({ content: 'Hello' });
const stop = chunk({}, {}, 'stop');
const done = 'data: [DONE]\n\n';
const anywhere = 'https://example.invalid';
const bytesOf = (text: string) => new TextEncoder().encode(text);
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const macrotask = () => new Promise((resolve) => setImmediate(resolve));

/** The parts of a stream that are read, without its guarantees. */
interface FakeSource {
  readonly read: () => Promise<{ done: boolean; value?: Uint8Array | undefined }>;
  readonly cancel?: () => Promise<void>;
}

/** A `fetch` with this body. */
function fetching({ read, cancel = () => Promise.resolve() }: FakeSource): Fetch {
  return () => {
    const response = new Response(null, { status: 200 });
    const body = { getReader: () => ({ read, cancel }), cancel };
    Object.defineProperty(response, 'body', { value: body });
    return Promise.resolve(response);
  };
}

/** A body with these chunks that never ends and ignores cancellation. */
function stuckAfter(...pieces: string[]): FakeSource {
  const left = pieces.map(bytesOf);
  return {
    read: () => {
      const value = left.shift();
      return value === undefined
        ? new Promise(() => undefined)
        : Promise.resolve({ done: false, value });
    },
    cancel: () => new Promise(() => undefined),
  };
}

/** A call whose profile throws from the given read on, which simulates a bug while reading an answer. */
function faultyCall(baseUrl: string, reading: number): ChatCall {
  let readings = 0;
  return Object.defineProperty(chatCall(baseUrl), 'profile', {
    get: () => {
      readings += 1;
      if (readings >= reading) throw new RangeError('Maximum call stack size exceeded');
      return 'official';
    },
  });
}

describe('An unreadable answer', () => {
  for (const [name, tail] of [
    ['in its last event, which has no blank line', `data: {"error":${nested(20_000)}}\n`],
    ['in an event before the end', `data: {"error":${nested(20_000)}}\n\n${done}`],
    ['by objects', `data: {"error":${'{"error":'.repeat(20_000)}1${'}'.repeat(20_000)}}\n`],
    ['by details', `event: error\ndata: ${'{"detail":['.repeat(9_000)}1${']}'.repeat(9_000)}\n`],
    ['in the text of a choice', `data: {"choices":[{"delta":{"content":${nested(20_000)}}}]}\n`],
  ] as const) {
    // Fault V1
    it(`ends the call and frees its slot if it is nested endlessly: ${name}`, () =>
      withLoopback(
        (response) => sendStream(response, hello, stop, tail),
        async ({ baseUrl }) => {
          const events = await collect(chatCall(baseUrl));
          assert.equal(events.filter(({ type }) => type === 'ended').length, 1);
          assert.equal(textOf(events, 'content'), 'Hello');
          assert.doesNotMatch(JSON.stringify(events), /call stack/i);
        },
      ));
  }

  for (const [name, reading, end, text] of [
    ['before its first byte', 1, 'failed unknown', ''],
    ['at its end', 2, 'interrupted unknown', 'Hello'],
  ] as const) {
    // Fault V1
    it(`is reported as our own error in case of a bug: ${name}`, () =>
      withLoopback(
        (response) => sendStream(response, hello, done),
        async ({ baseUrl }) => {
          const logger = new MemoryLogger();
          const events = await collect(faultyCall(baseUrl, reading), newClient({ logger }));
          const outcome = outcomeOf(events);
          assert.equal(describeOutcome(outcome), end);
          assert.ok('error' in outcome);
          assert.doesNotMatch(outcome.error.message, /stack/);
          assert.match(logger.lines.join('\n'), /RangeError/);
          assert.equal(textOf(events, 'content'), text);
        },
      ));
  }
});

describe('A misbehaving body', () => {
  for (const [name, thrown] of [
    ['nothing', undefined],
    ['a string', 'broken'],
    ['null', null],
    [
      'an object that throws when it is looked at',
      Object.defineProperty({}, 'code', {
        get: () => {
          throw new Error('no');
        },
      }),
    ],
    ['a circle of causes', Object.assign(new Error('a'), { cause: undefined })],
  ] as const) {
    // Fault V1
    it(`is an interruption if it rejects with ${name}`, async () => {
      if (thrown instanceof Error) thrown.cause = thrown;
      const pieces = [bytesOf(hello)];
      const read = () => {
        const value = pieces.shift();
        if (value !== undefined) return Promise.resolve({ done: false, value });
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        return Promise.reject(thrown);
      };
      const events = await collect(chatCall(anywhere), newClient({ fetch: fetching({ read }) }));
      assert.equal(outcomeOf(events).status, 'interrupted');
      assert.equal(textOf(events, 'content'), 'Hello');
    });
  }

  // Fault V1
  it('is an interruption if it returns text instead of bytes', async () => {
    const pieces: unknown[] = [bytesOf(hello), 'text'];
    const read = () =>
      Promise.resolve({ done: pieces.length === 0, value: pieces.shift() as Uint8Array });
    const events = await collect(chatCall(anywhere), newClient({ fetch: fetching({ read }) }));
    assert.equal(outcomeOf(events).status, 'interrupted');
  });

  // Fault V1
  it('may throw when it is cancelled', async () => {
    const source = {
      ...stuckAfter(hello, stop, done),
      cancel: () => {
        throw new Error('no');
      },
    };
    const events = await collect(chatCall(anywhere), newClient({ fetch: fetching(source) }));
    assert.equal(describeOutcome(outcomeOf(events)), 'complete stop');
  });
});

describe('The listener of a call', () => {
  const ports = (more: Partial<ClientPorts> = {}): ClientPorts => ({
    clock: realClock,
    logger: new MemoryLogger(),
    userAgent: 'test',
    fetch: (url, init) => globalThis.fetch(url, init),
    loadTransport,
    ...more,
  });
  const never = new AbortController().signal;

  for (const type of ['opened', 'content', 'usage'] as const) {
    // Fault V1
    it(`may throw at ${type}, and the call ends`, () =>
      withLoopback(
        (response) =>
          sendStream(response, hello, chunk({}, { usage: { prompt_tokens: 1 } }, 'stop')),
        async ({ baseUrl }) => {
          const seen: string[] = [];
          const sink = (event: StreamEvent) => {
            seen.push(event.type);
            if (event.type === type) throw new Error('no');
          };
          const outcome = await new ChatRequest(ports(), chatCall(baseUrl), never, sink).run();
          // Usage is reported last, when the answer is already complete.
          assert.equal(outcome.status === 'complete', type === 'usage');
          assert.equal(seen.at(-1), type, 'nothing more is reported');
        },
      ));
  }

  // Fault V1
  it('may be a logger that throws', async () => {
    const fail = () => {
      throw new Error('no');
    };
    const logger: Logger = { info: fail, warn: fail, error: fail };
    for (const answer of [stop, 'data: {', '<html>']) {
      await withLoopback(
        (response) => sendStream(response, hello, answer),
        async ({ baseUrl }) => {
          const events = await collect(chatCall(baseUrl), newClient({ logger }));
          assert.equal(events.at(-1)?.type, 'ended');
          const listed = await newClient({ logger }).listModels({ baseUrl }, never);
          assert.equal(listed.ok, false);
        },
      );
    }
  });

  for (const [name, fetch] of [
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    ['rejects with nothing', () => Promise.reject(undefined)],
    ['answers with nothing', () => Promise.resolve(undefined as unknown as Response)],
    ['answers with something else', () => Promise.resolve({} as Response)],
  ] as const) {
    // Fault V1
    it(`may be a fetch that ${name}`, async () => {
      const events = await collect(chatCall(anywhere), newClient({ fetch }));
      assert.equal(outcomeOf(events).status, 'failed');
      assert.equal((await newClient({ fetch }).listModels({ baseUrl: anywhere }, never)).ok, false);
    });
  }

  // Fault V1
  it('may leave while it waits for the next event', async () => {
    const client = newClient({ fetch: fetching(stuckAfter(hello)) });
    const stream = client.streamChat(chatCall(anywhere), never)[Symbol.asyncIterator]();
    let type = '';
    while (type !== 'content') {
      const next: IteratorResult<StreamEvent, unknown> = await stream.next();
      type = next.done === true ? assert.fail('no content') : next.value.type;
    }
    const next = stream.next();
    await stream.return?.();
    assert.deepEqual(await next, { done: true, value: undefined });
    assert.deepEqual(await stream.next(), { done: true, value: undefined });
  });
});

describe('Stopping, even if the signal is ignored,', () => {
  /** Stops as soon as `when` is true and resolves to the events of the call. */
  async function stopped(fetch: Fetch, when: Promise<unknown>, body?: object) {
    const controller = new AbortController();
    const call = chatCall(anywhere);
    const events = collect(
      { ...call, body: { ...call.body, ...body } },
      // The clock does not advance, so no timer can end the call.
      newClient({ fetch, clock: new HeldClock() }),
      controller.signal,
    );
    await when;
    controller.abort();
    return await events;
  }

  for (const [name, pieces] of [
    ['before a byte', []],
    ['in mid-text', [hello]],
    ['in a big event', [`data: {"choices":[{"delta":{"content":"${'x'.repeat(1_000_000)}`]],
    ['after the finish reason', [hello, stop]],
  ] as const) {
    // Fault V5
    it(`ends a call at once: ${name}`, async () => {
      const waiting = Promise.withResolvers<void>();
      const source = stuckAfter(...pieces);
      let reads = 0;
      const read = () => {
        if (++reads > pieces.length) waiting.resolve();
        return source.read();
      };
      const events = await stopped(fetching({ ...source, read }), waiting.promise);
      assert.equal(describeOutcome(outcomeOf(events)), 'aborted');
    });
  }

  for (const [name, piece] of [
    ['text', hello],
    ['comments', ': still here\n\n'],
    ['empty events', 'data: {}\n\n'],
    ['parts of one event', 'x'.repeat(4_096)],
    ['nothing', ''],
  ] as const) {
    // Fault V5
    it(`ends a call whose body never pauses: ${name}`, async () => {
      const value = bytesOf(piece);
      let reads = 0;
      const started = Promise.withResolvers<void>();
      const read = () => {
        if (++reads === 10) started.resolve();
        // Without this, a reader that never pauses would never end the test.
        if (reads > 5_000_000) return Promise.resolve({ done: true });
        return Promise.resolve({ done: false, value });
      };
      // Like a key press, this arrives through the event loop, not between two promises.
      const pressed = started.promise.then(macrotask);
      const events = await stopped(fetching({ read }), pressed);
      assert.equal(describeOutcome(outcomeOf(events)), 'aborted');
    });
  }

  // Fault V5
  it('ends a call with one huge chunk before all of it is read', async () => {
    const value = bytesOf(hello.repeat(50_000));
    let first = true;
    const started = Promise.withResolvers<void>();
    const read = () => {
      started.resolve();
      if (!first) return new Promise<never>(() => undefined);
      first = false;
      return Promise.resolve({ done: false, value });
    };
    const events = await stopped(fetching({ read }), started.promise.then(macrotask));
    assert.equal(describeOutcome(outcomeOf(events)), 'aborted');
    assert.ok(textOf(events, 'content').length < 50_000 * 5);
  });

  // Fault V5
  it('ends a failed call whose error body never ends', async () => {
    const asked = Promise.withResolvers<void>();
    const fetch = () => {
      const read = () => {
        asked.resolve();
        return new Promise<never>(() => undefined);
      };
      const response = new Response(null, { status: 400 });
      const cancel = () => new Promise<void>(() => undefined);
      const body = { getReader: () => ({ read, cancel }), cancel };
      Object.defineProperty(response, 'body', { value: body });
      return Promise.resolve(response);
    };
    const events = await stopped(fetch, asked.promise);
    assert.equal(describeOutcome(outcomeOf(events)), 'aborted');
  });

  // Fault V5
  it('ends a request for models or the balance', async () => {
    const asked = Promise.withResolvers<void>();
    const source = stuckAfter('{"data":[');
    const fetch: Fetch = (url, init) => {
      asked.resolve();
      return fetching(source)(url, init);
    };
    const client = newClient({ fetch });
    const controller = new AbortController();
    const listed = client.listModels({ baseUrl: anywhere }, controller.signal);
    const read = client.readBalance({ baseUrl: anywhere }, anywhere, controller.signal);
    await asked.promise;
    await macrotask();
    controller.abort();
    for (const result of [await listed, await read]) {
      assert.ok(!result.ok && result.error.kind === 'aborted');
    }
  });
});

describe('An answer without an end', () => {
  /** The outcome of a call whose body repeats `piece` every 50 s on a fake clock, after `before`. */
  async function endless(before: readonly string[], piece: string, body?: object) {
    const clock = new HeldClock();
    const left = [...before];
    let pieces = 0;
    const read = async () => {
      const first = left.shift();
      if (first !== undefined) return { done: false, value: bytesOf(first) };
      // The previous bytes have been read by now.
      await macrotask();
      clock.advance(50_000);
      pieces += 1;
      return { done: pieces > 2_000, value: bytesOf(piece) };
    };
    const call = chatCall(anywhere, { idleTimeoutMs: 120_000 });
    const events = await collect(
      { ...call, body: { ...call.body, ...body } },
      newClient({ clock, fetch: fetching({ read }) }),
    );
    return { end: describeOutcome(outcomeOf(events)), ms: pieces * 50_000 };
  }

  const nothings = [
    ['empty objects', 'data: {}\n\n'],
    ['empty deltas', chunk({})],
    ['empty texts', chunk({ content: '', reasoning_content: '' })],
    ['a role', chunk({ role: 'assistant', content: null })],
    ['usage that is null', chunk({}, { usage: null })],
    ['no choices', 'data: {"id":"r1","choices":[],"usage":null}\n\n'],
    ['empty lists of calls', chunk({ tool_calls: [] })],
    ['JSON of another kind', 'data: {"type":"ping","time":1}\n\n'],
    ['a number', 'data: 1\n\n'],
    ['comments', ': keep-alive\n\n'],
    ['blank lines', '\n\n'],
  ] as const;
  for (const [name, piece] of nothings) {
    // Fault V16
    it(`is ended by the idle limit after its text, despite ${name}`, async () => {
      const { end, ms } = await endless([hello], piece);
      assert.equal(end, 'interrupted timeout');
      assert.ok(ms <= 150_000, `after ${ms / 1000} s`);
    });

    // Fault V16
    it(`is ended by the queue limit before its text, despite ${name}`, async () => {
      const { end, ms } = await endless([], piece);
      assert.match(end, /^(failed|interrupted) timeout$/);
      assert.ok(ms <= queueLimitMs + 50_000, `after ${ms / 1000} s`);
    });
  }

  // Fault V16
  it('is ended if it is non-streamed, despite blank lines or whitespace in the JSON', async () => {
    const body = { stream: false };
    assert.equal((await endless([], '\n', body)).end, 'failed timeout');
    assert.equal((await endless(['{"id":"r1",'], ' ', body)).end, 'interrupted timeout');
    assert.equal((await endless(['{"id":"r1",'], ' ')).end, 'interrupted timeout');
  });

  // Fault V16
  it('continues for hours if each silence is shorter than the limit', async () => {
    for (const piece of [
      chunk({ content: 'x' }),
      chunk({ reasoning_content: 'x' }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: ' ' } }] }),
    ]) {
      const { ms } = await endless([hello], piece);
      assert.ok(ms > 2_000 * 50_000);
    }
  });

  // Fault V16
  it('is complete after its finish reason, whatever follows', async () => {
    for (const [, piece] of nothings) {
      const { end, ms } = await endless([hello, stop], piece);
      assert.equal(end, 'complete stop');
      assert.ok(ms <= 100_000);
    }
  });
});

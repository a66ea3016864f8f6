/** Non-streamed answers: their content, how they fail, and how long they may be silent (contract 5). */

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { textOf as turnText } from '../../../src/conversation/activeBranch.ts';
import { serverLimits } from '../../../src/conversation/limits.ts';
import { drainMs } from '../../../src/deepseek/stream/chatRequest.ts';
import { queueLimitMs, wholeLimitMs } from '../../../src/deepseek/stream/idleTimeout.ts';
import { statusStep } from '../../fakes/answers/errorFixtures.ts';
import type { Step } from '../../fakes/types.ts';
import { ask, withChat } from '../chat/testChat.ts';
import { assertAccepted, describeEnd } from '../faults/faultChat.ts';
import {
  chatCall,
  collect,
  describeOutcome,
  FedBody,
  HeldClock,
  newClient,
  outcomeOf,
  textOf,
  withLoopback,
} from './loopback.ts';

const whole = (message: object, more: object = {}) =>
  JSON.stringify({
    id: 'r1',
    object: 'chat.completion',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', ...message } }],
    ...more,
  });
const body = {
  model: 'deepseek-flash',
  messages: [{ role: 'user', content: 'Hi' }] as const,
  stream: false,
};

/** A body with a text in two chunks, followed by the same chunk repeated endlessly. */
function endless(text: string, cut: number, repeated: string): ReadableStream<Uint8Array> {
  const pieces = [text.slice(0, cut), text.slice(cut)];
  return new ReadableStream(
    {
      pull(controller) {
        controller.enqueue(new TextEncoder().encode(pieces.shift() || repeated));
      },
    },
    { highWaterMark: 0 },
  );
}

describe('a non-streamed answer', () => {
  for (const generation of ['today', 'legacy', 'compatible'] as const) {
    it(`has text, reasoning and usage, and the chat continues: ${generation}`, () =>
      withChat(generation, async (chat) => {
        chat.settings.stream = false;
        chat.settings.thinking = 'on';
        chat.server.script([
          { reasoning: 'Let me see.', content: 'It is **blue**.', keepAlives: 5 },
          { reasoning: 'Hm.', content: 'Again.', keepAlives: 0 },
        ]);
        const session = chat.controller.create();
        const turn = await ask(session, 'one');
        assert.equal(describeEnd(turn), 'complete stop');
        assert.equal(turnText(turn, 'content'), 'It is **blue**.');
        assert.equal(turnText(turn, 'reasoning'), 'Let me see.');
        assert.ok((turn.usage?.completion ?? 0) > 0);
        assert.equal(turn.request?.parameters.stream, false);
        assert.notEqual(turn.responseId, undefined);
        assert.equal(turnText(await ask(session, 'two'), 'content'), 'Again.');
        for (const sent of chat.bodies()) {
          assert.equal(sent['stream'], false);
          assert.equal('stream_options' in sent, false);
        }
        assertAccepted(chat);
      }));
  }

  for (const profile of ['official', 'legacy', 'compatible'] as const) {
    // Fault V10
    it(`without a finish reason is interrupted and keeps its text: ${profile}`, async () => {
      for (const reason of [null, undefined, '', 'null', 'None', false, 0, {}, []]) {
        const choices = [{ index: 0, message: { content: 'Half' }, finish_reason: reason }];
        for (const stream of [true, false]) {
          await withLoopback(
            (response) => {
              response.writeHead(200, { 'content-type': 'application/json' });
              response.end(JSON.stringify({ id: 'r1', choices }));
            },
            async ({ baseUrl }) => {
              const call = chatCall(baseUrl, { profile, body: { ...body, stream } });
              const events = await collect(call);
              assert.equal(describeOutcome(outcomeOf(events)), 'interrupted interrupted');
              assert.equal(textOf(events, 'content'), 'Half');
            },
          );
        }
      }
    });
  }

  it('is requested only by the chat that chose it', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      session.changeParameters({ stream: false });
      await ask(session, 'one');
      await ask(chat.controller.create(), 'two');
      assert.deepEqual(
        chat.bodies().map((sent) => sent['stream']),
        [false, true],
      );
    }));

  const ends: readonly (readonly [string, Step, string])[] = [
    ['cut by its length', { content: 'half', finishReason: 'length' }, 'complete length'],
    ['without a finish reason', { content: 'half', finishReason: null }, 'interrupted interrupted'],
    ['withheld', { content: '', finishReason: 'content_filter' }, 'complete content_filter'],
    ['refused', statusStep(402, { message: 'Insufficient Balance' }), 'failed balance topUp'],
    [
      'an error that calls itself a success',
      { raw: { chunks: ['{"error":{"message":"overloaded"}}'] } },
      'failed server retry',
    ],
    [
      'blank to the end',
      { raw: { headers: { 'content-type': 'application/json' }, chunks: ['\n\n', '\n'] } },
      'failed badResponse retry',
    ],
    [
      'broken off in mid-JSON',
      { raw: { chunks: ['\n', whole({ content: 'x' }).slice(0, 40)] } },
      'interrupted interrupted',
    ],
    ['a web page', { raw: { chunks: ['<html></html>'] } }, 'failed badResponse openBaseUrlSetting'],
  ];
  for (const [name, step, end] of ends) {
    it(`ends as expected: ${name}`, () =>
      withChat('today', async (chat) => {
        chat.settings.stream = false;
        // As many times as it may be retried.
        chat.server.script([step, step, step]);
        const session = chat.controller.create();
        const calm = session.onActivity.on(() => {
          if (session.activity?.kind === 'retrying') setImmediate(() => session.retryNow());
        });
        assert.equal(describeEnd(await ask(session, 'one')), end);
        calm.dispose();
      }));
  }

  it('is the same however it is split, with blank lines before it', async () => {
    const text = `\n\n \n${whole({ content: 'Grüße 😀', reasoning_content: 'r' })}`;
    const bytes = Buffer.from(text);
    for (let cut = 1; cut < bytes.length; cut += 7) {
      await withLoopback(
        (response) => {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.write(bytes.subarray(0, cut));
          response.end(bytes.subarray(cut));
        },
        async ({ baseUrl }) => {
          const events = await collect(chatCall(baseUrl, { body }));
          assert.equal(textOf(events, 'content'), 'Grüße 😀');
          assert.equal(textOf(events, 'reasoning'), 'r');
          assert.equal(describeOutcome(outcomeOf(events)), 'complete stop');
        },
      );
    }
  });

  // Fault V26
  it('ends with its last brace, whatever follows and however it is split', async () => {
    const text = whole({ content: 'a } { "b' });
    const deep = '['.repeat(serverLimits.eventDepth + 1);
    for (const rest of ['data: {}\n\n', '{"error":"x"}', '}', ']', '\n\n', '[DONE]', deep]) {
      for (const cut of [10, text.length - 1, text.length, text.length + 1]) {
        for (const stream of [true, false]) {
          const clock = new HeldClock();
          const client = newClient({
            clock,
            fetch: () => Promise.resolve(new Response(endless(text + rest, cut, 'data: {}\n\n'))),
          });
          const call = chatCall('https://example.invalid', { body: { ...body, stream } });
          const events = await collect(call, client);
          assert.equal(textOf(events, 'content'), 'a } { "b');
          assert.equal(describeOutcome(outcomeOf(events)), 'complete stop');
          clock.advance(drainMs);
          assert.equal(clock.pending, 0);
        }
      }
    }
  });

  it('keeps its text next to the probabilities of 8,000 tokens with 20 alternatives each', () =>
    withLoopback(
      (response) => {
        const alternative = { token: 'word', logprob: -1.25, bytes: [119, 111, 114, 100] };
        const token = { ...alternative, top_logprobs: Array(20).fill(alternative) };
        const logprobs = { content: Array(8_000).fill(token) };
        const choice = { index: 0, finish_reason: 'stop', message: { content: 'Paid for' } };
        response.end(JSON.stringify({ id: 'r1', choices: [{ ...choice, logprobs }] }));
      },
      async ({ baseUrl }) => {
        const events = await collect(chatCall(baseUrl, { body }));
        assert.equal(describeOutcome(outcomeOf(events)), 'complete stop');
        assert.equal(textOf(events, 'content'), 'Paid for');
        assert.ok(events.some((event) => event.type === 'logprobs' && event.tokens.length > 2_000));
      },
    ));

  it('to a stream request may take an hour, and then fails even if bytes keep arriving', async () => {
    const clock = new HeldClock();
    const fed = new FedBody();
    const client = newClient({ clock, fetch: () => Promise.resolve(new Response(fed.stream)) });
    const call = chatCall('https://example.invalid', {
      body: { ...body, stream: true },
      idleTimeoutMs: 120_000,
    });
    const events = collect(call, client);
    await fed.feed('{"choices":["');
    for (let past = 60_000; past < wholeLimitMs; past += 60_000) {
      clock.advance(60_000);
      await fed.feed('x');
    }
    clock.advance(60_000);
    const outcome = outcomeOf(await events);
    assert.equal(describeOutcome(outcome), 'interrupted timeout');
    assert.ok('error' in outcome);
    assert.equal(outcome.error.message, 'The server sent no text for 60 minutes.');
  });

  it('is requested as JSON, not as a stream', () =>
    withLoopback(
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(whole({ content: 'x' }));
      },
      async ({ baseUrl, received }) => {
        await collect(chatCall(baseUrl, { body }));
        assert.equal(received[0]?.headers.accept, 'application/json');
      },
    ));

  /** The events of a call that receives nothing for `ms` milliseconds. */
  async function silence(stream: boolean, ms: number): Promise<string> {
    const clock = new HeldClock();
    const asked = Promise.withResolvers<void>();
    const client = newClient({
      clock,
      fetch: (_url, init) => {
        asked.resolve();
        return new Promise((_, reject) => {
          const { signal } = init;
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
        });
      },
    });
    const controller = new AbortController();
    const call = chatCall('https://example.invalid', {
      body: { ...body, stream },
      idleTimeoutMs: 120_000,
    });
    const events = collect(call, client, controller.signal);
    await asked.promise;
    clock.advance(ms);
    // Expired timers take effect before the call is given up.
    await new Promise(setImmediate);
    controller.abort();
    return describeOutcome(outcomeOf(await events));
  }

  it('may be silent while it is generated, longer than a stream, but not forever', async () => {
    assert.equal(await silence(true, 120_000), 'failed timeout');
    assert.equal(await silence(false, 120_000), 'aborted');
    assert.equal(await silence(false, queueLimitMs - 1), 'aborted');
    assert.equal(await silence(false, queueLimitMs), 'failed timeout');
  });

  it('counts silence again once its text has started', async () => {
    const clock = new HeldClock();
    const read = Promise.withResolvers<void>();
    let pulls = 0;
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulls += 1;
          if (pulls === 1) controller.enqueue(new TextEncoder().encode('{"id":"r1",'));
          else read.resolve();
        },
      },
      { highWaterMark: 0 },
    );
    const client = newClient({ clock, fetch: () => Promise.resolve(new Response(stream)) });
    const call = chatCall('https://example.invalid', { body, idleTimeoutMs: 120_000 });
    const events = collect(call, client);
    await read.promise;
    clock.advance(120_000);
    assert.equal(describeOutcome(outcomeOf(await events)), 'interrupted timeout');
  });
});

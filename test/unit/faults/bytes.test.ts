/** Answers in unusual sizes and pieces: nothing is lost or duplicated, and the chat continues. */

import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { textOf } from '../../../src/conversation/activeBranch.ts';
import { createClient } from '../../../src/deepseek/client.ts';
import { fixtures } from '../../fakes/answers/fixtures.ts';
import { splitStream, tinyChunks } from '../../fakes/answers/streamFixtures.ts';
import type { RawChunk, Step } from '../../fakes/types.ts';
import { ask, lastEnded, until, withChat } from '../chat/testChat.ts';
import { chunk, loadTransport } from '../deepseek/loopback.ts';
import { FakeClock } from '../fakeClock.ts';
import { assertGoesOn, askHurried, contentOf, describeEnd } from './faultChat.ts';

const bytesOf = (text: string): Buffer => Buffer.from(text);
const raw = (...chunks: readonly RawChunk[]): Step => ({
  raw: { headers: { 'content-type': 'text/event-stream' }, chunks },
});
const stop = `${chunk({}, {}, 'stop')}data: [DONE]\n\n`;

describe('an answer in pieces', () => {
  // Fault M15
  it('of 10 MB in one event is stored completely', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      const size = 10 * 1024 * 1024;
      chat.server.script(raw(chunk({ content: 'x'.repeat(size) }), stop));
      const turn = await ask(session, 'much');
      assert.equal(describeEnd(turn), 'complete stop');
      assert.equal(contentOf(turn).length, size);
      assert.equal(turn.parts.length, 1);
      await chat.store.close();
      const stored = await chat.store.read(session.conversation.id);
      assert.equal(contentOf(stored!.conversation.turns.get(turn.id)!), contentOf(turn));
      // It exceeds the model's context, so it is hidden before the next question.
      session.hideTurn(turn.id, true);
      await assertGoesOn(chat, session);
    }));

  // Fault M16
  it('of 100,000 characters in one event each is stored completely', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      const step = tinyChunks(100_000);
      chat.server.script({ ...step, split: [] });
      const turn = await ask(session, 'bit by bit');
      assert.equal(describeEnd(turn), 'complete stop');
      assert.equal(contentOf(turn), step.content);
      await chat.store.close();
      await assertGoesOn(chat, session);
    }));

  for (const name of [
    'utf8Split',
    'crlfSplitEvery',
    'gzip',
    'gzipSplitEvery',
    'crlf',
    'cr',
    'byteOrderMark',
  ] as const) {
    // Fault H12
    it(`is the same text with any transfer encoding: ${name}`, () =>
      withChat('today', async (chat) => {
        const session = chat.controller.create();
        const step = fixtures[name];
        chat.server.script(step);
        const turn = await ask(session, 'why?');
        assert.equal(describeEnd(turn), 'complete stop');
        assert.equal(contentOf(turn), 'content' in step ? step.content : '');
        assert.equal(textOf(turn, 'reasoning'), 'reasoning' in step ? step.reasoning : '');
        await assertGoesOn(chat, session);
      }));
  }

  // Fault M12
  it('split within characters is the same text', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      for (const length of [1, 2, 3]) {
        const offsets = Array.from({ length: 600 }, (_, at) => at * 4 + length);
        chat.server.script(splitStream(offsets));
        const turn = await ask(session, 'why?');
        assert.equal(contentOf(turn), 'Naïve 答案 — 🐋 👩‍👩‍👧 done.\n');
      }
      await assertGoesOn(chat, session);
    }));

  // Fault M12
  it('with invalid UTF-8 and a lone surrogate continues well-formed', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      const [before, after] = chunk({ content: 'a|b' }).split('|');
      const lone = 'data: {"choices":[{"delta":{"content":"\\ud83d!"}}]}\n\n';
      chat.server.script(
        raw(bytesOf(before!), Uint8Array.of(0xff), bytesOf(`${after}${lone}`), stop),
      );
      const turn = await ask(session, 'why?');
      assert.equal(contentOf(turn), 'a\ufffdb\ud83d!');
      await assertGoesOn(chat, session);
      assert.match(JSON.stringify(chat.bodies().at(-1)), /a\ufffdb\ufffd!/);
    }));

  // Fault H12
  it('truncated in the middle of gzip is interrupted, with the text that could be read', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      const noise = Array.from({ length: 4_000 }, (_, at) => ((at * 7919) % 10_007).toString(36));
      const body = gzipSync(noise.map((content) => chunk({ content })).join('') + stop);
      const headers = { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' };
      const half = body.subarray(0, body.length / 2);
      chat.server.script({ raw: { headers, chunks: [half], end: 'close' } });
      const turn = await ask(session, 'why?');
      assert.equal(turn.status, 'interrupted');
      assert.ok(contentOf(turn) !== '' && noise.join('').startsWith(contentOf(turn)));
      await assertGoesOn(chat, session);
    }));

  // Fault H12
  it('that decompresses to an excessive size is ended, and the chat continues', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024, ': padding\n'));
      const headers = { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' };
      chat.server.script({ raw: { headers, chunks: [bomb] } });
      const turn = await ask(session, 'why?');
      assert.equal(describeEnd(turn), 'failed badResponse openBaseUrlSetting');
      assert.match(turn.error?.message ?? '', /longer than 64 MB/);
      await assertGoesOn(chat, session);
    }));

  for (const [name, text, content] of [
    ['a byte order mark that comes late', `${chunk({ content: 'a' })}\ufeff${stop}`, undefined],
    ['comments between', `: one\n\n${chunk({ content: 'a' })}: two\n:\n\n${stop}`, 'a'],
    [
      'fields of the format that mean nothing here',
      `id: 7\nretry: 10\n${chunk({ content: 'a' })}${stop}`,
      'a',
    ],
    [
      'no space after the colon',
      `${chunk({ content: 'a' }).replace('data: ', 'data:')}${stop}`,
      'a',
    ],
    [
      'an event in several lines',
      `${chunk({ content: 'a' }).replace(',', ',\ndata: ')}${stop}`,
      'a',
    ],
    [
      'mixed line ends',
      `${chunk({ content: 'a' }).replace('\n\n', '\r\n\n')}${stop.replace('\n\n', '\r\r')}`,
      'a',
    ],
    ['a NUL within', `${chunk({ content: 'a' })}: \0\n\n${stop}`, 'a'],
    ['no content type', `${chunk({ content: 'a' })}${stop}`, 'a'],
  ] as const) {
    // Faults H10, M14
    it(`is parsed by the rules of its format: ${name}`, () =>
      withChat('today', async (chat) => {
        const session = chat.controller.create();
        chat.server.script({ raw: { headers: {}, chunks: [text] } });
        const turn = await ask(session, 'why?');
        assert.equal(turn.status, content === undefined ? 'interrupted' : 'complete');
        assert.equal(contentOf(turn), content ?? 'a');
        await assertGoesOn(chat, session);
      }));
  }

  // Fault M7
  it('repeated after its end counts once', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      const again = chunk({ content: ' more' }, {}, 'length');
      chat.server.script(
        raw(chunk({ content: 'a' }), chunk({}, {}, 'stop'), 'data: [DONE]\n\n', again),
      );
      const turn = await ask(session, 'why?');
      assert.equal(describeEnd(turn), 'complete stop');
      assert.equal(contentOf(turn), 'a');
      await assertGoesOn(chat, session);
    }));

  // Fault G1
  it('that continues after a finish reason is kept to its end', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      const again = chunk({ content: ' more' }, {}, 'length');
      chat.server.script(
        raw(chunk({ content: 'a' }), chunk({}, {}, 'stop'), again, 'data: [DONE]\n\n', again),
      );
      const turn = await ask(session, 'why?');
      assert.equal(describeEnd(turn), 'complete length');
      assert.equal(contentOf(turn), 'a more');
      await assertGoesOn(chat, session);
    }));

  // Fault M17
  it('with one byte every two seconds for ten minutes completes, and can be stopped midway', () => {
    const clock = new FakeClock();
    // An event every 94 s, within the idle limit of 120 s.
    const drop = (delta: object) => `data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`;
    const text = [...'steadily'].map((content) => drop({ content })).join('');
    const bytes = bytesOf(text);
    let asked = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
    let opened = Promise.withResolvers<void>();
    const open = () => {
      opened.resolve();
      asked = Promise.withResolvers();
      const pull = (controller: ReadableStreamDefaultController<Uint8Array>) =>
        asked.resolve(controller);
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
    };
    const fetch = (url: string) =>
      Promise.resolve(
        url.endsWith('/models') ? Response.json({ data: [{ id: 'deepseek-flash' }] }) : open(),
      );
    const logger = { info() {}, warn() {}, error() {} };
    const client = createClient({ clock, logger, userAgent: 'test', loadTransport, fetch });
    const drip = async (count: number) => {
      for (const byte of bytes.subarray(0, count)) {
        const controller = await asked.promise;
        asked = Promise.withResolvers();
        clock.advance(2_000);
        controller.enqueue(Uint8Array.of(byte));
      }
    };
    return withChat(
      'today',
      async ({ controller }) => {
        const session = controller.create();
        session.send('why?');
        await opened.promise;
        await drip(bytes.length);
        (await asked.promise).enqueue(bytesOf(stop));
        assert.ok(clock.monotonic() > 600_000);
        const turn = await lastEnded(session);
        assert.equal(describeEnd(turn), 'complete stop');
        assert.equal(contentOf(turn), 'steadily');
        opened = Promise.withResolvers();
        session.send('again?');
        await opened.promise;
        await drip(50);
        await until(session, () => session.activity?.kind === 'streaming');
        session.stop();
        assert.equal(describeEnd(await lastEnded(session)), 'stopped');
      },
      clock,
      { client: () => Promise.resolve(client) },
    );
  });

  // Fault M1
  it('waits in the queue without limit, reports it, and can be stopped there', () => {
    const clock = new FakeClock();
    return withChat(
      'today',
      async (chat) => {
        const session = chat.controller.create();
        const gates = Array.from({ length: 6 }, () => Promise.withResolvers<void>());
        const beats = gates.flatMap(({ promise }) => [': keep-alive\n\n', { until: promise }]);
        chat.server.script(raw(...beats, chunk({ content: 'at last' }), stop));
        session.send('why?');
        await until(session, () => session.activity?.kind === 'queued');
        for (const rateLimiter of gates.slice(0, -1)) {
          clock.advance(90_000);
          await until(session, () => session.activity?.kind === 'stalled');
          rateLimiter.resolve();
          await until(session, () => session.activity?.kind === 'queued');
        }
        gates.at(-1)!.resolve();
        const turn = await lastEnded(session);
        assert.equal(describeEnd(turn), 'complete stop');
        assert.equal(contentOf(turn), 'at last');
        const never = Promise.withResolvers<void>();
        chat.server.script(raw(': keep-alive\n\n', { until: never.promise }));
        session.send('again?');
        await until(session, () => session.activity?.kind === 'queued');
        session.stop();
        assert.equal((await lastEnded(session)).status, 'stopped');
        await chat.server.waitFor((request) => request.aborted);
        await assertGoesOn(chat, session);
      },
      clock,
    );
  });

  it('is requested again after the first fault, and then shows no trace of it', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      chat.server.script(fixtures.resetThenSuccess);
      const turn = await askHurried(session, 'why?');
      assert.equal(describeEnd(turn), 'complete stop');
      assert.equal(turn.error, undefined);
      await assertGoesOn(chat, session);
    }));
});

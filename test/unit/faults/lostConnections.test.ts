/** Lost or endless connections: what is retried, and what the ledger and the log record. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, it } from 'mocha';
import { ChatController } from '../../../src/chat/chatController.ts';
import type { ChatPorts } from '../../../src/chat/ports.ts';
import { createClient } from '../../../src/deepseek/client.ts';
import type { Logger } from '../../../src/platform/ports.ts';
import { systemClock } from '../../../src/systemClock.ts';
import { fixtures } from '../../fakes/answers/fixtures.ts';
import type { Step } from '../../fakes/types.ts';
import { ask, lastEnded, until, withChat, type TestChat, loadRequests } from '../chat/testChat.ts';
import { chunk, loadTransport } from '../deepseek/loopback.ts';
import { FakeClock } from '../fakeClock.ts';
import { freePort } from '../../../scripts/host/codeServer.ts';
import { askHurried, assertGoesOn, contentOf, describeEnd } from './faultChat.ts';

const stop = chunk({}, {}, 'stop');
const done = 'data: [DONE]\n\n';
const nested = `data: {"error":${'['.repeat(20_000)}${']'.repeat(20_000)}}\n`;
const never = new Promise<never>(() => undefined);

describe('the slot of a request', () => {
  // Fault V1
  it('is freed after unreadable answers in any number of chats', () =>
    withChat('today', async (chat) => {
      chat.settings.requestLimit = { concurrent: 1, perMinute: 1_000 };
      for (let turn = 0; turn < 6; turn++) {
        chat.server.script({ raw: { chunks: [chunk({ content: 'half' }), stop, nested] } });
        const session = chat.controller.create();
        assert.equal(contentOf(await ask(session, 'one')), 'half');
        await assertGoesOn(chat, session);
      }
    }));

  // Fault V5
  it('is freed after a stop while the user is asked about the daily limit', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<'send'>();
    const spending = {
      read: () => Promise.resolve([]),
      ask: () => {
        asked.resolve();
        return answer.promise;
      },
    };
    await withChat(
      'today',
      async (chat) => {
        chat.settings.requestLimit = { concurrent: 1, perMinute: 1_000 };
        Object.assign(chat.settings, { profile: 'official', spendLimit: { perDay: 0.000001 } });
        const session = chat.controller.create();
        session.send('one');
        await asked.promise;
        session.stop();
        assert.equal((await lastEnded(session)).status, 'stopped');
        answer.resolve('send');
        await assertGoesOn(chat, session);
        assert.equal(chat.bodies().length, 1, 'what was stopped is not sent');
      },
      systemClock,
      { spending },
    );
  });
});

describe('a turn', () => {
  // Fault V1
  it('ends if its question cannot be stored, sends nothing, and lets the next one start', () =>
    withChat('today', async (chat) => {
      let fails = true;
      const store: ChatPorts['store'] = {
        append: (id, events) => chat.store.append(id, events),
        read: (id) => chat.store.read(id),
        appendSynced: (id, events) =>
          fails ? Promise.reject(new Error('no')) : chat.store.appendSynced(id, events),
      };
      const controller = new ChatController({ ...chat.ports, store }, loadRequests);
      const session = controller.create();
      session.send('one');
      await until(session, () => session.activity === null);
      assert.equal(chat.bodies().length, 0);
      fails = false;
      assert.equal((await ask(controller.create(), 'two')).status, 'complete');
      await controller.closeAll();
    }));
});

describe('a request that may still be running', () => {
  for (const [name, jolt] of [
    ['the wall clock jumps an hour', (clock: FakeClock) => clock.setWall(3_600_000)],
    ['the process is held up for 15 s', (clock: FakeClock) => clock.freeze(15_000)],
    [
      'both happen',
      (clock: FakeClock) => {
        clock.setWall(3_600_000);
        clock.freeze(15_000);
      },
    ],
  ] as const) {
    for (const [phase, first] of [
      ['before the first byte', []],
      ['in the queue', [': keep-alive\n\n']],
    ] as const) {
      // Fault V22
      it(`is not sent again because ${name} ${phase}`, () => {
        const clock = new FakeClock();
        return withChat(
          'today',
          async (chat) => {
            const next = Promise.withResolvers<void>();
            const rest = chunk({ content: 'So' }) + stop + done;
            chat.server.script({ raw: { chunks: [...first, { until: next.promise }, rest] } });
            const session = chat.controller.create();
            session.send('one');
            await chat.server.waitFor(({ path }) => path.endsWith('/chat/completions'));
            jolt(clock);
            clock.advance(2_000);
            clock.advance(60_000);
            // Expired timers take effect before the answer arrives.
            await new Promise(setImmediate);
            next.resolve();
            const turn = await lastEnded(session);
            assert.deepEqual([describeEnd(turn), contentOf(turn)], ['complete stop', 'So']);
            assert.equal(chat.bodies().length, 1);
          },
          clock,
        );
      });
    }
  }
});

describe('the ledger', () => {
  const marks = ({ ledger }: TestChat) =>
    ledger.map((entry) => 'possiblyBilledTwice' in entry && entry.possiblyBilledTwice === true);

  const success: Step = { content: 'Yes.' };
  for (const [name, steps, expected] of [
    ['reset before the headers', [{ raw: { end: 'reset' } }, success], [false, true]],
    [
      'reset in the queue',
      [{ raw: { chunks: [': keep-alive\n\n'], end: 'reset' } }, success],
      [false, true],
    ],
    ['cut to nothing', [{ raw: { chunks: [] } }, success], [false, true]],
    [
      'reset twice',
      [{ raw: { end: 'reset' } }, { raw: { end: 'reset' } }, success],
      [false, true, true],
    ],
    [
      'reset and then refused',
      [{ raw: { end: 'reset' } }, { error: { status: 503, message: 'busy' } }, success],
      [false, true, true],
    ],
    ['refused', [{ error: { status: 503, message: 'busy' } }, success], [false, false]],
    ['complete', [success], [false]],
  ] as readonly (readonly [string, Step[], boolean[]])[]) {
    // Fault V22
    it(`records whether a retried request may have been billed twice: ${name}`, () =>
      withChat('today', async (chat) => {
        chat.server.script(steps);
        const turn = await askHurried(chat.controller.create(), 'one');
        assert.equal(turn.status, 'complete');
        assert.deepEqual(marks(chat), expected);
      }));
  }

  // Fault V22
  it('records that after silence without an answer', () => {
    const clock = new FakeClock();
    return withChat(
      'today',
      async (chat) => {
        chat.server.script([{ never: true }, success]);
        const session = chat.controller.create();
        session.send('one');
        await chat.server.waitFor(({ path }) => path.endsWith('/chat/completions'));
        clock.advance(120_000);
        await until(session, () => session.activity?.kind === 'retrying');
        session.retryNow();
        assert.equal((await lastEnded(session)).status, 'complete');
        assert.deepEqual(marks(chat), [false, true]);
      },
      clock,
    );
  });

  // Fault V22
  it('does not record that if the server was never reached, and records no cost', () =>
    withChat('today', async (chat) => {
      chat.settings.baseUrl = `http://127.0.0.1:${await freePort()}`;
      await askHurried(chat.controller.create(), 'one');
      assert.deepEqual(marks(chat), [false, false, false]);
      const nothing = { prompt: 0, cached: 0, uncached: 0, completion: 0 };
      assert.deepEqual(
        chat.ledger.map(({ usage }) => usage),
        [nothing, nothing, nothing],
      );
    }));
});

/** Runs a chat and collects log lines with at least the severity of a warning. */
async function withLog(
  test: (chat: TestChat, lines: string[]) => Promise<void>,
  clock = systemClock,
): Promise<void> {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  const logger: Logger = { info() {}, warn: keep, error: keep };
  const client = createClient({ clock, logger, userAgent: 'test', loadTransport });
  await withChat('today', (chat) => test(chat, lines), clock, {
    client: () => Promise.resolve(client),
    logger,
  });
}

/** A server that closes connections in various ways. */
async function withSocketServer(
  answer: (socket: Socket) => void,
  use: (baseUrl: string) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

describe('the log', () => {
  const trace = /trace [\w-]{3,}/;
  for (const [name, step, parts] of [
    ['a refusal', fixtures.status401, ['failed, auth', 'HTTP status 401', trace]],
    [
      'a refusal with words of the server',
      { error: { status: 400, message: 'Odd field: x' } },
      ['failed, invalidRequest', 'HTTP status 400', 'Odd field: x'],
    ],
    ['a busy server', fixtures.status503, ['failed, overloaded', 'HTTP status 503', trace]],
    [
      'a reset',
      { raw: { end: 'reset' } },
      ['failed, network', /cause (ECONNRESET|UND_ERR_SOCKET)/],
    ],
    [
      'a reset in mid-text',
      { raw: { chunks: [chunk({ content: 'x' })], end: 'reset' } },
      ['interrupted, interrupted', /cause (ECONNRESET|UND_ERR_SOCKET)/],
    ],
    [
      'a stream that ends too early',
      { raw: { chunks: [chunk({ content: 'x' })] } },
      ['interrupted, interrupted'],
    ],
    ['an empty answer', { raw: { chunks: [] } }, ['failed, badResponse (emptyAnswer)']],
    ['a web page', { raw: { chunks: ['<html></html>'] } }, ['failed, badResponse']],
    [
      'an error in the stream',
      { raw: { chunks: ['data: {"error":{"message":"Broken by the server"}}\n\n'] } },
      ['failed, server', 'Broken by the server'],
    ],
    ['a damaged stream', { raw: { chunks: ['data: {"a\n\n'] } }, ['interrupted, interrupted']],
  ] as readonly (readonly [string, Step, (string | RegExp)[]])[]) {
    // Fault V24
    it(`has one line for each failed request, with details for support: ${name}`, () =>
      withLog(async (chat, lines) => {
        chat.server.script([step, step, step]);
        await askHurried(chat.controller.create(), 'a private question');
        const host = new URL(chat.server.url).host;
        assert.equal(lines.length, chat.bodies().length, lines.join('\n'));
        for (const line of lines) {
          assert.ok(line.startsWith(`chat ${host} deepseek-flash: `), line);
          for (const part of parts) {
            if (typeof part === 'string') assert.ok(line.includes(part), line);
            else assert.match(line, part);
          }
          assert.doesNotMatch(line, /\n|sk-test-key|private/);
        }
      }));
  }

  // Fault V24
  it('has the cause if the server cannot be reached, also for its model list', () =>
    withLog(async (chat, lines) => {
      const session = chat.controller.create();
      for (const [baseUrl, cause] of [
        [`http://127.0.0.1:${await freePort()}`, 'network, HTTP status -, cause ECONNREFUSED'],
        ['https://no-such-host.invalid', /network, HTTP status -, cause (ENOTFOUND|EAI_AGAIN)/],
      ] as const) {
        lines.length = 0;
        chat.settings.baseUrl = baseUrl;
        assert.equal((await askHurried(session, 'why?')).status, 'failed');
        const chats = lines.filter((line) => line.startsWith('chat '));
        const lists = lines.filter((line) => line.startsWith('a list of models '));
        assert.deepEqual([chats.length, lists.length > 0], [3, true], lines.join('\n'));
        for (const line of lines) {
          assert.ok(line.includes(new URL(baseUrl).host), line);
          if (typeof cause === 'string') assert.ok(line.includes(cause), line);
          else assert.match(line, cause);
        }
      }
    }));

  // Fault V24
  it('has a line if the server does not speak HTTP', () =>
    withSocketServer(
      (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
      (baseUrl) =>
        withLog(async (chat, lines) => {
          chat.settings.baseUrl = baseUrl;
          chat.settings.profile = 'compatible';
          chat.settings.model = 'x';
          await askHurried(chat.controller.create(), 'why?');
          assert.match(
            lines.at(-1) ?? '',
            /failed, badResponse, HTTP status -, .*does not match the HTTP/,
          );
        }),
    ));

  // Fault V24
  it('has a line for silence', () => {
    const clock = new FakeClock();
    return withLog(async (chat, lines) => {
      chat.server.script(fixtures.silentAfterKeepAlive);
      const session = chat.controller.create();
      session.send('one');
      await until(session, () => session.activity?.kind === 'queued');
      clock.advance(120_000);
      await until(session, () => session.activity?.kind === 'retrying');
      session.stop();
      await lastEnded(session);
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /failed, timeout, .* sent nothing for 120 seconds/);
    }, clock);
  });

  // Fault V24
  it('has a line for a failed summary, and for one that could not be requested', () =>
    withLog(async (chat, lines) => {
      const session = chat.controller.create();
      await ask(session, 'one');
      chat.server.script({ error: { status: 400, message: 'Odd' } });
      await chat.controller.summaries.summarise(session);
      await chat.controller.summaries.wholeBranch(session);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(
        lines[0] ?? '',
        /^summary 127\.0\.0\.1:\d+ deepseek-flash: failed, invalidRequest/,
      );
      chat.settings.baseUrl = 'nothing';
      lines.length = 0;
      await ask(session, 'two');
      assert.match(lines.join('\n'), /^chat .*: not sent, baseUrl/);
    }));

  // Fault V24
  it('has no lines for stopped requests', () =>
    withLog(async (chat, lines) => {
      chat.server.script({ raw: { chunks: [chunk({ content: 'half' }), { until: never }] } });
      const session = chat.controller.create();
      session.send('one');
      await until(session, () => session.activity?.kind === 'streaming');
      session.stop();
      await lastEnded(session);
      assert.deepEqual(lines, []);
    }));
});

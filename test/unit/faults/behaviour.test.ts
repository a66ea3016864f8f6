/** Actions of the user, another window, the clock or the machine during an answer. */

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { ChatController } from '../../../src/chat/chatController.ts';
import { activeBranch, partDuration } from '../../../src/conversation/activeBranch.ts';
import { ConversationLog } from '../../../src/storage/log/conversationStore.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { systemClock } from '../../../src/systemClock.ts';
import { fixtures } from '../../fakes/answers/fixtures.ts';
import type { Step } from '../../fakes/types.ts';
import { ask, lastEnded, until, withChat, loadRequests } from '../chat/testChat.ts';
import { chunk } from '../deepseek/loopback.ts';
import { FakeClock } from '../fakeClock.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';
import { assertGoesOn, contentOf, describeEnd } from './faultChat.ts';

/** Streams a text, waits for `next`, and then ends. */
function held(next: Promise<unknown>, delta: Record<string, unknown> = { content: 'half' }): Step {
  const rest = `${chunk({ content: ' done' }, {}, 'stop')}data: [DONE]\n\n`;
  return { raw: { chunks: [chunk(delta), { until: next }, rest] } };
}

const never = new Promise<never>(() => undefined);

describe('a stop', () => {
  for (const [name, step, phase, kept] of [
    ['before the headers', { never: true }, 'sending', ''],
    ['in the queue', fixtures.silentAfterKeepAlive, 'queued', ''],
    ['in mid-reasoning', held(never, { reasoning_content: 'Hm' }), 'streaming', ''],
    ['in mid-text', held(never), 'streaming', 'half'],
  ] as const) {
    // Fault A1
    it(`${name} ends the turn without waiting for the server, closes the socket and keeps the text`, () => {
      // The clock does not advance, so no timer can expire.
      const clock = new FakeClock();
      return withChat(
        'today',
        async (chat) => {
          const session = chat.controller.create();
          chat.server.script(step);
          session.send('why?');
          await chat.server.waitFor(({ path }) => path.endsWith('/chat/completions'));
          await until(session, () => session.activity?.kind === phase);
          session.stop();
          const turn = await lastEnded(session);
          assert.deepEqual([turn.status, contentOf(turn)], ['stopped', kept]);
          await chat.server.waitFor((request) => request.aborted);
          await assertGoesOn(chat, session);
        },
        clock,
      );
    });
  }

  // Faults A1, KS1
  it('while the key store does not respond ends the turn, and nothing is sent when it responds', async () => {
    const key = Promise.withResolvers<string>();
    await withChat(
      'today',
      async (chat) => {
        const session = chat.controller.create();
        session.send('why?');
        await until(session, () => session.conversation.openTurn !== null);
        session.stop();
        assert.equal((await lastEnded(session)).status, 'stopped');
        key.resolve('sk-test-key');
        assert.equal((await ask(session, 'and now?')).status, 'complete');
        assert.equal(chat.bodies().length, 1);
      },
      systemClock,
      { keys: { read: () => key.promise } },
    );
  });
});

describe('during an answer', () => {
  // Fault A9
  it('a second send, an edit and a regenerate are rejected, and one request is sent', () =>
    withChat('today', async (chat) => {
      const session = chat.controller.create();
      const first = await ask(session, 'one');
      const next = Promise.withResolvers<void>();
      chat.server.script(held(next.promise));
      assert.equal(session.send('two'), undefined);
      assert.equal(session.send('two'), 'busy');
      assert.equal(session.edit(first.id, 'three'), 'busy');
      await until(session, () => session.activity?.kind === 'streaming');
      assert.equal(session.regenerate(first.id), 'busy');
      next.resolve();
      assert.equal((await lastEnded(session)).status, 'complete');
      assert.equal(chat.bodies().length, 2);
      assert.equal(activeBranch(session.conversation).length, 2);
    }));

  // Faults A10, KS3
  it('a new key and base URL do not affect the running turn, and apply to the next one', async () => {
    let key = 'sk-test-key';
    await withChat('today', (other) =>
      withChat(
        'today',
        async (chat) => {
          const session = chat.controller.create();
          const next = Promise.withResolvers<void>();
          chat.server.script(held(next.promise));
          session.send('one');
          await until(session, () => session.activity?.kind === 'streaming');
          chat.settings.baseUrl = other.server.url;
          key = 'sk-another-key';
          next.resolve();
          const turn = await lastEnded(session);
          assert.deepEqual([turn.status, contentOf(turn)], ['complete', 'half done']);
          assert.equal(other.server.requests.length, 0);
          const refused = await ask(session, 'two');
          assert.equal(refused.request?.origin, other.server.url);
          assert.equal(describeEnd(refused), 'failed auth setApiKey');
          assert.ok(
            other.server.requests.every(
              ({ headers }) => headers.authorization === 'Bearer sk-another-key',
            ),
          );
          key = 'sk-test-key';
          // Like a change in another window: the next request reads the key again.
          assert.equal((await ask(session, 'three')).status, 'complete');
        },
        systemClock,
        { keys: { read: () => Promise.resolve(key) } },
      ),
    );
  });

  // Fault A10
  it('a retry uses the base URL with which the turn started', () =>
    withChat('today', (other) =>
      withChat('today', async (chat) => {
        const session = chat.controller.create();
        chat.server.script(fixtures.status503);
        session.send('one');
        await until(session, () => session.activity?.kind === 'retrying');
        chat.settings.baseUrl = other.server.url;
        session.retryNow();
        assert.equal((await lastEnded(session)).request?.origin, chat.server.url);
        assert.deepEqual(other.server.requests, []);
      }),
    ));

  // Fault C1
  it('a wall clock change affects neither order nor delays', () => {
    const clock = new FakeClock();
    const day = 86_400_000;
    return withChat(
      'today',
      async (chat) => {
        const session = chat.controller.create();
        await ask(session, 'one');
        clock.setWall(-2 * day);
        const alive = Promise.withResolvers<void>();
        const next = Promise.withResolvers<void>();
        const rest = `${chunk({}, {}, 'stop')}data: [DONE]\n\n`;
        const pieces = [chunk({ reasoning_content: 'Hm' }), { until: alive.promise }];
        const more = [chunk({ content: 'So' }), { until: next.promise }, rest];
        chat.server.script({ raw: { chunks: [...pieces, ...more] } });
        session.send('two');
        await until(session, () => session.activity?.kind === 'streaming');
        clock.setWall(4 * day);
        // A jump looks like sleep; a live connection proves itself within 5 s and then continues.
        clock.advance(4_000);
        alive.resolve();
        await until(session, () => session.conversation.openTurn?.parts.length === 2);
        clock.advance(10_000);
        next.resolve();
        const turn = await lastEnded(session);
        assert.equal(describeEnd(turn), 'complete stop');
        clock.setWall(-4 * day);
        await ask(session, 'three');
        const branch = activeBranch(session.conversation);
        assert.deepEqual(
          branch.map(({ user }) => user.text),
          ['one', 'two', 'three'],
        );
        for (const one of branch) {
          for (const part of one.parts) assert.ok((partDuration(one, part) ?? -1) >= 0);
        }
        await assertGoesOn(chat, session);
      },
      clock,
    );
  });

  for (const [name, sleep] of [
    ['the steady clock stood still', (clock: FakeClock) => clock.setWall(600_000)],
    ['the steady clock went on', (clock: FakeClock) => clock.freeze(60_000)],
  ] as const) {
    // Fault N6
    it(`a machine that slept detects a dead connection within 5 s of waking: ${name}`, () => {
      const clock = new FakeClock();
      return withChat(
        'today',
        async (chat) => {
          const session = chat.controller.create();
          chat.server.script(held(never));
          session.send('one');
          await until(session, () => session.activity?.kind === 'streaming');
          sleep(clock);
          clock.advance(2_000);
          assert.notEqual(session.activity, null);
          clock.advance(5_000);
          const turn = await lastEnded(session);
          assert.equal(describeEnd(turn), 'interrupted interrupted');
          assert.match(turn.error?.message ?? '', /woke up/);
          assert.equal(contentOf(turn), 'half');
          await assertGoesOn(chat, session);
        },
        clock,
      );
    });
  }

  // Fault N5
  it('the user keeps control during 30 s of connecting', () => {
    const clock = new FakeClock();
    return withChat(
      'today',
      async (chat) => {
        const session = chat.controller.create();
        chat.server.script(fixtures.neverAnswers);
        session.send('one');
        await chat.server.waitFor(({ path }) => path.endsWith('/chat/completions'));
        clock.advance(30_000);
        await until(session, () => session.activity?.kind === 'stalled');
        session.stop();
        assert.equal((await lastEnded(session)).status, 'stopped');
        await assertGoesOn(chat, session);
      },
      clock,
    );
  });
});

describe('a key store', () => {
  for (const [name, reason, read] of [
    ['that fails', 'keyUnavailable', () => Promise.reject(new Error('sk-test-key is locked'))],
    ['that has forgotten', 'noKey', () => Promise.resolve(undefined)],
  ] as const) {
    // Fault KS1
    it(`${name} leaves the chat readable, asks for the key, and shows nothing of it`, async () => {
      const logged: string[] = [];
      const keep = (line: string) => void logged.push(line);
      await withChat(
        'today',
        async (chat) => {
          chat.settings.baseUrl = 'https://api.deepseek.com';
          const session = chat.controller.create();
          const turn = await ask(session, 'why?');
          assert.equal(describeEnd(turn), 'failed auth setApiKey');
          assert.equal(turn.error?.reason, reason);
          assert.doesNotMatch(JSON.stringify([turn, logged]), /sk-test/);
          chat.settings.baseUrl = chat.server.url;
          assert.equal((await ask(session, 'two')).error?.kind, 'auth');
          await chat.store.close();
          const stored = await chat.store.read(session.conversation.id);
          assert.deepEqual(stored?.conversation, session.conversation);
        },
        systemClock,
        { keys: { read }, logger: { info: keep, warn: keep, error: keep } },
      );
    });
  }
});

describe('a chat of a newer version', () => {
  // Fault A12
  it('is shown read-only, and its file is unchanged', () =>
    withChat('today', (chat) =>
      withTemporaryFolder(async (folder) => {
        const session = chat.controller.create();
        await ask(session, 'one');
        const { id } = session.conversation;
        const logger = { info() {}, warn() {}, error() {} };
        const options = { folder, files: nodeFiles, clock: systemClock, logger, writer: '1.0.0' };
        const store = new ConversationLog({ ...options, onProblem: () => assert.fail() });
        await store.appendSynced(id, [
          { type: 'conversationCreated', id, at: 0, systemPrompt: '' },
          {
            type: 'turnStarted',
            turnId: 't',
            parentId: null,
            at: 0,
            user: { text: 'q', context: [] },
          },
        ]);
        await store.close();
        const path = join(folder, 'chats', `${id}.jsonl`);
        const newer = (await readFile(path, 'utf8')).replace(/"schema":\d+/, '"schema":999');
        await writeFile(path, newer);
        const controller = new ChatController(
          { ...chat.ports, store, sharing: store },
          loadRequests,
        );
        const opened = (await controller.open(id))!;
        assert.equal(opened.readOnly, true);
        assert.equal(opened.send('more'), 'readOnly');
        assert.equal(opened.edit('t', 'other'), 'readOnly');
        assert.equal(opened.regenerate('t'), 'readOnly');
        opened.hideTurn('t', true);
        opened.selectBranch('t');
        opened.changeSettings({ model: 'x' });
        opened.stop();
        await store.close();
        assert.equal(await readFile(path, 'utf8'), newer);
        assert.equal(chat.bodies().length, 1);
      }),
    ));
});

/** Chats that nobody uses any more: they give up their lease, and are there again when somebody does. */

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { ChatController } from '../../../src/chat/chatController.ts';
import { ChatLibrary } from '../../../src/chat/history/chatLibrary.ts';
import type { ChatSession } from '../../../src/chat/session/chatSession.ts';
import { idleMs, maxIdle } from '../../../src/chat/session/idleSessions.ts';
import { activeBranch } from '../../../src/conversation/activeBranch.ts';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import type { FilePort } from '../../../src/platform/ports.ts';
import { ChatIndex } from '../../../src/storage/history/chatIndex.ts';
import { ConversationLog } from '../../../src/storage/log/conversationStore.ts';
import { DeletedChats } from '../../../src/storage/history/trash.ts';
import { heartbeatMs } from '../../../src/storage/lease/leases.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { systemClock, systemIds } from '../../../src/systemClock.ts';
import { until } from '../../../scripts/host/until.ts';
import { FakeClock } from '../fakeClock.ts';
import { chatEvents } from '../storage/storeFixture.ts';
import { ask, withChat, type TestChat, loadRequests } from './testChat.ts';

const soon = { what: 'the leases to change', everyMs: 5 };
const silent = { info() {}, warn() {}, error() {} };

interface Window {
  readonly controller: ChatController;
  readonly store: ConversationLog;
  readonly clock: FakeClock;
  readonly problems: (string | undefined)[];
}

/** A window whose clock is in the hands of the test; the server and the folder are those of a test chat. */
async function openWindow(
  chat: TestChat,
  test: (window: Window) => Promise<void>,
  files: FilePort = nodeFiles,
): Promise<void> {
  const clock = new FakeClock();
  const problems: (string | undefined)[] = [];
  const store = new ConversationLog({
    folder: chat.folder,
    files,
    clock,
    logger: silent,
    writer: '0.0.0',
    onProblem: (code) => problems.push(code),
  });
  const controller = new ChatController(
    { ...chat.ports, store, sharing: store, clock },
    loadRequests,
  );
  try {
    await test({ controller, store, clock, problems });
  } finally {
    await controller.closeAll();
    await store.close();
  }
}

function withWindow(
  test: (window: Window, chat: TestChat) => Promise<void>,
  files?: FilePort,
): Promise<void> {
  return withChat('today', (chat) => openWindow(chat, (window) => test(window, chat), files));
}

async function leases(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'chats'));
  return names.filter((name) => name.endsWith('.lease'));
}

/** Advances the clock until this many leases and open chats are left; the disk works in between. */
async function rest({ clock, controller }: Window, folder: string, left = 0): Promise<void> {
  await until(async () => {
    clock.advance(idleMs);
    // A chat is closed only after its lease has been deleted.
    return (await leases(folder)).length === left && controller.stored.length <= left;
  }, soon);
}

const words = (session: ChatSession | undefined) =>
  activeBranch(session!.conversation).map(({ user }) => user.text);

function imported(count: number): (readonly ConversationEvent[])[] {
  return Array.from({ length: count }, (_, index) => chatEvents(`chat-${String(index)}`, 2));
}

describe('chats that nobody uses', () => {
  // Fault V11
  it('hold few leases while a thousand are imported, and then none and no heartbeat', async function () {
    let beats = 0;
    const files: FilePort = {
      ...nodeFiles,
      overwrite: (path, data) => ((beats += 1), nodeFiles.overwrite(path, data)),
    };
    await withWindow(async (window, { folder }) => {
      const { controller, clock } = window;
      let most = 0;
      for (const [index, events] of imported(1_000).entries()) {
        await controller.createFrom(events);
        if (index % 50 === 0) most = Math.max(most, (await leases(folder)).length);
      }
      // Some are about to be given back when the next one is made.
      assert.ok(most <= 2 * maxIdle, `${String(most)} leases at once`);
      await rest(window, folder);
      assert.equal(controller.stored.length, 0);
      beats = 0;
      for (let beat = 0; beat < 20; beat += 1) clock.advance(heartbeatMs);
      assert.equal(beats, 0);
      assert.equal(clock.pending, 0, 'nothing goes on');
    }, files);
  });

  // Fault V11
  it('are there again when they are opened, here and in other windows', () =>
    withWindow(async (window, chat) => {
      const { controller } = window;
      const session = controller.create();
      const { id } = session.conversation;
      await ask(session, 'one');
      await rest(window, chat.folder);
      const there = await chat.controller.open(id);
      assert.equal(there?.elsewhere, false, 'the other window can write');
      await ask(there, 'two');
      await chat.controller.closeAll();
      await chat.store.release(id);
      const again = await controller.open(id);
      assert.deepEqual(words(again), ['one', 'two']);
      await ask(again!, 'three');
      assert.deepEqual(words(again), ['one', 'two', 'three']);
    }));

  // Fault V11
  it('stay open as long as a page shows them, a message is to be sent or a turn is in progress', () =>
    withWindow(async (window, { folder, server }) => {
      const { controller, clock } = window;
      const [shown, timed, busy] = [1, 2, 3].map(() => controller.create()) as [
        ChatSession,
        ChatSession,
        ChatSession,
      ];
      for (const session of [shown, timed, busy]) await ask(session, 'one');
      const release = shown.hold();
      timed.enqueue('later', [], { notBefore: clock.now() + 3_600_000 });
      const held = Promise.withResolvers<void>();
      server.script({
        content: 'abcdef',
        chunkSize: 1,
        hold: { afterChunks: 2, until: held.promise },
      });
      busy.send('two');
      for (let times = 0; times < 10; times += 1) {
        clock.advance(idleMs);
        await until(async () => (await leases(folder)).length === 3, soon);
      }
      assert.equal(controller.stored.length, 3);
      held.resolve();
      await until(() => !busy.busy, soon);
      await rest(window, folder, 2);
      assert.equal(controller.find(busy.conversation.id), undefined);
      release();
      release();
      await rest(window, folder, 1);
      assert.equal(controller.find(shown.conversation.id), undefined);
      timed.queue.remove(timed.conversation.queue![0]!.id);
      await rest(window, folder);
    }));

  // Fault V11
  it('stay open while something of them is only in memory', async () => {
    let full = false;
    const fail = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    const files: FilePort = {
      ...nodeFiles,
      openAppend: (path) => (full ? fail() : nodeFiles.openAppend(path)),
    };
    await withWindow(async (window, { folder }) => {
      const { controller, clock, problems } = window;
      const session = controller.create();
      await ask(session, 'one');
      await rest(window, folder);
      full = true;
      const again = (await controller.open(session.conversation.id))!;
      await ask(again, 'two');
      for (let times = 0; times < 20; times += 1) {
        clock.advance(idleMs);
        await until(async () => (await leases(folder)).length === 1, soon);
      }
      assert.equal(controller.find(again.conversation.id), again);
      assert.equal(problems.at(-1), 'ENOSPC');
      full = false;
      await rest(window, folder);
      assert.deepEqual(words(await controller.open(again.conversation.id)), ['one', 'two']);
    }, files);
  });

  // Fault V11
  it('go on in the hands of who still has them, where nobody has written into them', () =>
    withWindow(async (window, { folder }) => {
      const { controller } = window;
      const session = controller.create();
      await ask(session, 'one');
      for (const text of ['two', 'three']) {
        await rest(window, folder);
        assert.equal(controller.find(session.conversation.id), undefined);
        await ask(session, text);
        assert.equal(controller.find(session.conversation.id), session);
      }
      session.rename('a name', 'person');
      await rest(window, folder);
      const again = await controller.open(session.conversation.id);
      assert.deepEqual(words(again), ['one', 'two', 'three']);
      assert.equal(again?.conversation.title, 'a name');
      assert.equal(session.send('four'), 'elsewhere', 'only one is open');
    }));

  // Fault V11
  it('take nothing from who still has them before it is known what others wrote', () =>
    withWindow(async (window, chat) => {
      const { controller, clock } = window;
      const session = controller.create();
      const { id } = session.conversation;
      await ask(session, 'one');
      await rest(window, chat.folder);
      await ask((await chat.controller.open(id))!, 'two');
      await chat.controller.closeAll();
      await chat.store.release(id);
      const returned: string[] = [];
      session.onMessageReturned.on(({ text }) => returned.push(text));
      assert.equal(session.send('three'), undefined);
      await until(() => returned.length > 0, soon);
      assert.deepEqual(returned, ['three']);
      await until(() => {
        clock.advance(250);
        return !session.elsewhere && !session.busy;
      }, soon);
      assert.deepEqual(words(session), ['one', 'two']);
      await ask(session, 'three');
      assert.deepEqual(words(session), ['one', 'two', 'three']);
    }));

  // Fault V11
  it('are not given up under a page that shows them just then', () =>
    withWindow(async (window, { folder }) => {
      const { controller, clock } = window;
      const session = controller.create();
      await ask(session, 'one');
      const releases: (() => void)[] = [];
      for (let round = 0; round < 10; round += 1) {
        clock.advance(idleMs);
        for (let turn = 0; turn < round; turn += 1) await new Promise(setImmediate);
        releases.push(session.hold());
        const { id } = session.conversation;
        await until(async () => (await leases(folder)).length === 1, soon);
        assert.equal(controller.find(id), session, `round ${String(round)}`);
        assert.equal((await controller.open(id))?.elsewhere, false);
        await ask(session, `round ${String(round)}`);
        releases.pop()?.();
      }
      assert.equal(words(session).length, 11);
    }));

  // Fault V11
  it('are no longer followed when another window writes them', () => {
    let beats = 0;
    const files: FilePort = {
      ...nodeFiles,
      overwrite: async (path, data) => {
        await nodeFiles.overwrite(path, data);
        beats += 1;
      },
    };
    return withWindow(async ({ controller, clock }, chat) => {
      await openWindow(
        chat,
        async (other) => {
          const here = other.controller.create();
          const release = here.hold();
          await ask(here, 'one');
          const there = (await controller.open(here.conversation.id))!;
          assert.equal(there.elsewhere, true);
          const isOpen = () => controller.find(there.conversation.id) === there;
          for (let second = 0; second < 120 && isOpen(); second += 1) {
            const before = beats;
            await until(() => {
              other.clock.advance(heartbeatMs);
              return beats > before;
            }, soon);
            clock.advance(heartbeatMs);
            await until(() => clock.pending > 0 || !isOpen(), soon);
          }
          assert.deepEqual([isOpen(), clock.pending], [false, 0], 'it is not looked at any more');
          await ask(here, 'two');
          const leave = there.hold();
          await until(() => {
            clock.advance(250);
            return words(there).length === 2;
          }, soon);
          assert.equal(there.elsewhere, true);
          leave();
          release();
        },
        files,
      );
    });
  });

  // Fault V11
  it('are listed as they were last', () =>
    withWindow(async (window, chat) => {
      const { controller, store, clock } = window;
      const { folder } = chat;
      const library = new ChatLibrary({
        controller,
        store,
        clock,
        ids: systemIds,
        logger: silent,
        chatIndex: new ChatIndex({ folder, files: nodeFiles, logger: silent }),
        trash: new DeletedChats(folder, nodeFiles, systemClock),
      });
      await library.load();
      const titles = () => library.chats.map(({ summary }) => summary.title);
      const session = controller.create();
      await ask(session, 'one');
      await rest(window, folder);
      assert.deepEqual(titles(), ['one']);
      assert.equal(await library.rename(session.conversation.id, 'another name'), undefined);
      assert.deepEqual(titles(), ['another name']);
      assert.equal(await library.pin(session.conversation.id, true), undefined);
      await until(() => {
        clock.advance(1_000);
        return library.chats[0]?.summary.pinned === true;
      }, soon);
      assert.deepEqual(titles(), ['another name']);
      assert.deepEqual(await leases(folder), []);
    }));
});

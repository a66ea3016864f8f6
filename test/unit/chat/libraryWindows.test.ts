import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { ChatController } from '../../../src/chat/chatController.ts';
import { ChatLibrary } from '../../../src/chat/history/chatLibrary.ts';
import type { TrashPort } from '../../../src/chat/history/libraryPorts.ts';
import { ChatIndex } from '../../../src/storage/history/chatIndex.ts';
import { ConversationLog } from '../../../src/storage/log/conversationStore.ts';
import { DeletedChats } from '../../../src/storage/history/trash.ts';
import { staleMs } from '../../../src/storage/lease/lease.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { systemClock, systemIds } from '../../../src/systemClock.ts';
import { until } from '../../../scripts/host/until.ts';
import { makeTenant, openStore } from '../storage/storeFixture.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';
import { ask, withChat, type TestChat, loadRequests } from './testChat.ts';

/** One window on the chats. */
interface Window {
  readonly store: ConversationLog;
  readonly controller: ChatController;
  readonly library: ChatLibrary;
}

interface Windows {
  readonly chat: TestChat;
  readonly here: Window;
  readonly there: Window;
  /** What lies in the folder of the logs, leases left out. */
  readonly files: () => Promise<readonly string[]>;
}

const logger = { info() {}, warn() {}, error() {} };

/** Runs `test` with two windows on the same chats; neither may report damage. */
async function withWindows(
  test: (windows: Windows) => Promise<void>,
  deletedOf: (deleted: TrashPort) => TrashPort = (deleted) => deleted,
): Promise<void> {
  await withChat('today', async (chat) => {
    const { folder } = chat;
    const store = new ConversationLog({
      folder,
      files: nodeFiles,
      clock: systemClock,
      writer: '0.0.0',
      logger,
      onProblem: (code) => assert.equal(code, undefined),
      onDamage: ({ kind }) => assert.fail(kind),
    });
    const other = new ChatController({ ...chat.ports, store, sharing: store }, loadRequests);
    const toWindow = (controller: ChatController, log: ConversationLog): Window => {
      const trash = deletedOf(new DeletedChats(folder, nodeFiles, systemClock));
      const chatIndex = new ChatIndex({ folder, files: nodeFiles, logger });
      const ports = {
        controller,
        store: log,
        trash,
        chatIndex,
        clock: systemClock,
        ids: systemIds,
      };
      return { controller, store: log, library: new ChatLibrary({ ...ports, logger }) };
    };
    const files = async () =>
      (await readdir(join(folder, 'chats'))).filter((name) => !name.endsWith('.lease'));
    try {
      const here = toWindow(chat.controller, chat.store);
      await test({ chat, here, there: toWindow(other, store), files });
    } finally {
      await other.closeAll();
      await store.close();
    }
  });
}

/** Begins a chat in a window; resolves to its id. */
async function begin({ controller }: Window, question = 'one'): Promise<string> {
  const session = controller.create();
  await ask(session, question);
  return session.conversation.id;
}

/** What the holder of a lease wrote last; nothing when nobody has it. */
async function leaseOf(folder: string, id: string): Promise<string> {
  const path = join(folder, 'chats', `${id}.lease`);
  const number = (await nodeFiles.list(path)).find((name) => /^\d+$/.test(name));
  return number === undefined ? '' : await readFile(join(path, number), 'utf8');
}

const titles = ({ library }: Window) => library.chats.map(({ summary }) => summary.title);

describe('the library of a window beside another one', () => {
  for (const reading of [false, true]) {
    const where = reading ? 'only reads' : 'does not have open';
    // Fault A14
    it(`leaves a chat of the other that it ${where} as it is, and says why`, () =>
      withWindows(async ({ chat, here, there, files }) => {
        const id = await begin(here);
        await here.store.appendSynced(id, []);
        await there.library.load();
        if (reading) assert.equal((await there.controller.open(id))?.elsewhere, true);
        const path = join(chat.folder, 'chats', `${id}.jsonl`);
        const before = await readFile(path);
        there.library.onRemove.on(() => assert.fail('removed'));
        assert.equal(await there.library.rename(id, 'mine'), 'elsewhere');
        assert.equal(await there.library.pin(id, true), 'elsewhere');
        assert.equal(await there.library.remove(id), 'elsewhere');
        assert.deepEqual(await readFile(path), before);
        assert.deepEqual(await files(), [`${id}.jsonl`]);
        assert.deepEqual([titles(there), there.library.lastDeleted], [['one'], undefined]);
        const copy = (await there.library.duplicate(id, (title) => `${title} (copy)`))!;
        assert.deepEqual(titles(there).sort(), ['one', 'one (copy)']);
        assert.equal((await here.controller.open(copy))?.elsewhere, false, 'nobody keeps the copy');
        const session = here.controller.find(id)!;
        assert.equal((await ask(session, 'two')).status, 'complete', 'the other goes on');
      }));
  }

  it('changes and deletes a chat once the other has let go of it, and keeps it no longer than that', () =>
    withWindows(async ({ here, there }) => {
      const id = await begin(here);
      await here.controller.release(id);
      await here.store.release(id);
      await there.library.load();
      assert.equal(await there.library.rename(id, 'mine'), undefined);
      assert.equal(await there.library.pin(id, true), undefined);
      const session = (await here.controller.open(id))!;
      const { title, pinned } = session.conversation;
      assert.deepEqual([session.elsewhere, title, pinned], [false, 'mine', true]);
      await here.controller.release(id);
      await here.store.release(id);
      assert.equal(await there.library.remove(id), undefined);
      await there.library.undo();
      const again = (await here.controller.open(id))!;
      assert.deepEqual([again.elsewhere, again.conversation.title], [false, 'mine']);
    }));

  // Fault A14
  it('does not let the other write a chat while it is deleted, nor give it away', async () => {
    let move: () => void = () => {};
    const held = new Promise<void>((resolve) => (move = resolve));
    await withWindows(
      async ({ chat, here, there, files }) => {
        const id = await begin(here);
        await here.library.load();
        const removing = here.library.remove(id);
        await there.store.ask(id);
        for (const heartbeat of ['first', 'second']) {
          const before = await leaseOf(chat.folder, id);
          const beaten = async () => (await leaseOf(chat.folder, id)) !== before;
          await until(beaten, { what: `the ${heartbeat} heartbeat` });
        }
        assert.equal(await there.store.claim(id, makeTenant()), false);
        move();
        assert.equal(await removing, undefined);
        assert.deepEqual(await files(), []);
      },
      (deleted) => ({
        purge: (keepMs) => deleted.purge(keepMs),
        restore: (id) => deleted.restore(id),
        restoreKept: () => deleted.restoreKept(),
        async moveAway(id) {
          await held;
          await deleted.moveAway(id);
        },
      }),
    );
  });

  it('keeps the lease of a chat that is opened while it is named', () =>
    withWindows(async ({ here, there }) => {
      const id = await begin(here);
      await here.controller.release(id);
      await here.store.release(id);
      await here.library.load();
      const naming = here.library.rename(id, 'mine');
      const session = (await here.controller.open(id))!;
      assert.equal(await naming, undefined);
      assert.equal((await there.controller.open(id))?.elsewhere, true);
      assert.equal((await ask(session, 'two')).status, 'complete');
    }));
});

describe('a window that slept while another one took its chat', () => {
  // Fault A14
  it('notices the loss before it writes, and notifies the holder of the lease', () =>
    withTemporaryFolder(async (folder) => {
      const sleeper = openStore(folder);
      const holder = makeTenant();
      await sleeper.store.claim('c1', holder);
      await sleeper.store.appendSynced('c1', [
        { type: 'conversationCreated', id: 'c1', at: 1, systemPrompt: '' },
      ]);
      assert.equal(await sleeper.store.mayChange('c1'), true);
      const waker = openStore(folder);
      assert.equal(await waker.store.claim('c1', makeTenant()), false);
      waker.clock.advance(staleMs);
      assert.equal(await waker.store.claim('c1', makeTenant()), true);
      assert.equal(await sleeper.store.mayChange('c1'), false);
      assert.deepEqual([holder.lost, sleeper.damages], [[[]], []]);
      const named = await sleeper.store.amend('c1', [{ type: 'pinned', pinned: true }]);
      assert.deepEqual([named, sleeper.damages], [false, []]);
      await Promise.all([sleeper.store.close(), waker.store.close()]);
    }));
});

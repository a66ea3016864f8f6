import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { ChatPorts } from '../../../src/chat/ports.ts';
import type { FilePort } from '../../../src/platform/ports.ts';
import { ConversationLog } from '../../../src/storage/log/conversationStore.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { systemClock } from '../../../src/systemClock.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';
import { ask, lastEnded, withChat, type TestChat } from './testChat.ts';

/** A disk whose syncs of logs wait until the test lets them go. */
function slowDisk(): { files: FilePort; begun: Promise<void>; release: () => void; done: boolean } {
  const begun = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const disk = {
    begun: begun.promise,
    release: () => held.resolve(),
    done: false,
    files: {
      ...nodeFiles,
      async openAppend(path: string) {
        const handle = await nodeFiles.openAppend(path);
        const sync = async () => {
          begun.resolve();
          await held.promise;
          await handle.sync();
          disk.done = true;
        };
        return {
          append: (data: Uint8Array) => handle.append(data),
          sync,
          close: () => handle.close(),
        };
      },
    },
  };
  return disk;
}

/** Runs a chat whose log is on this disk. */
async function withDisk(
  { files, release }: Pick<ReturnType<typeof slowDisk>, 'files' | 'release'>,
  test: (chat: TestChat, log: () => Promise<string>) => Promise<void>,
  ports: Partial<ChatPorts> = {},
): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    const logger = { info() {}, warn() {}, error() {} };
    const about = { folder, files, clock: systemClock, logger, writer: '0', onProblem() {} };
    const store = new ConversationLog(about);
    const chats = join(folder, 'chats');
    const log = async () => {
      const name = (await readdir(chats)).find((text) => text.endsWith('.jsonl'));
      return name === undefined ? '' : await readFile(join(chats, name), 'utf8');
    };
    try {
      const own = { ...ports, store, sharing: store };
      await withChat('today', (chat) => test(chat, log).finally(release), systemClock, own);
    } finally {
      await store.close();
    }
  });
}

describe('between a message and its request', () => {
  it('says once that it is being sent: every activity is drawn before the request leaves', () =>
    withChat('today', async ({ controller, server }) => {
      const session = controller.create();
      const reported: (string | undefined)[] = [];
      session.onActivity.on(() => reported.push(session.activity?.kind));
      let before: typeof reported = [];
      server.answerWith(() => {
        before = [...reported];
        return Promise.resolve({ content: 'ok' });
      });
      session.send('one');
      assert.equal(session.activity?.kind, 'sending');
      assert.equal((await lastEnded(session)).status, 'complete');
      assert.deepEqual(before, ['sending']);
    }));

  it('prepares the request while the question is being written, and sends it when that is on the disk', async () => {
    const disk = slowDisk();
    const keyRead = Promise.withResolvers<void>();
    const keys = {
      read: () => {
        keyRead.resolve();
        return Promise.resolve('sk-test-key');
      },
    };
    await withDisk(
      disk,
      async ({ controller, server, bodies }, log) => {
        const atRequest: { synced: boolean; log: string }[] = [];
        server.answerWith(async () => {
          atRequest.push({ synced: disk.done, log: await log() });
          return { content: 'ok' };
        });
        const session = controller.create();
        session.send('one');
        await Promise.all([disk.begun, keyRead.promise]);
        // Anything that was on its way would be there before this.
        await fetch(`${server.url}/models`);
        assert.equal(bodies().length, 0);
        disk.release();
        assert.equal((await lastEnded(session)).status, 'complete');
        await ask(session, 'two');
        assert.deepEqual(
          atRequest.map(({ synced, log }) => [
            synced,
            log.includes('"one"'),
            log.includes('"two"'),
          ]),
          [
            [true, true, false],
            [true, true, true],
          ],
        );
      },
      { keys },
    );
  });

  // Fault A1
  it('sends nothing where it was stopped while the question was being written', async () => {
    const disk = slowDisk();
    const asked: string[] = [];
    const spending = {
      read: () => Promise.resolve([]),
      ask: () => (asked.push('spend'), Promise.resolve('cancel' as const)),
    };
    await withDisk(
      disk,
      async ({ controller, bodies, settings }, log) => {
        settings.spendLimit = { perDay: 0.000001 };
        settings.profile = 'official';
        const session = controller.create();
        session.send('one');
        await disk.begun;
        session.stop();
        disk.release();
        assert.equal((await lastEnded(session)).status, 'stopped');
        assert.deepEqual([bodies().length, asked], [0, []]);
        await session.close();
        assert.match(await log(), /"one"/);
      },
      { spending },
    );
  });
});

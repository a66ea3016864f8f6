import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readFile, readdir, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';
import type { FilePort } from '../../../src/platform/ports.ts';
import { parseLog } from '../../../src/storage/log/logFormat.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { until } from '../../../scripts/host/until.ts';
import { systemClock } from '../../../src/systemClock.ts';
import { ask, withChat } from '../chat/testChat.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';
import { chatEvents, makeTenant, openStore, pathOf, turnEvents } from './storeFixture.ts';

/** Operations used by a chat; those of an open file are named after their handle. */
const operations = [
  'createExclusive',
  'openRead',
  'openAppend',
  'list',
  'truncate',
  'writeAtomic',
  'stat',
  'append',
  'halfAppend',
  'sync',
] as const;
type Operation = (typeof operations)[number];

/** Files with one operation that fails while `broken` returns true. */
function faulty(operation: Operation, code: string, broken: () => boolean): FilePort {
  const fail = () => Promise.reject(Object.assign(new Error(code), { code }));
  const files: FilePort = {
    ...nodeFiles,
    async openAppend(path) {
      const handle = await nodeFiles.openAppend(path);
      return {
        ...handle,
        async append(data) {
          if (operation === 'append' && broken()) return fail();
          if (operation !== 'halfAppend' || !broken()) return handle.append(data);
          await handle.append(data.subarray(0, data.length / 2));
          return fail();
        },
        sync: () => (operation === 'sync' && broken() ? fail() : handle.sync()),
      };
    },
  };
  if (operation === 'append' || operation === 'halfAppend' || operation === 'sync') return files;
  const real = files as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  return {
    ...files,
    [operation]: (...args: unknown[]) => (broken() ? fail() : real[operation]!(...args)),
  };
}

async function foldedFrom(folder: string) {
  return reduceAll(emptyConversation, parseLog(await readFile(pathOf(folder))).events);
}

const saved = { what: 'the chat to be saved' };

describe('a failing disk', () => {
  for (const code of ['ENOSPC', 'EROFS', 'EACCES', 'EMFILE', 'EIO']) {
    // Faults D1, D2
    it(`with ${code} at any operation lets the chat continue in memory, and saves everything when it works again`, () =>
      withTemporaryFolder(async (parent) => {
        for (const operation of operations) {
          const folder = join(parent, operation);
          await mkdir(join(folder, 'chats'), { recursive: true });
          const before = openStore(folder);
          await before.store.appendSynced('c1', chatEvents('c1', 2));
          await before.store.close();
          const old = await readFile(pathOf(folder));
          let broken = true;
          const { store, clock, problems } = openStore(folder, {
            files: faulty(operation, code, () => broken),
          });
          await store.claim('c1', makeTenant());
          await store.appendSynced('c1', turnEvents(2));
          await store.appendSynced('c1', turnEvents(3));
          const left = await readFile(pathOf(folder));
          assert.deepEqual(left.subarray(0, old.length), old, `${operation}: what was there`);
          const reported = new Set(problems);
          assert.ok(reported.size <= 1 && [...reported].every((item) => item === code), operation);
          broken = false;
          for (let tries = 0; tries < 3; tries += 1) clock.advance(5_000);
          await until(async () => (await foldedFrom(folder)).turns.size === 4, saved);
          await store.close();
          assert.equal(problems.at(-1), undefined, operation);
          const all = [...chatEvents('c1', 2), ...turnEvents(2), ...turnEvents(3)];
          const { events } = parseLog(await readFile(pathOf(folder)));
          const ends = events.filter(({ type }) => type === 'turnEnded');
          assert.equal(ends.length, 4, `${operation}: nothing is doubled`);
          assert.deepEqual(await foldedFrom(folder), reduceAll(emptyConversation, all), operation);
          const again = openStore(folder);
          assert.equal((await again.store.read('c1'))?.badLines, 0);
        }
      }));
  }

  it('for one chat keeps its warning until that chat is saved, whatever happens to others', () =>
    withTemporaryFolder(async (folder) => {
      let broken = true;
      const files: FilePort = {
        ...nodeFiles,
        openAppend: (path) =>
          broken && path.endsWith('c1.jsonl')
            ? Promise.reject(Object.assign(new Error(), { code: 'EACCES' }))
            : nodeFiles.openAppend(path),
      };
      const { store, clock, problems } = openStore(folder, { files });
      await store.appendSynced('c1', chatEvents('c1', 1));
      await store.appendSynced('c2', chatEvents('c2', 1));
      assert.deepEqual(problems, ['EACCES']);
      broken = false;
      clock.advance(5_000);
      await until(() => problems.at(-1) === undefined, saved);
      await store.close();
    }));

  // Fault D1
  it('with a file size limit keeps the chat of a real process intact, with everything saved before', async function () {
    if (process.platform === 'win32') return console.log('      no file-size limit on Windows');
    await withTemporaryFolder(async (folder) => {
      const script = join(import.meta.dirname, 'limitedStore.ts');
      const command = `ulimit -f 64; exec "${process.execPath}" "${script}" "${folder}"`;
      const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
      let reported = '';
      child.stdout.on('data', (data: Buffer) => (reported += data.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      assert.equal(code, 0);
      const { synced, inMemory, problem } = JSON.parse(reported) as Record<string, number | string>;
      assert.equal(problem, 'EFBIG');
      assert.ok(Number(inMemory) > Number(synced));
      const stored = await openStore(folder).store.read('c1');
      assert.ok(stored !== undefined && stored.conversation.turns.size >= Number(synced));
      assert.equal(stored.badLines, 0);
    });
  });

  // Fault D1
  it('that is full lets the chat continue, and saves everything when there is space', async function () {
    await withSmallDisk('128k', async (folder) => {
      const { store, clock, problems } = openStore(folder);
      await store.claim('c1', makeTenant());
      await store.appendSynced('c1', chatEvents('c1', 0));
      let turns = 0;
      for (; problems.at(-1) === undefined && turns < 500; turns += 1) {
        await store.appendSynced('c1', turnEvents(turns));
      }
      assert.deepEqual(problems, ['ENOSPC']);
      const kept = (await foldedFrom(folder)).turns.size;
      assert.ok(kept > 10 && kept < turns, `${String(kept)} of ${String(turns)}`);
      execFileSync('mount', ['-o', 'remount,size=4m', folder]);
      clock.advance(5_000);
      await until(() => problems.at(-1) === undefined, saved);
      assert.equal((await foldedFrom(folder)).turns.size, turns);
      await store.close();
    });
  });

  for (const room of [0, 1, 2, 3]) {
    // Fault V3
    it(`with space for ${String(room)} more files when a chat starts answers it, and saves it when there is space`, async function () {
      await withSmallDisk('2m', async (folder) => {
        await mkdir(join(folder, 'chats'));
        const ballast = join(folder, 'ballast');
        await fill(ballast);
        await truncate(ballast, (await stat(ballast)).size - room * 4096);
        const { store, clock, problems } = openStore(folder);
        await withChat(
          'today',
          async ({ controller, bodies }) => {
            const session = controller.create();
            const { status } = await ask(session, 'a question '.repeat(2_000));
            assert.deepEqual([status, bodies().length, session.elsewhere], ['complete', 1, false]);
            const { id } = session.conversation;
            // The end of the turn is written asynchronously.
            await until(() => problems.length > 0, saved);
            assert.deepEqual(problems, ['ENOSPC']);
            const names = await readdir(folder, { recursive: true });
            for (const name of names.filter((text) => /lease.|\.new-/.test(text))) {
              assert.ok((await stat(join(folder, name))).size > 0, `${name} is empty`);
            }
            await rm(ballast);
            await until(() => {
              clock.advance(5_000);
              return problems.at(-1) === undefined;
            }, saved);
            const stored = await openStore(folder).store.read(id);
            assert.deepEqual(stored?.conversation.turns, session.conversation.turns);
          },
          systemClock,
          { store, sharing: store },
        );
        await store.close();
      });
    });
  }
});

/** Runs `test` on a file system of this size, if one can be mounted. */
async function withSmallDisk(size: string, test: (folder: string) => Promise<void>) {
  await withTemporaryFolder(async (parent) => {
    const folder = join(parent, 'small');
    await mkdir(folder);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], {
        stdio: 'pipe',
      });
    } catch (error) {
      // Mounting requires root, and is not possible in every container.
      console.log(`      not shown here: no file system can be mounted (${String(error)})`);
      return;
    }
    try {
      await test(folder);
    } finally {
      execFileSync('umount', [folder]);
    }
  });
}

/** Creates a file that fills the disk. */
async function fill(path: string): Promise<void> {
  for (const piece of [65_536, 4_096]) {
    try {
      for (;;) await appendFile(path, new Uint8Array(piece));
    } catch (error) {
      assert.equal((error as { readonly code?: unknown }).code, 'ENOSPC');
    }
  }
}

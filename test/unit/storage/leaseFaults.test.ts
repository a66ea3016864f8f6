/** Leases with damaged files, failing disks and different clocks: a chat is never lost, stolen or locked forever. */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { FilePort } from '../../../src/platform/ports.ts';
import type { ConversationLog } from '../../../src/storage/log/conversationStore.ts';
import { Lease, staleAskMs, staleMs } from '../../../src/storage/lease/lease.ts';
import { identify, toRecordBytes } from '../../../src/storage/lease/leaseRecord.ts';
import { heartbeatMs } from '../../../src/storage/lease/leases.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { until } from '../../../scripts/host/until.ts';
import { FakeClock } from '../fakeClock.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';
import { chatEvents, makeTenant, openStore, turnEvents } from './storeFixture.ts';
import { strangeFiles } from './strangeFiles.ts';

const leaseOf = (folder: string) => join(folder, 'chats', 'c1.lease');
const soon = { what: 'the lease to change hands' };

async function isWriter(store: ConversationLog): Promise<boolean> {
  return await store.claim('c1', makeTenant());
}

/** Whether a store that retries every second gets the chat within `ms` milliseconds. */
async function isTakenWithin(folder: string, ms: number): Promise<boolean> {
  const { store, clock, problems } = openStore(folder);
  try {
    for (let waited = 0; waited <= ms; waited += 1_000) {
      if (await isWriter(store)) {
        await store.appendSynced('c1', chatEvents('c1', 1));
        assert.deepEqual(problems, []);
        return true;
      }
      clock.advance(1_000);
    }
    return false;
  } finally {
    await store.close();
  }
}

describe('a lease whose folder contains', () => {
  for (const [name, put] of strangeFiles) {
    // Fault V4
    it(`${name} as a request is taken anyway once that has not changed for a while`, () =>
      withTemporaryFolder(async (folder) => {
        await put(join(leaseOf(folder), 'ask-somebody'));
        assert.equal(await isTakenWithin(folder, staleMs), true);
        const left = await readdir(join(folder, 'chats'));
        assert.ok(!left.includes('c1.lease'), 'nothing is left of it');
      }));

    // Fault V23
    it(`${name} as a holder is taken once that has not changed for a while`, () =>
      withTemporaryFolder(async (folder) => {
        await put(join(leaseOf(folder), '7'));
        assert.equal(await isTakenWithin(folder, staleMs), true);
      }));
  }

  // Fault V4
  it('unreadable requests stays with its holder', () =>
    withTemporaryFolder(async (folder) => {
      const { store, clock } = openStore(folder);
      const holder = makeTenant();
      await store.claim('c1', holder);
      for (const [index, [, put]] of strangeFiles.entries()) {
        await put(join(leaseOf(folder), `ask-${String(index)}`));
      }
      for (let beat = 0; beat < 10; beat += 1) {
        clock.advance(heartbeatMs);
        await until(() => clock.pending > 0, soon);
      }
      assert.equal(holder.left, 0);
      const left = await readdir(leaseOf(folder));
      assert.deepEqual(left, ['1'], 'the requests are gone');
      await store.close();
    }));

  for (const name of ['0', '007', '-1', '1e3', '999999999999999', '9'.repeat(40), 'x', 'ask-']) {
    // Fault V4
    it(`a file named ${name} is taken eventually`, () =>
      withTemporaryFolder(async (folder) => {
        await mkdir(leaseOf(folder), { recursive: true });
        await writeFile(join(leaseOf(folder), name), 'junk');
        assert.equal(await isTakenWithin(folder, staleMs), true);
        assert.equal(await isTakenWithin(folder, staleMs), true, 'and again');
      }));
  }

  // Fault V4
  it('a request of another machine is taken once that was not renewed for a minute, whatever its timestamp', () =>
    withTemporaryFolder(async (parent) => {
      for (const at of [0, 1, Date.now(), 4e12, -4e12, Number.MAX_VALUE]) {
        const folder = join(parent, String(at));
        await mkdir(leaseOf(folder), { recursive: true });
        const asked = { ...identify('other'), host: 'elsewhere', at, beat: 1 };
        await writeFile(join(leaseOf(folder), 'ask-other'), toRecordBytes(asked));
        assert.equal(await isTakenWithin(folder, staleAskMs - 2_000), false, String(at));
        assert.equal(await isTakenWithin(folder, staleAskMs), true, String(at));
      }
    }));

  // Fault V4
  it('a request that is renewed waits for its holder without limit', () =>
    withTemporaryFolder(async (folder) => {
      const testStore = openStore(folder);
      const two = openStore(folder);
      const holder = makeTenant();
      await testStore.store.claim('c1', holder);
      holder.busy = true;
      await two.store.ask('c1');
      for (let waited = 0; waited < 2 * staleAskMs; waited += 10_000) {
        const { pending } = testStore.clock;
        testStore.clock.freeze(9_000);
        testStore.clock.advance(heartbeatMs);
        await until(() => testStore.clock.pending === pending, soon);
        two.clock.advance(6_000);
        assert.equal(await isWriter(two.store), false);
      }
      holder.busy = false;
      testStore.clock.advance(heartbeatMs);
      await until(() => isWriter(two.store), soon);
      await Promise.all([testStore.store.close(), two.store.close()]);
    }));

  const places = {
    'a file': (path: string) => writeFile(path, 'junk'),
    ...(process.platform === 'win32'
      ? {}
      : {
          'a FIFO': (path: string) => Promise.resolve(execFileSync('mkfifo', [path])),
          'a link to nothing': (path: string) => symlink('nowhere', path),
          'a link to a device': (path: string) => symlink('/dev/null', path),
        }),
  };
  for (const [name, put] of Object.entries(places)) {
    // Fault V23
    it(`nothing because it is ${name} can be created anyway`, () =>
      withTemporaryFolder(async (folder) => {
        await mkdir(join(folder, 'chats'));
        await put(leaseOf(folder));
        const { store, clock, problems } = openStore(folder);
        await isWriter(store);
        await store.appendSynced('c1', chatEvents('c1', 1));
        for (let tries = 0; tries < 3; tries += 1) clock.advance(5_000);
        await until(async () => (await store.read('c1'))?.conversation.turns.size === 1, soon);
        assert.equal(problems.at(-1), undefined);
        assert.equal(await isWriter(openStore(folder).store), false);
        await store.close();
      }));
  }
});

describe('a lease on a disk', () => {
  // Fault V3
  it('with a file size limit leaves no empty lease file', async function () {
    if (process.platform === 'win32') return console.log('      no file-size limit on Windows');
    await withTemporaryFolder(async (folder) => {
      const script = join(import.meta.dirname, 'limitedFiles.ts');
      const command = `ulimit -f 0; exec "${process.execPath}" "${script}" "${folder}"`;
      const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'] });
      assert.deepEqual(await once(child, 'close'), [0, null]);
      assert.deepEqual(await readdir(folder, { recursive: true }), ['chats']);
    });
  });

  // Fault V4
  it('that cannot delete files is taken from dead holders anyway, and released', () =>
    withTemporaryFolder(async (folder) => {
      for (const code of ['EACCES', 'EPERM', 'EBUSY', 'EROFS', 'EIO']) {
        const refuse = () => Promise.reject(Object.assign(new Error(code), { code }));
        const files = { ...nodeFiles, remove: refuse, removeEmptyFolder: refuse };
        const { store, clock, problems } = openStore(folder, { files });
        await until(() => {
          clock.advance(1_000);
          return isWriter(store);
        }, soon);
        await store.appendSynced('c1', turnEvents(0));
        await store.close();
        assert.deepEqual(problems, [], code);
      }
      assert.equal(await isTakenWithin(folder, staleMs), true);
    }));

  // Fault V3
  it('that is disconnected lets the chat continue in memory, and saves everything when it is back', () =>
    withTemporaryFolder(async (folder) => {
      const { store, clock, problems, warnings } = openStore(folder);
      const holder = makeTenant();
      await store.claim('c1', holder);
      await store.appendSynced('c1', chatEvents('c1', 1));
      await rename(join(folder, 'chats'), join(folder, 'away'));
      const beats = () => clock.pending > 0;
      for (let beat = 0; beat < 5; beat += 1) {
        clock.advance(heartbeatMs);
        await until(beats, soon);
      }
      await store.appendSynced('c1', turnEvents(1));
      assert.deepEqual([problems, holder.left, holder.lost], [['ENOENT'], 0, []]);
      assert.ok(warnings.length <= 2, 'one failure is logged once');
      await rename(join(folder, 'away'), join(folder, 'chats'));
      clock.advance(5_000);
      await until(() => problems.at(-1) === undefined, soon);
      assert.equal((await store.read('c1'))?.conversation.turns.size, 2);
      await store.close();
    }));

  // Fault V3
  it('that rejects heartbeats for a while is kept, unless another window has taken it', () =>
    withTemporaryFolder(async (folder) => {
      let full = true;
      const fail = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
      const files: FilePort = {
        ...nodeFiles,
        overwrite: (path, data) => (full ? fail() : nodeFiles.overwrite(path, data)),
      };
      const testStore = openStore(folder, { files });
      const holder = makeTenant();
      await testStore.store.claim('c1', holder);
      const beat = async () => {
        testStore.clock.advance(heartbeatMs);
        await until(() => testStore.clock.pending > 0, soon);
      };
      for (let beats = 0; beats < 20; beats += 1) await beat();
      full = false;
      await beat();
      assert.deepEqual([holder.left, holder.lost], [0, []]);
      full = true;
      const two = openStore(folder);
      assert.equal(await isWriter(two.store), false);
      two.clock.advance(staleMs);
      assert.equal(await isWriter(two.store), true);
      full = false;
      testStore.clock.advance(heartbeatMs);
      await until(() => holder.lost.length > 0, soon);
      await Promise.all([testStore.store.close(), two.store.close()]);
    }));
});

/** Two machines that share a folder; the second one's wall clock is wrong. */
function openMachines(folder: string, skewMs: number) {
  return ['one', 'two'].map((host, index) => {
    const clock = new FakeClock();
    clock.setWall(index * skewMs);
    const me = { host, window: host, pid: 1 };
    return { clock, lease: new Lease({ folder, me, files: nodeFiles, clock }) };
  }) as [Machine, Machine];
}

interface Machine {
  readonly clock: FakeClock;
  readonly lease: Lease;
}

describe('two machines with a clock difference of', () => {
  const minute = 60_000;
  const day = 24 * 60 * minute;
  const skews = [0, 4 * minute, 6 * minute, day, 400 * day, 40_000 * day];
  for (const skewMs of skews.flatMap((skew) => [skew, -skew])) {
    // Fault V9
    it(`${String(skewMs / minute)} minutes take a chat only from a dead holder`, () =>
      withTemporaryFolder(async (folder) => {
        const [machine, two] = openMachines(join(folder, 'c1.lease'), skewMs);
        assert.equal(await machine.lease.take(), 'taken');
        for (let second = 0; second < 120; second += 1) {
          machine.clock.advance(1_000);
          two.clock.advance(1_000);
          assert.equal(await machine.lease.beat(), true);
          assert.equal(await two.lease.take(), 'elsewhere');
        }
        // From here on the first one is dead, and its clock is irrelevant.
        two.clock.advance(staleMs - 1);
        assert.equal(await two.lease.take(), 'elsewhere');
        two.clock.advance(1);
        assert.equal(await two.lease.take(), 'takenFromSleeper');
        assert.equal(await machine.lease.beat(), false);
        for (let second = 0; second < 30; second += 1) {
          machine.clock.advance(1_000);
          two.clock.advance(1_000);
          assert.equal(await two.lease.beat(), true);
          assert.equal(await machine.lease.take(), 'elsewhere');
        }
      }));
  }

  // Fault V9
  it('a sudden clock change do not take a chat from each other', () =>
    withTemporaryFolder(async (folder) => {
      const [machine, two] = openMachines(join(folder, 'c1.lease'), 0);
      assert.equal(await machine.lease.take(), 'taken');
      for (let second = 0; second < 60; second += 1) {
        for (const { clock } of [machine, two]) clock.advance(1_000);
        if (second % 3 === 0) two.clock.setWall(second % 2 === 0 ? 3_600_000 : -7_200_000);
        if (second % 5 === 0) machine.clock.setWall(-36_000_000);
        assert.equal(await machine.lease.beat(), true);
        assert.equal(await two.lease.take(), 'elsewhere');
      }
    }));
});

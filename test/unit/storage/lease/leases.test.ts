import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { FilePort } from '../../../../src/platform/ports.ts';
import type { ConversationLog } from '../../../../src/storage/log/conversationStore.ts';
import { staleMs } from '../../../../src/storage/lease/lease.ts';
import { identify, toRecordBytes } from '../../../../src/storage/lease/leaseRecord.ts';
import { heartbeatMs } from '../../../../src/storage/lease/leases.ts';
import { parseLog } from '../../../../src/storage/log/logFormat.ts';
import { nodeFiles } from '../../../../src/storage/nodeFiles.ts';
import { until } from '../../../../scripts/host/until.ts';
import { withTemporaryFolder } from '../../temporaryFolder.ts';
import { HeldDisk } from '../heldDisk.ts';
import { chatEvents, makeTenant, openStore, pathOf, turnEvents } from '../storeFixture.ts';

const leaseOf = (folder: string) => join(folder, 'chats', 'c1.lease');
const soon = { what: 'the lease to change hands' };

/** Ids of ended turns in the log, including duplicates. */
async function endsIn(folder: string): Promise<string[]> {
  const { events } = parseLog(await readFile(pathOf(folder)));
  return events.flatMap((event) => (event.type === 'turnEnded' ? [event.turnId] : []));
}

/** Writes a lease of another window. */
async function putLease(folder: string, record: object): Promise<void> {
  await mkdir(leaseOf(folder), { recursive: true });
  const at = { ...identify('other'), at: 1_700_000_000_000, beat: 1, ...record };
  await writeFile(join(leaseOf(folder), '7'), toRecordBytes(at));
}

async function isWriter(store: ConversationLog): Promise<boolean> {
  return await store.claim('c1', makeTenant());
}

describe('the lease of a chat', () => {
  it('belongs to one window until it is released', () =>
    withTemporaryFolder(async (folder) => {
      const testStore = openStore(folder);
      const two = openStore(folder);
      await testStore.store.appendSynced('c1', chatEvents('c1', 1));
      assert.equal(await isWriter(two.store), false);
      await testStore.store.close();
      assert.equal(await isWriter(two.store), true);
      await two.store.close();
      assert.deepEqual(await readdir(join(folder, 'chats')), ['c1.jsonl']);
    }));

  it('is taken by only one of many windows that want it at once', () =>
    withTemporaryFolder(async (folder) => {
      for (let round = 0; round < 20; round += 1) {
        const windows = Array.from({ length: 8 }, () => openStore(folder));
        const won = await Promise.all(windows.map(({ store }) => isWriter(store)));
        // Two contenders may both give up, so that none has it, but never may two have it.
        assert.ok(won.filter(Boolean).length <= 1, JSON.stringify(won));
        await Promise.all(windows.map(({ store }) => store.close()));
      }
    }));

  it('is handed over when another window requests it, after writing everything', () =>
    withTemporaryFolder(async (folder) => {
      const testStore = openStore(folder);
      const two = openStore(folder);
      const holder = makeTenant();
      assert.equal(await testStore.store.claim('c1', holder), true);
      testStore.store.append('c1', chatEvents('c1', 2));
      await two.store.ask('c1');
      assert.equal(await isWriter(two.store), false);
      testStore.clock.advance(heartbeatMs);
      await until(() => isWriter(two.store), soon);
      assert.deepEqual([holder.left, holder.lost], [1, []]);
      await two.store.appendSynced('c1', turnEvents(2));
      assert.deepEqual(await endsIn(folder), ['t0', 't1', 't2']);
      await Promise.all([testStore.store.close(), two.store.close()]);
    }));

  it('is kept while a turn is in progress', () =>
    withTemporaryFolder(async (folder) => {
      const testStore = openStore(folder);
      const two = openStore(folder);
      const holder = makeTenant();
      await testStore.store.claim('c1', holder);
      holder.busy = true;
      await two.store.ask('c1');
      const beats = () => testStore.clock.pending > 0;
      for (let beat = 0; beat < 5; beat += 1) {
        testStore.clock.advance(heartbeatMs);
        await until(beats, soon);
      }
      assert.deepEqual([await isWriter(two.store), holder.left], [false, 0]);
      holder.busy = false;
      testStore.clock.advance(heartbeatMs);
      await until(() => isWriter(two.store), soon);
      assert.equal(holder.left, 1);
      await Promise.all([testStore.store.close(), two.store.close()]);
    }));

  // Fault A8
  it('of an exited process is taken at once', () =>
    withTemporaryFolder(async (folder) => {
      const child = spawn(process.execPath, ['-e', '']);
      const pid = child.pid!;
      await once(child, 'exit');
      await putLease(folder, { pid });
      const { store } = openStore(folder);
      assert.equal(await isWriter(store), true);
      await store.close();
    }));

  it('of a process whose id was reused is taken at once', () =>
    withTemporaryFolder(async (folder) => {
      if (identify('me').started === undefined) return;
      await putLease(folder, { started: '1' });
      const { store } = openStore(folder);
      assert.equal(await isWriter(store), true);
      await store.close();
    }));

  // Fault A8
  it('of another machine is taken after a period without heartbeat, however wrong its clock is', () =>
    withTemporaryFolder(async (folder) => {
      await putLease(folder, { host: 'elsewhere', pid: 1 });
      const { store, clock } = openStore(folder);
      assert.equal(await isWriter(store), false);
      clock.advance(staleMs - 1);
      assert.equal(await isWriter(store), false);
      await putLease(folder, { host: 'elsewhere', pid: 1, beat: 2 });
      assert.equal(await isWriter(store), false);
      clock.advance(staleMs - 1);
      assert.equal(await isWriter(store), false);
      clock.advance(1);
      assert.equal(await isWriter(store), true);
      await store.close();
    }));

  it('lost during sleep quarantines unsaved events, and none of them gets into the log', () =>
    withTemporaryFolder(async (folder) => {
      const testStore = openStore(folder);
      const two = openStore(folder);
      const holder = makeTenant();
      await testStore.store.claim('c1', holder);
      await testStore.store.appendSynced('c1', chatEvents('c1', 1));
      testStore.store.append('c1', turnEvents(1));
      assert.equal(await isWriter(two.store), false);
      two.clock.advance(staleMs);
      assert.equal(await isWriter(two.store), true);
      await two.store.appendSynced('c1', turnEvents(2));
      testStore.clock.advance(heartbeatMs);
      await until(() => holder.lost.length > 0 && testStore.damages.length > 0, soon);
      assert.deepEqual(await endsIn(folder), ['t0', 't2']);
      assert.equal(holder.lost[0]?.[0]?.type, 'turnStarted');
      assert.equal(testStore.damages[0]?.kind, 'aside');
      const aside = parseLog(await readFile(testStore.damages[0].path!)).events;
      assert.deepEqual(aside, holder.lost[0]);
      await Promise.all([testStore.store.close(), two.store.close()]);
    }));

  // Fault A8
  it('lost between check and write leaves the new log unchanged, and quarantines the write', () =>
    withTemporaryFolder(async (folder) => {
      const two = openStore(folder);
      let sleep: () => Promise<void> = () => Promise.resolve();
      const sleeping: FilePort = {
        ...nodeFiles,
        async openAppend(path) {
          const handle = await nodeFiles.openAppend(path);
          return { ...handle, append: async (data) => (await sleep(), handle.append(data)) };
        },
      };
      const testStore = openStore(folder, { files: sleeping });
      const holder = makeTenant();
      await testStore.store.claim('c1', holder);
      await testStore.store.appendSynced('c1', chatEvents('c1', 1));
      sleep = async () => {
        assert.equal(await isWriter(two.store), false);
        two.clock.advance(staleMs);
        assert.equal(await isWriter(two.store), true);
        await two.store.appendSynced('c1', turnEvents(2));
      };
      await testStore.store.appendSynced('c1', turnEvents(1));
      await until(() => testStore.damages.length > 0, soon);
      assert.deepEqual(await endsIn(folder), ['t0', 't2']);
      assert.deepEqual(holder.lost, [parseLog(await readFile(testStore.damages[0]!.path!)).events]);
      await Promise.all([testStore.store.close(), two.store.close()]);
    }));

  // Fault D2
  it('that cannot be created lets the chat continue in memory, and is taken when the disk works', () =>
    withTemporaryFolder(async (folder) => {
      let broken = true;
      const fail = () => Promise.reject(Object.assign(new Error('read-only'), { code: 'EROFS' }));
      const readOnly: FilePort = {
        ...nodeFiles,
        createExclusive: (path, data) => (broken ? fail() : nodeFiles.createExclusive(path, data)),
        openAppend: (path) => (broken ? fail() : nodeFiles.openAppend(path)),
      };
      const { store, clock, problems } = openStore(folder, { files: readOnly });
      assert.equal(await isWriter(store), true);
      await store.appendSynced('c1', chatEvents('c1', 2));
      assert.deepEqual(problems, ['EROFS']);
      broken = false;
      clock.advance(5_000);
      await until(() => problems.at(-1) === undefined, soon);
      assert.deepEqual(await endsIn(folder), ['t0', 't1']);
      const other = openStore(folder);
      assert.equal(await isWriter(other.store), false);
      await Promise.all([store.close(), other.store.close()]);
    }));

  it('is taken for every chat before all are deleted, otherwise none is deleted', () =>
    withTemporaryFolder(async (folder) => {
      const testStore = openStore(folder);
      const two = openStore(folder);
      const holder = makeTenant();
      await testStore.store.claim('c1', holder);
      await testStore.store.appendSynced('c1', chatEvents('c1', 1));
      holder.busy = true;
      const takeAll = async (): Promise<readonly string[]> => {
        let left: readonly string[] | undefined;
        void two.store.takeAll().then((found) => (left = found));
        return await until(() => {
          testStore.clock.advance(heartbeatMs / 4);
          two.clock.advance(heartbeatMs / 4);
          return left;
        }, soon);
      };
      assert.deepEqual(await takeAll(), ['c1']);
      assert.deepEqual(await endsIn(folder), ['t0']);
      holder.busy = false;
      assert.deepEqual(await takeAll(), []);
      assert.equal(holder.left, 1);
      await two.store.deleteAll();
      assert.deepEqual(await readdir(folder), []);
      await testStore.store.close();
    }));

  it('can be taken several times at once in the same window', () =>
    withTemporaryFolder(async (folder) => {
      const { store } = openStore(folder);
      const had = await Promise.all([isWriter(store), store.mayChange('c1'), isWriter(store)]);
      assert.deepEqual(had, [true, true, true]);
      await store.close();
    }));

  it('is kept when a chat is opened while another user in the same window releases it', () =>
    withTemporaryFolder(async (folder) => {
      const disk = new HeldDisk();
      const here = openStore(folder, { files: disk.files });
      const there = openStore(folder);
      const written = disk.hold('sync');
      const naming = here.store.amend('c1', chatEvents('c1', 1));
      await written.reached;
      const looked = disk.hold('list');
      const opening = isWriter(here.store);
      await looked.reached;
      // Opening has requested the lease without a result yet, and the other user may be about to release it.
      const removed = disk.hold('remove');
      written.goOn();
      await Promise.race([removed.reached, naming]);
      looked.goOn();
      assert.equal(await opening, true);
      removed.goOn();
      assert.equal(await naming, true);
      assert.equal(await isWriter(there.store), false);
      await Promise.all([here.store.close(), there.store.close()]);
    }));

  it('is released for a chat that is not open', () =>
    withTemporaryFolder(async (folder) => {
      const testStore = openStore(folder);
      const two = openStore(folder);
      await testStore.store.appendSynced('c1', chatEvents('c1', 1));
      assert.equal(await isWriter(two.store), false);
      testStore.clock.advance(5_000);
      await until(() => isWriter(two.store), soon);
      await Promise.all([testStore.store.close(), two.store.close()]);
    }));
});

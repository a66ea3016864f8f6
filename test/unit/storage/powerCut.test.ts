import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'mocha';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import { emptyConversation, reduceAll } from '../../../src/conversation/events/reduce.ts';
import type { FilePort } from '../../../src/platform/ports.ts';
import { staleMs } from '../../../src/storage/lease/lease.ts';
import { parseLog } from '../../../src/storage/log/logFormat.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';
import { chatEvents, logLines, makeTenant, openStore, pathOf, turnEvents } from './storeFixture.ts';

/** The disk operations of a process, in order; paths are relative to the folder. */
type Step =
  | { readonly op: 'append' | 'write'; readonly path: string; readonly data: Uint8Array }
  | { readonly op: 'sync' | 'remove'; readonly path: string }
  | { readonly op: 'truncate'; readonly path: string; readonly length: number }
  | { readonly op: 'rename'; readonly path: string; readonly to: string };

/** Files that record each step; an atomic write is recorded as the adapter's steps. */
function recording(folder: string, steps: Step[]): FilePort {
  const of = (path: string) => relative(folder, path);
  return {
    ...nodeFiles,
    async writeAtomic(path, data) {
      await nodeFiles.writeAtomic(path, data);
      const beside = `${of(path)}.new`;
      steps.push({ op: 'write', path: beside, data }, { op: 'sync', path: beside });
      steps.push({ op: 'rename', path: beside, to: of(path) });
    },
    async createExclusive(path, data) {
      await nodeFiles.createExclusive(path, data);
      steps.push({ op: 'write', path: of(path), data });
    },
    async truncate(path, length) {
      await nodeFiles.truncate(path, length);
      steps.push({ op: 'truncate', path: of(path), length });
    },
    async remove(path) {
      await nodeFiles.remove(path);
      steps.push({ op: 'remove', path: of(path) });
    },
    async openAppend(path) {
      const handle = await nodeFiles.openAppend(path);
      steps.push({ op: 'append', path: of(path), data: new Uint8Array() });
      return {
        ...handle,
        async append(data) {
          await handle.append(data);
          steps.push({ op: 'append', path: of(path), data });
        },
        async sync() {
          await handle.sync();
          steps.push({ op: 'sync', path: of(path) });
        },
      };
    },
  };
}

/** How much unsynced data survives a power cut. */
type Kept = 'all' | 'half' | 'none';

/** Recreates a folder as the first steps left it. */
async function replay(folder: string, steps: readonly Step[], kept: Kept): Promise<void> {
  const lastSync = (path: string) =>
    steps.findLastIndex((step) => step.op === 'sync' && step.path === path);
  for (const [index, step] of steps.entries()) {
    const path = join(folder, step.path);
    await mkdir(dirname(path), { recursive: true });
    if (step.op === 'append' || step.op === 'write') {
      const safe = index < lastSync(step.path) || kept === 'all';
      const part = safe ? step.data.length : kept === 'half' ? step.data.length / 2 : 0;
      const data = step.data.subarray(0, part);
      await writeFile(path, data, { flag: step.op === 'append' ? 'a' : 'w' });
    } else if (step.op === 'truncate') {
      const bytes = await readFile(path);
      await writeFile(path, bytes.subarray(0, step.length));
    } else if (step.op === 'remove') await rm(path, { recursive: true, force: true });
    else if (step.op === 'rename') await rename(path, join(folder, step.to));
  }
}

/** The chat as shown by a window that opens it after the cut. */
async function openAfter(folder: string): Promise<unknown> {
  const { store, clock } = openStore(folder);
  // The dead window's lease may still exist; its process is this one and alive, so the lease must become stale.
  if (!(await store.claim('c1', makeTenant()))) {
    clock.advance(staleMs);
    assert.equal(await store.claim('c1', makeTenant()), true);
  }
  const follower = store.follow('c1');
  await follower.poll();
  await store.tidy('c1', follower);
  const stored = await store.read('c1');
  assert.ok((stored?.badLines ?? 0) === 0);
  await store.close();
  return stored === undefined ? undefined : { ...stored.conversation, id: 'c1', createdAt: 1 };
}

const folded = (events: readonly ConversationEvent[]) => ({
  ...reduceAll(emptyConversation, events),
  id: 'c1',
  createdAt: 1,
});

/** Runs `work` on a recorded disk and cuts the power after each step; the result must be one of `states`. */
async function cutEverywhere(
  before: readonly Uint8Array[],
  work: (folder: string, files: FilePort) => Promise<void>,
  states: readonly unknown[],
): Promise<number> {
  return await withTemporaryFolder(async (parent) => {
    const live = join(parent, 'live');
    const put = async (folder: string) => {
      await mkdir(join(folder, 'chats'), { recursive: true });
      if (before.length > 0) await writeFile(pathOf(folder), Buffer.concat(before));
    };
    await put(live);
    const steps: Step[] = [];
    await work(live, recording(live, steps));
    for (let length = 0; length <= steps.length; length += 1) {
      for (const kept of ['all', 'half', 'none'] as const) {
        const folder = join(parent, `${kept}-${String(length)}`);
        await put(folder);
        await replay(folder, steps.slice(0, length), kept);
        const found = await openAfter(folder);
        const known = states.some((state) => isSame(state, found));
        assert.ok(known, `after step ${String(length)} of ${String(steps.length)}, ${kept} kept`);
      }
    }
    return steps.length;
  });
}

function isSame(item: unknown, other: unknown): boolean {
  try {
    assert.deepEqual(item, other);
    return true;
  } catch {
    // Compared with each of several states, most of which differ.
    return false;
  }
}

/** All states between some events and additional ones, event by event. */
const statesBetween = (old: readonly ConversationEvent[], more: readonly ConversationEvent[]) =>
  Array.from({ length: more.length + 1 }, (_, count) => folded([...old, ...more.slice(0, count)]));

describe('a power cut after any step', () => {
  // Fault D6
  it('of saving turns leaves the old ones intact and the new ones up to some event', async () => {
    const old = chatEvents('c1', 2);
    const more = [...turnEvents(2), ...turnEvents(3)];
    const steps = await cutEverywhere(
      logLines(old),
      async (folder, files) => {
        const { store } = openStore(folder, { files });
        await store.claim('c1', makeTenant());
        await store.appendSynced('c1', turnEvents(2));
        await store.appendSynced('c1', turnEvents(3));
        await store.close();
      },
      statesBetween(old, more),
    );
    assert.ok(steps >= 6, String(steps));
  });

  it('of creating a chat leaves nothing or its start', async () => {
    const events = chatEvents('c1', 1);
    await cutEverywhere(
      [],
      async (folder, files) => {
        const { store } = openStore(folder, { files });
        await store.claim('c1', makeTenant());
        await store.appendSynced('c1', events);
        await store.close();
      },
      [undefined, ...statesBetween([], events), { ...folded([]), createdAt: 1 }],
    );
  });

  // Fault D6
  it('of compacting a log leaves the same chat', async () => {
    const events = chatEvents('c1', 2, 150);
    let sizes: readonly number[] = [];
    await cutEverywhere(
      logLines(events),
      async (folder, files) => {
        const was = (await stat(pathOf(folder))).size;
        const { store } = openStore(folder, { files });
        await store.claim('c1', makeTenant());
        const follower = store.follow('c1');
        await follower.poll();
        await store.tidy('c1', follower);
        await store.close();
        sizes = [was, (await stat(pathOf(folder))).size];
        const log = parseLog(await readFile(pathOf(folder)));
        assert.deepEqual([log.header?.generation, log.events.length], [1, 7]);
      },
      [folded(events)],
    );
    assert.ok(sizes[1]! < sizes[0]!);
  });

  // Fault D6
  it('of taking a chat from a sleeping window leaves the same chat', async () => {
    const events = chatEvents('c1', 2);
    await cutEverywhere(
      logLines(events),
      async (folder, files) => {
        const sleeper = openStore(folder);
        await sleeper.store.claim('c1', makeTenant());
        const { store, clock } = openStore(folder, { files });
        assert.equal(await store.claim('c1', makeTenant()), false);
        clock.advance(staleMs);
        assert.equal(await store.claim('c1', makeTenant()), true);
        assert.equal(parseLog(await readFile(pathOf(folder))).header?.generation, 1);
        await store.close();
        await sleeper.store.close();
        const names = await readdir(join(folder, 'chats'));
        assert.deepEqual(names, ['c1.jsonl']);
      },
      [folded(events)],
    );
  });
});

import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'mocha';
import { activeBranch } from '../../../src/conversation/activeBranch.ts';
import type { Conversation } from '../../../src/conversation/model.ts';
import type { FilePort } from '../../../src/platform/ports.ts';
import { LogFollower } from '../../../src/storage/log/logFollower.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';
import {
  chatEvents,
  logLines,
  makeTenant,
  openStore,
  pathOf,
  turnEvents,
  type TestStore,
} from './storeFixture.ts';

const turns = 14;
const lines = logLines(chatEvents('c1', turns));
const whole = Buffer.concat(lines);
const lineStarts = lines.reduce((starts, line) => [...starts, starts.at(-1)! + line.length], [0]);
const logger = { info() {}, warn() {}, error() {} };

/** A chat folded from bytes in memory. */
async function fold(bytes: Uint8Array): Promise<Conversation> {
  const files: FilePort = {
    ...nodeFiles,
    openRead: () =>
      Promise.resolve({
        size: () => Promise.resolve(bytes.length),
        read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
        close: () => Promise.resolve(),
      }),
  };
  const update = await new LogFollower('c1', 'c1', files, logger).poll();
  assert.equal(update.kind, 'whole');
  return update.stored.conversation;
}

/** Asserts that all turns of the active branch except the named ones are unchanged. */
function assertRest(found: Conversation, intact: Conversation, broken: ReadonlySet<string>): void {
  const branch = new Map(activeBranch(found).map((turn) => [turn.id, turn]));
  for (const turn of activeBranch(intact)) {
    if (!broken.has(turn.id)) assert.deepEqual(branch.get(turn.id), turn, turn.id);
  }
}

/** Opens the chat like a window that may write it. */
async function open(folder: string): Promise<TestStore & { found: Conversation | undefined }> {
  const opened = openStore(folder);
  assert.equal(await opened.store.claim('c1', makeTenant()), true);
  const follower = opened.store.follow('c1');
  const update = await follower.poll();
  await opened.store.tidy('c1', follower);
  return { ...opened, found: update.kind === 'whole' ? update.stored.conversation : undefined };
}

async function put(folder: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(pathOf(folder)), { recursive: true });
  await writeFile(pathOf(folder), bytes);
}

/** Whether bytes are in the log or in a file next to it. */
async function isKept(folder: string, bytes: Uint8Array): Promise<boolean> {
  for (const name of await readdir(join(folder, 'chats'))) {
    if (name.endsWith('.lease')) continue;
    if ((await readFile(join(folder, 'chats', name))).includes(Buffer.from(bytes))) return true;
  }
  return false;
}

describe('a damaged log', () => {
  // Fault D3
  it('of 20 KB, cut at every byte, shows every complete turn', async function () {
    assert.ok(whole.length > 19_000 && whole.length < 24_000, String(whole.length));
    const intact = await fold(whole);
    for (let length = 0; length <= whole.length; length += 1) {
      const cut = await fold(whole.subarray(0, length));
      const ended = cut.turns.size;
      const starts = lineStarts.filter((start) => start <= length).length - 1;
      // The header and the creation come first, and a turn ends with its last line.
      assert.equal(ended, Math.max(0, Math.floor((starts - 2) / 5)), `at byte ${String(length)}`);
      const last = `t${String(ended - 1)}`;
      assert.deepEqual(cut.turns.get(last), ended === 0 ? undefined : intact.turns.get(last));
      if (length % 97 === 0) {
        const rest = [...intact.turns.keys()].slice(ended);
        assertRest(cut, intact, new Set(rest));
      }
    }
  });

  // Fault D3
  it('that was truncated quarantines the partial line, reports it once, and continues', () =>
    withTemporaryFolder(async (folder) => {
      const neighbour = Buffer.concat(logLines(chatEvents('c2', 2)));
      for (const length of [3, lines[0]!.length, 900, 5_000, 12_345, whole.length - 1]) {
        const own = join(folder, String(length));
        await put(own, whole.subarray(0, length));
        await writeFile(pathOf(own, 'c2'), neighbour);
        const first = await open(own);
        const torn = whole.subarray(whole.subarray(0, length).lastIndexOf('\n') + 1, length);
        assert.equal(first.damages.length, torn.length === 0 ? 0 : 1, String(length));
        assert.ok(await isKept(own, torn));
        await first.store.appendSynced('c1', turnEvents(99));
        await first.store.close();
        const again = await open(own);
        assert.deepEqual(again.damages, []);
        assert.equal(again.found?.turns.get('t99')?.status, 'complete');
        await again.store.close();
        assert.deepEqual(await readFile(pathOf(own, 'c2')), neighbour);
      }
    }));

  const damages: readonly (readonly [name: string, (line: Uint8Array) => Uint8Array])[] = [
    ['a flipped bit', (line) => line.map((byte, at) => (at === 4 ? byte ^ 0x41 : byte))],
    ['a flipped bit in its middle', (line) => flipped(line, Math.floor(line.length / 2))],
    ['zeros', (line) => line.map((byte) => (byte === 0x0a ? byte : 0))],
    ['invalid UTF-8', (line) => line.map((byte, at) => (at === 9 ? 0xff : byte))],
    ['a line break put in', (line) => insert(line, 11, 0x0a)],
    ['its line break taken out', (line) => line.subarray(0, -1)],
    ['nothing left of it', () => new Uint8Array()],
  ];

  for (const [name, damage] of damages) {
    // Fault D4
    it(`loses only the content of the damaged line: ${name}`, async function () {
      const intact = await fold(whole);
      for (let at = 0; at < lines.length; at += 1) {
        const found = await fold(Buffer.concat(lines.with(at, damage(lines[at]!))));
        assert.equal(found.id, 'c1');
        assert.equal(found.activeLeaf, `t${String(turns - 1)}`);
        // Removing a line break damages the next line too.
        assertRest(found, intact, new Set([turnOf(at), turnOf(at + 1)]));
        assert.ok(activeBranch(found).length >= turns - 1, `${name}, line ${String(at)}`);
      }
    });
  }

  // Fault D4
  it('copies its invalid lines to a separate file, reports them once, and is itself unchanged', () =>
    withTemporaryFolder(async (folder) => {
      const bad = Buffer.from('\u0000\u0000 no event');
      const spoilt = Buffer.concat(lines.with(7, Buffer.concat([bad, Buffer.from('\n')])));
      await put(folder, spoilt);
      const first = await open(folder);
      assert.deepEqual(
        first.damages.map(({ id, kind }) => [id, kind]),
        [['c1', 'lines']],
      );
      assert.match(first.damages[0]?.path ?? '', /c1\.jsonl\.bad-[0-9a-f]{8}$/);
      assert.ok((await readFile(first.damages[0]!.path!)).includes(bad));
      await first.store.close();
      assert.deepEqual(await readFile(pathOf(folder)), spoilt);
      const second = await open(folder);
      assert.deepEqual(second.damages, []);
      await second.store.close();
    }));

  it('without a header, or with a byte order mark, is read normally', async () => {
    const intact = await fold(whole);
    assert.deepEqual(await fold(whole.subarray(lines[0]!.length)), intact);
    const mark = Buffer.from([0xef, 0xbb, 0xbf]);
    assert.deepEqual(await fold(Buffer.concat([mark, whole])), intact);
  });

  it('skips an event of a newer version without reporting damage', () =>
    withTemporaryFolder(async (folder) => {
      const newer = Buffer.from('{"type":"turnPraised","turnId":"t1"}\n');
      await put(folder, Buffer.concat([...lines.slice(0, 9), newer, ...lines.slice(9)]));
      const { found, damages: reported, store } = await open(folder);
      assert.deepEqual([found?.turns.size, reported], [turns, []]);
      await store.close();
      assert.ok((await readFile(pathOf(folder))).includes(newer));
    }));
});

/** The turn of a log line; each turn has five lines, after the header and the creation. */
function turnOf(line: number): string {
  return line < 2 ? '' : `t${String(Math.floor((line - 2) / 5))}`;
}

function flipped(line: Uint8Array, at: number): Uint8Array {
  return line.map((byte, index) => (index === at ? byte ^ 0x80 : byte));
}

function insert(line: Uint8Array, at: number, byte: number): Uint8Array {
  return Buffer.concat([line.subarray(0, at), Buffer.from([byte]), line.subarray(at)]);
}

import assert from 'node:assert/strict';
import { appendFile, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { ConversationEvent } from '../../../../src/conversation/events/events.ts';
import { emptyConversation, reduceAll } from '../../../../src/conversation/events/reduce.ts';
import type { FilePort } from '../../../../src/platform/ports.ts';
import { ChatIndex } from '../../../../src/storage/history/chatIndex.ts';
import { DeletedChats } from '../../../../src/storage/history/trash.ts';
import { toLine } from '../../../../src/storage/log/logFormat.ts';
import { foldLog } from '../../../../src/storage/log/foldLog.ts';
import { nodeFiles } from '../../../../src/storage/nodeFiles.ts';
import { FakeClock } from '../../fakeClock.ts';
import { openStore } from '../storeFixture.ts';
import { withTemporaryFolder } from '../../temporaryFolder.ts';

const header = { schema: 1, writer: '0.0.0', generation: 0 };

function story(id: string, title: string, turns = 1): ConversationEvent[] {
  const events: ConversationEvent[] = [
    { type: 'conversationCreated', id, at: 1, systemPrompt: '' },
    { type: 'titled', title, by: 'local' },
  ];
  for (let turn = 1; turn <= turns; turn += 1) {
    events.push({
      type: 'turnStarted',
      turnId: `t${turn}`,
      parentId: turn === 1 ? null : `t${turn - 1}`,
      at: turn * 10,
      user: { text: `question ${turn}`, context: [] },
    });
    events.push({ type: 'turnEnded', turnId: `t${turn}`, at: turn * 10 + 5, status: 'complete' });
  }
  return events;
}

async function writeChat(folder: string, id: string, title: string, turns = 1): Promise<string> {
  const path = join(folder, 'chats', `${id}.jsonl`);
  await nodeFiles.makeFolder(join(folder, 'chats'));
  await writeFile(path, Buffer.concat([toLine(header), ...story(id, title, turns).map(toLine)]));
  return path;
}

/** A disk that records which logs were read. */
function watched(): { files: FilePort; read: string[] } {
  const read: string[] = [];
  const files: FilePort = {
    ...nodeFiles,
    openRead: (path) => {
      if (path.endsWith('.jsonl')) read.push(path.slice(path.lastIndexOf('/') + 1, -6));
      return nodeFiles.openRead(path);
    },
  };
  return { files, read };
}

function open(
  folder: string,
  files: FilePort = nodeFiles,
): { index: ChatIndex; reported: string[] } {
  const reported: string[] = [];
  const logger = { info() {}, warn: (line: string) => void reported.push(line), error() {} };
  return { index: new ChatIndex({ folder, files, logger }), reported };
}

const nothing = new Set<string>();
const titles = (index: ChatIndex): string[] => index.all.map(({ summary }) => summary.title).sort();

describe('the chat index', () => {
  it('is built from the logs once, and afterwards only from changed ones', () =>
    withTemporaryFolder(async (folder) => {
      for (const id of ['a', 'b', 'c']) await writeChat(folder, id, `chat ${id}`);
      assert.equal(await open(folder).index.refresh(nothing, () => {}), true);
      const path = join(folder, 'chats', 'b.jsonl');
      await appendFile(path, toLine({ type: 'titled', title: 'renamed', by: 'person' }));
      const { files, read } = watched();
      const { index } = open(folder, files);
      await index.load();
      assert.deepEqual(titles(index), ['chat a', 'chat b', 'chat c']);
      assert.equal(await index.refresh(nothing, () => {}), true);
      assert.deepEqual(titles(index), ['chat a', 'chat c', 'renamed']);
      assert.deepEqual(read, ['b']);
      assert.equal(await index.refresh(nothing, () => {}), false);
    }));

  // Fault D5
  it('is rebuilt if its file is missing, truncated, foreign or wrong, without changing a log', () =>
    withTemporaryFolder(async (folder) => {
      const path = await writeChat(folder, 'a', 'one');
      const bytes = await readFile(path);
      await open(folder).index.refresh(nothing, () => {});
      const cache = join(folder, 'index.json');
      const whole = await readFile(cache, 'utf8');
      const lies: Record<string, string> = {
        half: whole.slice(0, -20),
        nothing: '',
        zeros: '\0'.repeat(whole.length),
        foreign: '{"version":1,"chats":{"a":1}}',
        newer: whole.replace('"version":1', '"version":99'),
        fields: whole.replace('"turns":1', '"turns":"many"'),
        size: whole.replace(/"size":\d+/, '"size":1').replace('"one"', '"a lie"'),
        time: whole.replace(/"modifiedAt":[\d.]+/, '"modifiedAt":1').replace('"one"', '"a lie"'),
      };
      for (const [name, text] of Object.entries(lies)) {
        await writeFile(cache, text);
        const { index } = open(folder);
        await index.refresh(nothing, () => {});
        assert.deepEqual(titles(index), ['one'], name);
        assert.deepEqual(await readFile(path), bytes, name);
      }
      await rm(cache);
      const { index } = open(folder);
      await index.refresh(nothing, () => {});
      assert.deepEqual(titles(index), ['one']);
      assert.match(await readFile(cache, 'utf8'), /"one"/);
    }));

  it('trusts its file while size and time match, and is corrected by rebuilding', () =>
    withTemporaryFolder(async (folder) => {
      await writeChat(folder, 'a', 'one');
      await open(folder).index.refresh(nothing, () => {});
      const cache = join(folder, 'index.json');
      await writeFile(cache, (await readFile(cache, 'utf8')).replace('"one"', '"two"'));
      const { index } = open(folder);
      await index.refresh(nothing, () => {});
      assert.deepEqual(titles(index), ['two']);
      await index.rebuild(() => {});
      assert.deepEqual(titles(index), ['one']);
    }));

  it('includes a chat with damaged lines, skips other files, and drops deleted chats', () =>
    withTemporaryFolder(async (folder) => {
      const path = await writeChat(folder, 'a', 'one', 3);
      const lines = (await readFile(path, 'utf8')).split('\n');
      lines[1] = '\0\0\0';
      await writeFile(path, lines.join('\n'));
      await writeFile(join(folder, 'chats', 'Notes.txt'), 'mine');
      await writeFile(join(folder, 'chats', 'a.jsonl.torn-7'), 'half');
      await writeFile(join(folder, 'chats', 'empty.jsonl'), toLine(header));
      await writeFile(join(folder, 'chats', 'junk.jsonl'), 'not a log\n');
      await utimes(join(folder, 'chats', 'junk.jsonl'), 50, 50);
      const { index } = open(folder);
      await index.refresh(nothing, () => {});
      const found = index.all.map(({ summary: { id, turns, updatedAt } }) => [
        id,
        turns,
        updatedAt,
      ]);
      assert.deepEqual(found.sort(), [
        ['a', 3, 35],
        ['junk', 0, 50_000],
      ]);
      await rm(path);
      assert.equal(await index.refresh(nothing, () => {}), true);
      assert.deepEqual(
        index.all.map(({ summary }) => summary.id),
        ['junk'],
      );
    }));

  // Fault D4
  it('shows a chat without any one of its lines like opening it does', () =>
    withTemporaryFolder(async (folder) => {
      const path = await writeChat(folder, 'a', 'one', 3);
      const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
      const { index } = open(folder);
      const { store } = openStore(folder);
      for (let lost = 1; lost < lines.length; lost += 1) {
        await writeFile(path, lines.map((line, at) => `${at === lost ? '{' : line}\n`).join(''));
        const shown = (await store.read('a'))!.conversation;
        const { createdAt } = shown;
        assert.deepEqual({ ...(await index.read('a'))!, createdAt }, shown, lines[lost]);
      }
      await store.close();
    }));

  it('marks logs of a newer version and unreadable logs', () =>
    withTemporaryFolder(async (folder) => {
      const path = await writeChat(folder, 'a', 'one');
      await writeFile(path, (await readFile(path, 'utf8')).replace('"schema":1', '"schema":2'));
      await writeChat(folder, 'b', 'two');
      const files: FilePort = {
        ...nodeFiles,
        openRead: (name) =>
          name.endsWith('b.jsonl')
            ? Promise.reject(Object.assign(new Error('EACCES'), { code: 'EACCES' }))
            : nodeFiles.openRead(name),
      };
      const { index, reported } = open(folder, files);
      await index.refresh(nothing, () => {});
      assert.deepEqual(
        index.all
          .map(({ summary, readOnly, unreadable }) => [summary.id, readOnly, unreadable])
          .sort(),
        [
          ['a', true, undefined],
          ['b', false, 'access'],
        ],
      );
      assert.match(reported.join(), /EACCES/);
    }));

  it('does not read open chats, and works if nothing can be written', () =>
    withTemporaryFolder(async (folder) => {
      await writeChat(folder, 'a', 'one');
      await writeChat(folder, 'b', 'two');
      const { files, read } = watched();
      const full: FilePort = { ...files, writeAtomic: () => Promise.reject(new Error('ENOSPC')) };
      const { index, reported } = open(folder, full);
      await index.refresh(new Set(['a']), () => {});
      assert.deepEqual([titles(index), read], [['two'], ['b']]);
      assert.match(reported.join(), /ENOSPC/);
    }));

  it('publishes many chats in slices', () =>
    withTemporaryFolder(async (folder) => {
      for (let n = 0; n < 450; n += 1) await writeChat(folder, `c${n}`, `chat ${n}`);
      const { index } = open(folder);
      const seen: number[] = [];
      await index.refresh(nothing, () => seen.push(index.all.length));
      assert.deepEqual(seen, [200, 400]);
      assert.equal(index.all.length, 450);
    }));
});

describe('a log that is read without opening the chat', () => {
  it('folds to the same conversation in slices', () =>
    withTemporaryFolder(async (folder) => {
      const path = await writeChat(folder, 'a', 'long', 3);
      const piece = (turn: number): ConversationEvent[] => [
        {
          type: 'turnStarted',
          turnId: `more${turn}`,
          parentId: null,
          at: turn,
          user: { text: 'word '.repeat(60_000), context: [] },
        },
        { type: 'turnEnded', turnId: `more${turn}`, at: turn, status: 'complete' },
      ];
      const more = [1, 2, 3, 4].flatMap(piece);
      await appendFile(path, Buffer.concat(more.map(toLine)));
      const bytes = await readFile(path);
      assert.ok(bytes.length > 1024 * 1024, 'more than one piece');
      const { conversation } = (await foldLog('a', path, nodeFiles))!;
      const whole = reduceAll(emptyConversation, [...story('a', 'long', 3), ...more]);
      assert.deepEqual(conversation, whole);
    }));
});

describe('a deleted chat', () => {
  it('disappears from the list with all its files, and is restored unchanged', () =>
    withTemporaryFolder(async (folder) => {
      const path = await writeChat(folder, 'a', 'one');
      await writeFile(`${path}.torn-9`, 'half');
      await writeChat(folder, 'a-1', 'a neighbour');
      const bytes = await readFile(path);
      const deleted = new DeletedChats(folder, nodeFiles, new FakeClock());
      await deleted.moveAway('a');
      assert.deepEqual(await readdir(join(folder, 'chats')), ['a-1.jsonl']);
      assert.equal(await deleted.restore('a'), true);
      assert.deepEqual((await readdir(join(folder, 'chats'))).sort(), [
        'a-1.jsonl',
        'a.jsonl',
        'a.jsonl.torn-9',
      ]);
      assert.deepEqual(await readFile(path), bytes);
      assert.equal(await deleted.restore('a'), false);
    }));

  it('is purged when undo expires, even after its window was closed', () =>
    withTemporaryFolder(async (folder) => {
      await writeChat(folder, 'a', 'one');
      const clock = new FakeClock();
      await new DeletedChats(folder, nodeFiles, clock).moveAway('a');
      const later = new DeletedChats(folder, nodeFiles, clock);
      clock.advance(9_999);
      await later.purge(10_000);
      assert.equal((await readdir(join(folder, 'deleted'))).length, 1);
      clock.advance(1);
      await later.purge(10_000);
      assert.deepEqual(await readdir(join(folder, 'deleted')), []);
      assert.equal(await later.restore('a'), false);
    }));

  it('is never restored over an existing one with its id', () =>
    withTemporaryFolder(async (folder) => {
      const deleted = new DeletedChats(folder, nodeFiles, new FakeClock());
      await writeChat(folder, 'a', 'one');
      await deleted.moveAway('a');
      const path = await writeChat(folder, 'a', 'another');
      const { size } = await stat(path);
      assert.equal(await deleted.restore('a'), false);
      assert.equal((await stat(path)).size, size);
    }));
});

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import {
  undoMs,
  type ChatLibrary,
  type LibraryChat,
} from '../../../src/chat/history/chatLibrary.ts';
import { ChatSearch } from '../../../src/chat/history/chatSearch.ts';
import { logLimits } from '../../../src/conversation/limits.ts';
import type { UnreadableReason } from '../../../src/conversation/unreadable.ts';
import type { FilePort } from '../../../src/platform/ports.ts';
import { toLine } from '../../../src/storage/log/logFormat.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { systemClock } from '../../../src/systemClock.ts';
import { FakeClock } from '../fakeClock.ts';
import { openLibrary } from './openLibrary.ts';
import { ask, withChat, type TestChat } from './testChat.ts';

const header = toLine({ schema: 1, writer: '0.0.0', generation: 0 });

/** A log whose second event points beyond all that there is. */
function farLog(offset: number): Uint8Array {
  const piece = {
    type: 'partAppended',
    turnId: 't',
    partId: 'p',
    kind: 'content',
    text: 'x',
    at: 2,
  };
  return Buffer.concat([
    header,
    toLine({
      type: 'turnStarted',
      turnId: 't',
      parentId: null,
      at: 1,
      user: { text: 'q', context: [] },
    }),
    toLine({ ...piece, offset } as Parameters<typeof toLine>[0]),
  ]);
}

/** What may lie in the folder of the chats under the name of a log. */
const hostile: Readonly<
  Record<string, readonly [UnreadableReason, (path: string) => Promise<unknown>]>
> = {
  far: ['impossible', (path) => writeFile(path, farLog(1e9))],
  farther: ['impossible', (path) => writeFile(path, farLog(4e8))],
  farthest: ['impossible', (path) => writeFile(path, farLog(1e300))],
  folder: ['notAFile', (path) => mkdir(join(path, 'inner'), { recursive: true })],
  pipe: ['notAFile', (path) => Promise.resolve(execFileSync('mkfifo', [path]))],
  loop: ['notAFile', (path) => symlink(path, path)],
  device: ['notAFile', (path) => symlink('/dev/zero', path)],
  large: [
    'tooLarge',
    async (path) => {
      await writeFile(path, header);
      await truncate(path, logLimits.file + 1);
    },
  ],
};

interface Fixture extends TestChat {
  readonly library: ChatLibrary;
  readonly wait: FakeClock;
  readonly chats: string;
  /** Another library on the same disk. */
  readonly another: (files?: FilePort) => ChatLibrary;
  readonly find: (id: string) => LibraryChat | undefined;
}

/** Runs a test beside two good chats, with these under the names of others. */
function withHostile(
  names: readonly string[],
  test: (fixture: Fixture) => Promise<void>,
): Promise<void> {
  return withChat(
    'today',
    async (chat) => {
      const { controller, store, folder } = chat;
      const wait = new FakeClock();
      const chats = join(folder, 'chats');
      for (const question of ['one', 'two']) await ask(controller.create(), question);
      for (const { conversation } of controller.stored) {
        await store.appendSynced(conversation.id, []);
        await controller.release(conversation.id);
        await store.release(conversation.id);
      }
      for (const name of names) await hostile[name]![1](join(chats, `${name}.jsonl`));
      const another = (files = nodeFiles) => openLibrary(chat, wait, files);
      const library = another();
      await library.load();
      const find = (id: string) => library.chats.find(({ summary }) => summary.id === id);
      await test({ ...chat, library, wait, chats, another, find });
    },
    systemClock,
  );
}

const good = ({ library }: Fixture) =>
  library.chats.filter(({ unreadable }) => unreadable === undefined);
const titles = (fixture: Fixture) =>
  good(fixture)
    .map(({ summary }) => summary.title)
    .sort();

describe('a chat that cannot be read', () => {
  for (const [name, [reason]] of Object.entries(hostile)) {
    // Fault V6
    it(`is listed as such with the reason, beside the others, and can be deleted and brought back: ${name}`, () =>
      withHostile([name], async (fixture) => {
        const { library, chats, controller, find } = fixture;
        assert.deepEqual(titles(fixture), ['one', 'two']);
        assert.equal(find(name)?.unreadable, reason);
        assert.equal(await library.rename(name, 'mine'), 'unreadable');
        assert.equal(await library.pin(name, true), 'unreadable');
        assert.equal(await library.duplicate(name, (title) => title), undefined);
        await assert.rejects(controller.open(name));
        assert.equal(await library.whyUnreadable(name), reason);
        assert.equal(library.fileOf(name), join(chats, `${name}.jsonl`));
        assert.equal(await library.remove(name), undefined);
        assert.equal(library.lastDeleted?.title, `${name}.jsonl`);
        assert.ok(!(await readdir(chats)).includes(`${name}.jsonl`));
        assert.equal(await library.undo(), true);
        assert.equal(find(name)?.unreadable, reason);
        assert.equal(await library.remove(name), undefined);
        fixture.wait.advance(undoMs);
        const deleted = join(fixture.folder, 'deleted');
        while ((await readdir(deleted)).length > 0) await new Promise(setImmediate);
        assert.equal(find(name), undefined);
      }));
  }

  // Fault V6
  it('keeps nothing from the others: they are named, pinned, searched, copied, listed again and deleted', () =>
    withHostile(Object.keys(hostile), async (fixture) => {
      const { library, store, controller } = fixture;
      const [item] = good(fixture);
      const { id } = item!.summary;
      assert.equal(await library.rename(id, 'mine'), undefined);
      assert.equal(await library.pin(id, true), undefined);
      assert.ok(await library.duplicate(id, (title) => `${title} (copy)`));
      const unreadable = Object.keys(hostile).length;
      assert.deepEqual(await library.rebuild(), { count: 3 + unreadable, unreadable });
      const found: string[] = [];
      const search = new ChatSearch(library, systemClock);
      for await (const hit of search.run('mine', library.chats, new AbortController().signal)) {
        found.push(hit.chat.summary.title);
      }
      assert.deepEqual(found.sort(), ['mine', 'mine (copy)']);
      assert.equal(await library.remove(id), undefined);
      assert.equal(good(fixture).length, 2);
      await controller.closeAll();
      assert.deepEqual(await store.takeAll(), []);
      await store.deleteAll();
      assert.equal(await library.rebuild().then(({ count }) => count), 0);
    }));

  // Fault V6
  it('is read again once its file is right, or may be read', () =>
    withHostile(['far'], async (fixture) => {
      const { library, chats, find } = fixture;
      const [sample] = (await readdir(chats)).filter((file) => /^\w+-.*\.jsonl$/.test(file));
      await writeFile(join(chats, 'far.jsonl'), await readFile(join(chats, sample!)));
      await library.refresh();
      assert.equal(find('far')?.unreadable, undefined);
      assert.equal(await library.rename('far', 'mended'), undefined);
      assert.equal(find('far')?.summary.title, 'mended');
    }));

  // Fault V6
  it('keeps the name that was known of it, and is asked for again while the system refuses it', () =>
    withHostile([], async (fixture) => {
      let refused: string | undefined;
      const refuse = (path: string) =>
        Promise.reject(Object.assign(new Error('EACCES'), { code: 'EACCES', path }));
      const files: FilePort = {
        ...nodeFiles,
        openRead: (path) => (path === refused ? refuse(path) : nodeFiles.openRead(path)),
        stat: (path) => (path === refused ? refuse(path) : nodeFiles.stat(path)),
      };
      const library = fixture.another(files);
      await library.load();
      await library.refresh();
      const { id, title } = library.chats[0]!.summary;
      refused = library.fileOf(id);
      await library.refresh();
      const refusedChat = library.chats.find(({ summary }) => summary.id === id);
      assert.deepEqual([refusedChat?.unreadable, refusedChat?.summary.title], ['access', title]);
      let changes = 0;
      library.onChange.on(() => (changes += 1));
      await library.refresh();
      assert.equal(changes, 0, 'nothing is new');
      refused = undefined;
      await library.refresh();
      assert.ok(library.chats.every(({ unreadable }) => unreadable === undefined));
      await chmod(library.fileOf(id), 0o600);
    }));

  // Fault V6
  it('is not known from the cache: a cache that says anything at all is no more than a cache', () =>
    withHostile(['far'], async (fixture) => {
      const cache = join(fixture.folder, 'index.json');
      const written = await readFile(cache, 'utf8');
      assert.ok(!written.includes('"far"'));
      const entry = (JSON.parse(written) as { chats: object[] }).chats[0] as {
        summary: { id: string };
      };
      const change = (summary: object) => ({ ...entry, summary: { ...entry.summary, ...summary } });
      const wrong: readonly unknown[] = [
        change({ title: 'x'.repeat(100_000) }),
        change({ updatedAt: 1e17 }),
        change({ createdAt: -1e17 }),
        change({ turns: -1 }),
        change({ workspace: { uri: 'x'.repeat(100_000), name: 'x' } }),
        change({ workspace: 'x' }),
        change({ id: '../x' }),
        change({ id: 'x'.repeat(65) }),
        { ...entry, size: '1' },
        null,
        [],
        7,
      ];
      const texts = [
        ...wrong.map((chat) => JSON.stringify({ version: 1, chats: [chat] })),
        '['.repeat(1_000_000),
        `{"version":1,"chats":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
        '\0'.repeat(100),
        JSON.stringify({ version: 1, chats: { length: 1e9 } }),
      ];
      for (const text of texts) {
        await writeFile(cache, text);
        const library = fixture.another();
        await library.load();
        await library.refresh();
        const listed = library.chats.map(({ summary }) => summary.title).sort();
        assert.deepEqual(listed, ['', 'one', 'two'], text.slice(0, 200));
      }
      await truncate(cache, logLimits.index + 1);
      const library = fixture.another();
      await library.load();
      assert.equal(library.chats.length, 3);
      await library.refresh();
      const spare = change({ more: { nested: 'x' } });
      await writeFile(cache, JSON.stringify({ version: 1, chats: [spare] }));
      const last = fixture.another();
      await last.load();
      assert.ok(last.chats.every(({ summary }) => !('more' in summary)));
      await last.refresh();
    }));

  // Fault V23
  it('does not keep the list from being read when its cache is a folder or a pipe', () =>
    withHostile([], async (fixture) => {
      const cache = join(fixture.folder, 'index.json');
      for (const make of [
        () => mkdir(cache),
        () => Promise.resolve(execFileSync('mkfifo', [cache])),
      ]) {
        await nodeFiles.remove(cache);
        await make();
        const library = fixture.another();
        await library.load();
        assert.equal(library.chats.length, 2);
        await library.refresh();
      }
      await nodeFiles.remove(cache);
    }));
});

describe('a deleted chat that could not be brought back', () => {
  /** A disk that refuses to rename while `refuses` is true of the new name. */
  function refusing() {
    const disk = { refuses: (_to: string): boolean => false };
    const files: FilePort = {
      ...nodeFiles,
      rename: (from, to) =>
        disk.refuses(to)
          ? Promise.reject(Object.assign(new Error('EACCES'), { code: 'EACCES' }))
          : nodeFiles.rename(from, to),
    };
    return { disk, files };
  }

  // Fault V23
  it('is kept, can be brought back later, and is not removed meanwhile', () =>
    withHostile([], async (fixture) => {
      const { disk, files } = refusing();
      const library = fixture.another(files);
      await library.load();
      const { id, title } = library.chats[0]!.summary;
      await library.remove(id);
      disk.refuses = (to) => to.startsWith(fixture.chats);
      await assert.rejects(library.undo(), /EACCES/);
      assert.equal(library.lastDeleted?.id, id, 'it can be tried again');
      fixture.wait.freeze(undoMs * 10);
      const other = fixture.another(files);
      await other.load();
      await library.remove(library.chats[0]!.summary.id);
      fixture.wait.advance(undoMs);
      disk.refuses = () => false;
      assert.equal(await library.undo(id), true);
      assert.ok(library.chats.some(({ summary }) => summary.title === title));
      assert.equal(library.lastDeleted?.id === id, false);
    }));

  // Fault V23
  it('is brought back by the next window', () =>
    withHostile([], async (fixture) => {
      const { disk, files } = refusing();
      const library = fixture.another(files);
      await library.load();
      const { id } = library.chats[0]!.summary;
      await library.remove(id);
      disk.refuses = (to) => to.startsWith(fixture.chats);
      await assert.rejects(library.undo(), /EACCES/);
      fixture.wait.freeze(undoMs * 10);
      const next = fixture.another();
      await next.load();
      const isBack = () => next.chats.some(({ summary }) => summary.id === id);
      while (!isBack()) await new Promise(setImmediate);
      assert.deepEqual(await readdir(join(fixture.folder, 'deleted')), []);
    }));

  // Fault V23
  it('of which a part could not be moved away is there as it was', () =>
    withHostile([], async (fixture) => {
      const { disk, files } = refusing();
      const library = fixture.another(files);
      await library.load();
      const { id } = library.chats[0]!.summary;
      await writeFile(join(fixture.chats, `${id}.jsonl.torn-9`), 'half');
      disk.refuses = (to) => to.endsWith('.torn-9') && !to.startsWith(fixture.chats);
      await assert.rejects(library.remove(id), /EACCES/);
      fixture.wait.freeze(undoMs * 10);
      const other = fixture.another();
      await other.load();
      await other.refresh();
      assert.equal(other.chats.length, 2);
      assert.equal(await readFile(join(fixture.chats, `${id}.jsonl.torn-9`), 'utf8'), 'half');
    }));
});

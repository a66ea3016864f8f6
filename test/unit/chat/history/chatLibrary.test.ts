import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { ChatLibrary, undoMs, type LibraryChat } from '../../../../src/chat/history/chatLibrary.ts';
import { ChatSearch } from '../../../../src/chat/history/chatSearch.ts';
import type { ChatPorts } from '../../../../src/chat/ports.ts';
import { ChatIndex } from '../../../../src/storage/history/chatIndex.ts';
import { DeletedChats } from '../../../../src/storage/history/trash.ts';
import { nodeFiles } from '../../../../src/storage/nodeFiles.ts';
import { systemClock, systemIds } from '../../../../src/systemClock.ts';
import { FakeClock } from '../../fakeClock.ts';
import { openLibrary } from '../openLibrary.ts';
import { ask, until, withChat, type TestChat } from '../testChat.ts';

interface Fixture extends TestChat {
  readonly library: ChatLibrary;
  readonly search: ChatSearch;
  readonly wait: FakeClock;
  /** The titles of the list, in no order. */
  readonly titles: () => string[];
  /** Another library on the same disk, as the next window has it. */
  readonly another: () => ChatLibrary;
}

function withLibrary(
  test: (fixture: Fixture) => Promise<void>,
  ports: Partial<ChatPorts> = {},
): Promise<void> {
  return withChat(
    'today',
    async (chat) => {
      const wait = new FakeClock();
      const make = () => openLibrary(chat, wait);
      const library = make();
      await test({
        ...chat,
        library,
        wait,
        another: make,
        search: new ChatSearch(library, systemClock),
        titles: () => library.chats.map(({ summary }) => summary.title).sort(),
      });
    },
    systemClock,
    ports,
  );
}

async function begin({ controller }: TestChat, ...questions: string[]): Promise<string> {
  const session = controller.create();
  for (const question of questions) await ask(session, question);
  return session.conversation.id;
}

async function hits(
  { search, library }: Fixture,
  query: string,
  chats: readonly LibraryChat[] = library.chats,
  signal = new AbortController().signal,
): Promise<(readonly [string, string | undefined])[]> {
  const found: (readonly [string, string | undefined])[] = [];
  for await (const { chat, found: place } of search.run(query, chats, signal)) {
    found.push([chat.summary.title, place?.snippet.text]);
  }
  return found;
}

describe('the library of chats', () => {
  it('lists open and stored chats, each once, and leaves out what nobody wrote in', () =>
    withLibrary(async (fixture) => {
      const { controller, library, titles } = fixture;
      const id = await begin(fixture, 'one');
      await begin(fixture, 'two');
      controller.create();
      await library.load();
      assert.deepEqual(titles(), ['one', 'two']);
      await controller.release(id);
      await library.refresh();
      assert.deepEqual(titles(), ['one', 'two']);
    }));

  it('names and pins a chat that is not open, in its log, and nothing overwrites the name', () =>
    withLibrary(async (fixture) => {
      const { controller, library, store, titles } = fixture;
      const id = await begin(fixture, 'one');
      await store.close();
      await controller.release(id);
      await library.load();
      await library.rename(id, 'mine');
      await library.pin(id, true);
      assert.equal(controller.find(id), undefined, 'it was not opened for that');
      assert.deepEqual(titles(), ['mine']);
      const session = (await controller.open(id))!;
      assert.deepEqual([session.conversation.title, session.conversation.pinned], ['mine', true]);
      session.rename('by a model', 'model');
      assert.equal(session.conversation.title, 'mine');
    }));

  it('names and pins an open chat where everybody sees it', () =>
    withLibrary(async (fixture) => {
      const id = await begin(fixture, 'one');
      await fixture.library.load();
      await fixture.library.rename(id, 'mine');
      await fixture.library.pin(id, true);
      const { title, pinned } = fixture.controller.find(id)!.conversation;
      assert.deepEqual([title, pinned], ['mine', true]);
    }));

  it('writes nothing into the log of a newer version', () =>
    withLibrary(async (fixture) => {
      const { controller, folder, library, store } = fixture;
      const id = await begin(fixture, 'one');
      await store.close();
      await controller.release(id);
      const path = join(folder, 'chats', `${id}.jsonl`);
      const { readFile, writeFile } = await import('node:fs/promises');
      const newer = (await readFile(path, 'utf8')).replace('"schema":1', '"schema":2');
      await writeFile(path, newer);
      await library.load();
      await library.rename(id, 'mine');
      await library.pin(id, true);
      assert.equal(await readFile(path, 'utf8'), newer);
    }));

  // Fault A15
  it('stops a chat that is deleted in mid-answer, and brings it back with what it had', () =>
    withLibrary(async (fixture) => {
      const { controller, folder, library, server, titles } = fixture;
      server.script({
        content: 'abcdefghij',
        chunkSize: 1,
        hold: { afterChunks: 5, until: new Promise(() => {}) },
      });
      const session = controller.create();
      session.send('one');
      await until(session, () => session.conversation.openTurn?.parts.length === 1);
      await library.load();
      const { id } = session.conversation;
      const removed: string[] = [];
      library.onRemove.on((text) => removed.push(text));
      await library.remove(id);
      assert.equal(session.activity, null);
      assert.deepEqual([removed, titles(), library.lastDeleted], [[id], [], { id, title: 'one' }]);
      assert.deepEqual(await readdir(join(folder, 'chats')), []);
      await library.undo();
      assert.deepEqual([titles(), library.lastDeleted], [['one'], undefined]);
      const again = (await controller.open(id))!;
      assert.deepEqual(again.conversation, session.conversation);
    }));

  it('purges a deleted chat after ten seconds, and at the next listing what a window left', () =>
    withLibrary(async (fixture) => {
      const { another, folder, library, wait } = fixture;
      const text = await begin(fixture, 'one');
      const two = await begin(fixture, 'two');
      await library.load();
      await library.remove(text);
      const left = () => readdir(join(folder, 'deleted'));
      const purged = async (count: number) => {
        while ((await left()).length !== count) await new Promise(setImmediate);
      };
      wait.advance(undoMs);
      await purged(0);
      assert.equal(library.lastDeleted, undefined);
      await library.undo(text);
      assert.equal(library.chats.length, 1, 'too late');
      await library.remove(two);
      wait.freeze(undoMs);
      await another().load();
      await purged(0);
    }));

  // Fault A15
  it('keeps a chat in the list that could not be moved away', () =>
    withLibrary(async (fixture) => {
      const { controller, folder, store, wait } = fixture;
      await begin(fixture, 'one');
      const logger = { info() {}, warn() {}, error() {} };
      const busy = () => Promise.reject(new Error('EBUSY'));
      const library = new ChatLibrary({
        controller,
        store,
        clock: wait,
        ids: systemIds,
        logger,
        chatIndex: new ChatIndex({ folder, files: nodeFiles, logger }),
        trash: new DeletedChats(folder, { ...nodeFiles, rename: busy }, wait),
      });
      await library.load();
      await assert.rejects(library.remove(library.chats[0]!.summary.id), /EBUSY/);
      await library.refresh();
      assert.deepEqual([library.chats.length, library.lastDeleted], [1, undefined]);
    }));

  it('copies a chat with all branches under a new id, name and beginning', () =>
    withLibrary(async (fixture) => {
      const { controller, library } = fixture;
      const id = await begin(fixture, 'one', 'two');
      const session = controller.find(id)!;
      session.edit([...session.conversation.turns.keys()][1]!, 'two again');
      await until(session, () => session.activity === null);
      await library.load();
      await library.pin(id, true);
      const copyId = (await library.duplicate(id, (title) => `${title} (copy)`))!;
      assert.notEqual(copyId, id);
      const copy = (await controller.open(copyId))!.conversation;
      const { turns, activeLeaf } = session.conversation;
      assert.deepEqual([copy.turns, copy.activeLeaf, copy.pinned], [turns, activeLeaf, false]);
      assert.equal(copy.title, 'one (copy)');
      assert.equal(await library.duplicate('none', (title) => title), undefined);
    }));
});

describe('the search in all chats', () => {
  it('finds open and closed chats by title and text, newest first, all words needed', () =>
    withLibrary(async (fixture) => {
      const { controller, library, server, store } = fixture;
      server.answerWith(() => ({ content: 'The tokenizer splits words.' }));
      const old = await begin(fixture, 'About parsers');
      await begin(fixture, 'Something else', 'a PARSER again');
      await library.load();
      await library.rename(old, 'Grammar');
      await store.close();
      await controller.release(old);
      await library.refresh();
      assert.deepEqual(await hits(fixture, 'parser'), [
        ['Something else', 'a PARSER again'],
        ['Grammar', 'About parsers'],
      ]);
      assert.deepEqual(await hits(fixture, 'gramm'), [['Grammar', undefined]]);
      assert.deepEqual(await hits(fixture, 'grammar splits'), [
        ['Grammar', 'The tokenizer splits words.'],
      ]);
      assert.deepEqual(await hits(fixture, 'grammar else'), []);
    }));

  it('finds what was said since it looked last, and not what was hidden', () =>
    withLibrary(async (fixture) => {
      const { controller, library, store } = fixture;
      const id = await begin(fixture, 'first words');
      await store.close();
      await controller.release(id);
      await library.load();
      assert.equal((await hits(fixture, 'later')).length, 0);
      const session = (await controller.open(id))!;
      await ask(session, 'later words');
      assert.equal((await hits(fixture, 'later')).length, 1);
      session.hideTurn(session.conversation.activeLeaf!, true);
      await store.close();
      await controller.release(id);
      await library.refresh();
      assert.equal((await hits(fixture, 'later')).length, 0);
      assert.equal((await hits(fixture, 'first')).length, 1);
    }));

  it('reads a log once, for as long as it does not change', () =>
    withLibrary(async (fixture) => {
      const { controller, library, search, store } = fixture;
      const id = await begin(fixture, 'first words', 'second words');
      await store.close();
      await controller.release(id);
      await library.load();
      await library.refresh();
      let reads = 0;
      const read = library.read.bind(library);
      library.read = (chat) => {
        reads += 1;
        return read(chat);
      };
      for (const query of ['w', 'wo', 'second', 'first', 'nothing']) await hits(fixture, query);
      assert.equal(reads, 1);
      await library.rename(id, 'mine');
      assert.deepEqual(await hits(fixture, 'second'), [['mine', 'second words']]);
      assert.equal(reads, 2);
      search.clear();
      await hits(fixture, 'second');
      assert.equal(reads, 3);
    }));

  it('ends at the next key press', () =>
    withLibrary(async (fixture) => {
      for (const question of ['word one', 'word two']) await begin(fixture, question);
      await fixture.library.load();
      const typing = new AbortController();
      const found: string[] = [];
      const { search, library } = fixture;
      for await (const { chat } of search.run('word', library.chats, typing.signal)) {
        found.push(chat.summary.title);
        typing.abort();
      }
      assert.deepEqual(found, ['word two']);
    }));
});

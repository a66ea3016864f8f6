/** Invariants of any log in a folder with others. */

import assert from 'node:assert/strict';
import { ChatController } from '../../../src/chat/chatController.ts';
import { ChatLibrary } from '../../../src/chat/history/chatLibrary.ts';
import { ChatSearch } from '../../../src/chat/history/chatSearch.ts';
import type { Conversation, Turn } from '../../../src/conversation/model.ts';
import { ChatIndex } from '../../../src/storage/history/chatIndex.ts';
import type { ConversationLog } from '../../../src/storage/log/conversationStore.ts';
import { DeletedChats } from '../../../src/storage/history/trash.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { systemIds } from '../../../src/systemClock.ts';
import { defaults, loadRequests } from '../../unit/chat/testChat.ts';
import type { FakeClock } from '../../unit/fakeClock.ts';
import { makeTenant, openStore } from '../../unit/storage/storeFixture.ts';
import { assertSame } from '../assertSame.ts';
import { checkConversation } from '../chats/conversationBounds.ts';
import type { FuzzTarget } from '../fuzzTarget.ts';
import { ChatFolder, neighbours, neighbourWord } from './chatFolder.ts';
import { generateLog, type LogCase } from './logGrammar.ts';

const logger = { info() {}, warn() {}, error() {} };

/** How long a chat without a live window may remain locked, in steps of a minute. */
const maxClaims = 20;

let shared: ChatFolder | undefined;

/** Reads logs through the list, the search and an open chat. */
export const logTarget: FuzzTarget = {
  name: 'logs',
  share: 3,
  generate: generateLog,
  async check(input) {
    const logCase = input as LogCase;
    const folder = (shared ??= new ChatFolder());
    folder.prepare(logCase);
    const { store, clock } = openStore(folder.path);
    const chats = openChats(folder.path, store, clock);
    try {
      await checkList(logCase, chats);
      await checkReading(logCase, chats);
      if (logCase.lease !== undefined || logCase.ask !== undefined) await claim(store, clock);
      await checkActions(chats, clock);
    } finally {
      await chats.controller.closeAll();
      await store.close();
    }
    folder.checkNeighbours();
    folder.checkNothingLost(logCase);
    folder.checkReleased();
  },
  close() {
    shared?.close();
    shared = undefined;
    return Promise.resolve();
  },
};

/** Everything that reads chats in one window. */
interface Chats {
  readonly store: ConversationLog;
  readonly index: ChatIndex;
  readonly controller: ChatController;
  readonly library: ChatLibrary;
  readonly search: ChatSearch;
}

function openChats(folder: string, store: ConversationLog, clock: FakeClock): Chats {
  const controller = new ChatController(
    {
      client: () => Promise.reject(new Error('Nothing may be sent.')),
      store,
      sharing: store,
      clock,
      ids: systemIds,
      logger,
      keys: { read: () => Promise.resolve('sk-test-key') },
      ledger: { record: () => assert.fail('a request was made') },
      settings: () => ({ ...defaults, baseUrl: 'https://api.deepseek.com' }),
      mayGoUnencrypted: () => Promise.resolve(false),
      askForKey: () => Promise.resolve('cancelled'),
    },
    loadRequests,
  );
  const index = new ChatIndex({ folder, files: nodeFiles, logger });
  const trash = new DeletedChats(folder, nodeFiles, clock);
  const library = new ChatLibrary({
    controller,
    store,
    chatIndex: index,
    trash,
    clock,
    ids: systemIds,
    logger,
  });
  return { store, index, controller, library, search: new ChatSearch(library, clock) };
}

async function checkList({ log, index }: LogCase, { library }: Chats): Promise<void> {
  await library.refresh();
  const listed = library.chats.map(({ summary }) => summary.id);
  for (const id of neighbours) assert.ok(listed.includes(id), `${id} is not listed`);
  if (index === undefined && hasContent(log)) assert.ok(listed.includes('x'), 'x is not listed');
}

/** Whether a log contains anything except headers. */
function hasContent(log: string): boolean {
  return log.split('\n').some((line) => line.trim() !== '' && !/^\{"schema":.*\}\s*$/.test(line));
}

/** Every way of reading it gives the same result, repeatedly. */
async function checkReading({ log, isValid }: LogCase, { store, index }: Chats): Promise<void> {
  const read = await orRefusal(index.read('x'));
  assertSame(await orRefusal(index.read('x')), read, 'read twice, it differs');
  const stored = await orRefusal(store.read('x'));
  if (isRefused(read) || isRefused(stored)) {
    assert.ok(!isValid, 'a valid log is refused');
    assert.ok(isRefused(read) && isRefused(stored), 'it is refused in one place only');
    return;
  }
  const { createdAt } = read;
  assertSame({ ...stored.conversation, createdAt }, read, 'the list reads it otherwise');
  checkConversation(read, log.length);
  if (isValid) assert.equal(stored.badLines, 0, 'a line of a valid log cannot be read');
}

/** Whether it was refused in either form; a search gets `undefined` instead of a chat. */
function isRefused<T extends object>(
  read: T | { readonly refusal: string } | undefined,
): read is { readonly refusal: string } | undefined {
  return read === undefined || 'refusal' in read;
}

/** The result, or the reason for which a log was refused; other exceptions are rethrown. */
async function orRefusal<T>(reading: Promise<T>): Promise<T | { readonly refusal: string }> {
  try {
    return await reading;
  } catch (error) {
    const { reason } = error as { readonly reason?: unknown };
    if (typeof reason !== 'string') throw error;
    return { refusal: reason };
  }
}

/** A chat of a closed window, or with unreadable lease files, becomes available after a while. */
async function claim(store: ConversationLog, clock: FakeClock): Promise<void> {
  const isClaimed = await succeedsLater(clock, () => store.claim('x', makeTenant()));
  assert.ok(isClaimed, 'nobody can take the chat');
  await store.release('x');
}

/**
 * Retries as time passes, because another window's request takes precedence for a while; resolves to whether it
 * succeeded.
 */
async function succeedsLater(clock: FakeClock, attempt: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < maxClaims; tries += 1) {
    if (await attempt()) return true;
    clock.advance(60_000);
  }
  return false;
}

async function checkActions(
  { controller, library, search, store }: Chats,
  clock: FakeClock,
): Promise<void> {
  const session = await orRefusal(controller.open('x'));
  const before = isRefused(session) ? undefined : linesOf(session.conversation);
  assert.equal(await library.rename('b', 'Another name'), undefined, 'b cannot be renamed');
  const hits: string[] = [];
  const { signal } = new AbortController();
  for await (const { chat } of search.run(neighbourWord, library.chats, signal)) {
    hits.push(chat.summary.id);
  }
  for (const id of neighbours) assert.ok(hits.includes(id), `${id} is not found`);
  await controller.release('x');
  if (library.chats.some(({ summary }) => summary.id === 'x')) {
    const isRemoved = async () => (await library.remove('x')) === undefined;
    assert.ok(await succeedsLater(clock, isRemoved), 'x cannot be deleted');
    assert.ok(!library.chats.some(({ summary }) => summary.id === 'x'), 'x is still listed');
    await library.undo('x');
  }
  if (before === undefined) return;
  const after = await store.read('x');
  assertSame(after && linesOf(after.conversation), before, 'opened and left, it differs');
}

/** The content that a user would miss. */
function linesOf({ turns, openTurn }: Conversation): unknown {
  const all: Turn[] = [...turns.values()];
  if (openTurn !== null) all.push(openTurn);
  return all.map(({ id, user, parts }) => ({ id, user, parts }));
}

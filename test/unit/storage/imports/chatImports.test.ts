import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { ConversationEvent } from '../../../../src/conversation/events/events.ts';
import { toExportedChat } from '../../../../src/conversation/export/exportJson.ts';
import { emptyConversation, reduceAll } from '../../../../src/conversation/events/reduce.ts';
import { toChatListEntry } from '../../../../src/conversation/chatListEntry.ts';
import { ChatIndex } from '../../../../src/storage/history/chatIndex.ts';
import { ConversationLog } from '../../../../src/storage/log/conversationStore.ts';
import {
  ChatImports,
  type ImportWatcher,
  type StagingResult,
} from '../../../../src/storage/imports/chatImports.ts';
import { nodeFiles } from '../../../../src/storage/nodeFiles.ts';
import { systemClock } from '../../../../src/systemClock.ts';
import { chatEvents } from '../../../generated/chatEvents.ts';

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const script = join(import.meta.dirname, '../../../../src/storage/imports/importWorker.ts');
const shape = { id: 'c', seed: 1, turns: 30, answerLength: 400, reasoningLength: 100 };
const chat = reduceAll(emptyConversation, chatEvents(shape));
const exported = JSON.stringify(toExportedChat(chat, 1));

describe('imported chats', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deepseek-test-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const importsOf = (more: object = {}) =>
    new ChatImports({
      folder,
      worker: script,
      files: nodeFiles,
      clock: systemClock,
      logger,
      writer: '1',
      ...more,
    });
  interface Watching extends ImportWatcher {
    readonly imports: ChatImports;
  }
  const stage = (
    content: string | Uint8Array,
    {
      imports = importsOf(),
      signal = new AbortController().signal,
      onProgress = () => undefined,
    }: Partial<Watching> = {},
  ): Promise<StagingResult> => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    return imports.stage(bytes, { onProgress, signal });
  };
  const staged = () => nodeFiles.list(join(folder, 'imports'));
  const store = () =>
    new ConversationLog({
      folder,
      files: nodeFiles,
      clock: systemClock,
      logger,
      writer: '1',
      onProblem: () => undefined,
    });
  const kindOf = (result: StagingResult) =>
    result.ok === false ? result.problem.kind : String(result.ok);

  it('are rejected if their log would exceed the read limits', async () => {
    const long = (text: string, pieces: number) => {
      const piece = { id: 'p', kind: 'file', path: 'a', text };
      const events = [...chatEvents(shape)].map((event) =>
        event.type === 'turnStarted'
          ? { ...event, user: { text: '', context: Array<unknown>(pieces).fill(piece) } }
          : event,
      );
      return JSON.stringify({ ...toExportedChat(chat, 1), events: events.slice(0, 3) });
    };
    const text = 'x'.repeat(16 * 1024 * 1024);
    assert.equal(kindOf(await stage(long(`${text}x`, 1))), 'badEvent');
    assert.equal(kindOf(await stage(long(text, 5))), 'crashed');
    assert.deepEqual(await staged(), []);
  });

  it('are normal logs once they are kept, and invisible before', async () => {
    const result = await stage([exported, exported].join('\n'));
    assert.ok(result.ok === true);
    assert.deepEqual(await nodeFiles.list(join(folder, 'chats')), []);
    await result.keep();
    assert.deepEqual(await staged(), []);
    const [id = '', other = ''] = result.ids;
    assert.notEqual(id, other);
    const read = await store().read(id);
    assert.deepEqual([...read!.conversation.turns], [...chat.turns]);
    const index = new ChatIndex({ folder, files: nodeFiles, logger });
    await index.refresh(new Set(), () => undefined);
    const listed = index.all.find(({ summary }) => summary.id === id);
    assert.deepEqual(listed?.summary, { ...toChatListEntry(chat), id });
  });

  it('are read from UTF-8 and from UTF-16 with a byte order mark, and from nothing else', async () => {
    const utf16 = () => Buffer.from(`\uFEFF${exported}`, 'utf16le');
    assert.equal(kindOf(await stage(utf16())), 'true');
    assert.equal(kindOf(await stage(utf16().swap16())), 'true');
    assert.equal(kindOf(await stage(`\uFEFF${exported}`)), 'true');
    const latin1 = Buffer.from(exported.replace('"title":', '"title\xe4":'), 'latin1');
    assert.equal(kindOf(await stage(latin1)), 'notText');
    assert.equal(kindOf(await stage(new Uint8Array())), 'empty');
  });

  it('leave nothing behind when they are rejected, discarded or cancelled', async () => {
    for (const name of await staged()) await nodeFiles.remove(join(folder, 'imports', name));
    const bad = exported.replace(/\]\}$/, ',{"type":"x"}]}');
    assert.equal(kindOf(await stage([exported, bad].join('\n'))), 'unknownEvent');
    const kept = await stage(exported);
    if (kept.ok === true) await kept.discard();
    const before = new AbortController();
    before.abort();
    assert.equal(kindOf(await stage(exported, { signal: before.signal })), 'cancelled');
    const abort = new AbortController();
    const lines = Array.from({ length: 500 }, () => exported).join('\n');
    const done: number[] = [];
    const onProgress = (part: number) => {
      done.push(part);
      abort.abort();
    };
    assert.equal(kindOf(await stage(lines, { onProgress, signal: abort.signal })), 'cancelled');
    assert.ok((done[0] ?? 1) < 0.1, 'it was cancelled near the beginning');
    assert.deepEqual(await staged(), []);
  });

  it('are rejected if their worker runs out of memory, or fails', async () => {
    const large = JSON.stringify(
      Array.from({ length: 400_000 }, () => ({ role: 'user', content: 'x' })),
    );
    assert.equal(
      kindOf(await stage(large, { imports: importsOf({ memory: 24 }) })),
      'tooMuchMemory',
    );
    const failing = join(folder, 'failing.cjs');
    await writeFile(failing, 'throw new Error("no")');
    assert.equal(
      kindOf(await stage(exported, { imports: importsOf({ worker: failing }) })),
      'crashed',
    );
    const silent = join(folder, 'silent.cjs');
    await writeFile(silent, '');
    assert.equal(
      kindOf(await stage(exported, { imports: importsOf({ worker: silent }) })),
      'crashed',
    );
    assert.deepEqual(await staged(), []);
  });

  it('are not read if their logs cannot be written', async () => {
    const blocked = join(folder, 'blocked');
    await mkdir(blocked);
    await writeFile(join(blocked, 'imports'), 'a file where a folder should be');
    await assert.rejects(
      stage(exported, { imports: importsOf({ folder: blocked }) }),
      /ENOTDIR|EEXIST/,
    );
  });

  it('remove leftovers of a closed window after a day', async () => {
    const old = join(folder, 'imports', 'old');
    const young = join(folder, 'imports', 'young');
    await mkdir(old, { recursive: true });
    await mkdir(young, { recursive: true });
    const then = Date.now() / 1000 - 25 * 60 * 60;
    await utimes(old, then, then);
    const result = await stage(exported);
    if (result.ok === true) await result.discard();
    assert.deepEqual(await readdir(join(folder, 'imports')), ['young']);
  });

  it('are the same after an export, an import and a read, event by event', async () => {
    const marks: ConversationEvent[] = [
      { type: 'pinned', pinned: true },
      { type: 'turnHidden', turnId: 't29', hidden: true },
      { type: 'branchSelected', leaf: 't3' },
    ];
    const marked = reduceAll(chat, marks);
    const result = await stage(JSON.stringify(toExportedChat(marked, 1)));
    assert.ok(result.ok === true);
    await result.keep();
    const [id = ''] = result.ids;
    const { conversation } = (await store().read(id))!;
    assert.deepEqual(
      { ...conversation, id: 'c', turns: [...conversation.turns] },
      { ...marked, turns: [...marked.turns] },
    );
    const log = await readFile(join(folder, 'chats', `${id}.jsonl`), 'utf8');
    assert.ok(log.endsWith('\n'));
  });
});

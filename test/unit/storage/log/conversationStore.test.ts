import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { findTurn, textOf } from '../../../../src/conversation/activeBranch.ts';
import type { ConversationEvent } from '../../../../src/conversation/events/events.ts';
import type { FilePort } from '../../../../src/platform/ports.ts';
import { ConversationLog } from '../../../../src/storage/log/conversationStore.ts';
import { logSchema, parseLog, toLine } from '../../../../src/storage/log/logFormat.ts';
import { nodeFiles } from '../../../../src/storage/nodeFiles.ts';
import { FakeClock } from '../../fakeClock.ts';
import { withTemporaryFolder } from '../../temporaryFolder.ts';

const created: ConversationEvent = {
  type: 'conversationCreated',
  id: 'c1',
  at: 1,
  systemPrompt: 'be kind',
};
const question: ConversationEvent = {
  type: 'turnStarted',
  turnId: 't1',
  parentId: null,
  at: 2,
  user: { text: 'why — 为什么 😀', context: [] },
};
const piece = (offset: number, text: string): ConversationEvent => ({
  type: 'partAppended',
  turnId: 't1',
  partId: 'p1',
  kind: 'content',
  offset,
  text,
  at: 3,
});
const ended: ConversationEvent = { type: 'turnEnded', turnId: 't1', at: 9, status: 'complete' };

interface Fixture {
  readonly log: ConversationLog;
  readonly clock: FakeClock;
  readonly problems: (string | undefined)[];
  readonly path: string;
}

function open(folder: string, files: FilePort = nodeFiles): Fixture {
  const clock = new FakeClock();
  const problems: (string | undefined)[] = [];
  const log = new ConversationLog({
    folder,
    files,
    clock,
    logger: { info() {}, warn() {}, error() {} },
    writer: '0.0.0',
    onProblem: (code) => problems.push(code),
  });
  return { log, clock, problems, path: join(folder, 'chats', 'c1.jsonl') };
}

async function answerIn(folder: string): Promise<string | undefined> {
  const stored = await open(folder).log.read('c1');
  const turn = stored && findTurn(stored.conversation, 't1');
  return turn && textOf(turn, 'content');
}

describe('ConversationLog', () => {
  it('reads back what was written, after a header with schema, writer and generation', () =>
    withTemporaryFolder(async (folder) => {
      const { log, path } = open(folder);
      await log.appendSynced('c1', [created, question, piece(0, 'because'), ended]);
      const stored = await log.read('c1');
      assert.equal(stored?.conversation.systemPrompt, 'be kind');
      assert.equal(findTurn(stored.conversation, 't1')?.user.text, 'why — 为什么 😀');
      const first = (await readFile(path, 'utf8')).split('\n')[0]!;
      assert.deepEqual(JSON.parse(first), { schema: logSchema, writer: '0.0.0', generation: 0 });
      await log.close();
    }));

  for (const [name, leave] of [
    ['released', (log: ConversationLog) => log.release('c1')],
    ['closed', (log: ConversationLog) => log.close()],
    ['amended', (log: ConversationLog) => log.amend('c1', [{ type: 'pinned', pinned: true }])],
  ] as const) {
    // Fault D9
    it(`keeps no file open, and loses nothing, when it is written to while it is ${name}`, () =>
      withTemporaryFolder(async (folder) => {
        let openFiles = 0;
        let onClosing: () => void = () => undefined;
        const { log } = open(folder, {
          ...nodeFiles,
          async openAppend(path) {
            const handle = await nodeFiles.openAppend(path);
            openFiles += 1;
            return {
              append: handle.append.bind(handle),
              sync: handle.sync.bind(handle),
              async close() {
                onClosing();
                await handle.close();
                openFiles -= 1;
              },
            };
          },
        });
        await log.appendSynced('c1', [created, question]);
        const later: Promise<void>[] = [];
        onClosing = () => {
          onClosing = () => undefined;
          later.push(log.appendSynced('c1', [piece(0, 'late')]));
          log.append('c1', [ended]);
        };
        await leave(log);
        assert.equal(openFiles, 0);
        await Promise.all(later);
        await log.close();
        assert.equal(openFiles, 0);
        assert.equal(await answerIn(folder), 'late');
      }));
  }

  // Fault D9
  it('is not released by a tenant while new events are pending', () =>
    withTemporaryFolder(async (folder) => {
      const { log } = open(folder);
      const holder = { busy: false, onLeft: () => undefined, onLost: () => undefined };
      assert.equal(await log.claim('c1', holder), true);
      const leaving = log.leave('c1', holder);
      log.append('c1', [created, question, piece(0, 'late'), ended]);
      assert.equal(await leaving, undefined);
      await log.close();
      assert.equal(await answerIn(folder), 'late');
    }));

  it('has no conversation if there is no file, and rejects an id that could be a path', () =>
    withTemporaryFolder(async (folder) => {
      const { log } = open(folder);
      assert.equal(await log.read('c1'), undefined);
      await assert.rejects(log.read('../c1'));
    }));

  // Fault A6
  it('writes streamed text within half a second, merged', () =>
    withTemporaryFolder(async (folder) => {
      const { log, clock, path } = open(folder);
      await log.appendSynced('c1', [created, question]);
      log.append('c1', [piece(0, 'be')]);
      log.append('c1', [piece(2, 'cause')]);
      assert.equal(await answerIn(folder), '');
      clock.advance(500);
      await log.close();
      assert.equal(await answerIn(folder), 'because');
      assert.equal(parseLog(await readFile(path)).events.length, 3);
    }));

  it('drops a line that a crash truncated, quarantines its bytes and continues', () =>
    withTemporaryFolder(async (folder) => {
      const first = open(folder);
      await first.log.appendSynced('c1', [created, question, piece(0, 'be')]);
      await first.log.close();
      await appendFile(first.path, '{"type":"partAppen');
      const second = open(folder);
      assert.equal(await answerIn(folder), 'be');
      await second.log.appendSynced('c1', [piece(2, 'cause'), ended]);
      await second.log.close();
      assert.equal(await answerIn(folder), 'because');
      const aside = (await readdir(join(folder, 'chats'))).filter((name) =>
        name.includes('.torn-'),
      );
      assert.equal(aside.length, 1);
      assert.equal(await readFile(join(folder, 'chats', aside[0]!), 'utf8'), '{"type":"partAppen');
    }));

  it('loads all complete lines when the file is cut at any byte', () =>
    withTemporaryFolder(async (folder) => {
      const { log, path } = open(folder);
      await log.appendSynced('c1', [created, question, piece(0, 'because'), ended]);
      await log.close();
      const bytes = await readFile(path);
      for (let length = 0; length <= bytes.length; length += 1) {
        const cut = parseLog(bytes.subarray(0, length));
        const lines = bytes.subarray(0, length).filter((byte) => byte === 0x0a).length;
        assert.equal(cut.events.length, Math.max(0, lines - 1), `at byte ${String(length)}`);
        assert.deepEqual(cut.badLines, []);
        assert.equal(cut.wholeBytes + cut.tornBytes, length);
      }
    }));

  it('skips a damaged line, loads the adjacent ones and leaves the file unchanged', () =>
    withTemporaryFolder(async (folder) => {
      const { log, path } = open(folder);
      await log.appendSynced('c1', [created, question, piece(0, 'because'), ended]);
      await log.close();
      const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
      for (const damage of ['\u0000\u0000', '{"type":"partAppended"}', '', 'x']) {
        const damaged = lines.with(3, damage).join('\n') + '\n';
        await writeFile(path, damaged);
        const stored = await open(folder).log.read('c1');
        assert.equal(stored?.badLines, 1);
        assert.equal(findTurn(stored.conversation, 't1')?.status, 'complete');
        assert.equal(await readFile(path, 'utf8'), damaged);
      }
    }));

  // Fault A12
  it('opens the log of a newer version read-only', () =>
    withTemporaryFolder(async (folder) => {
      const { log, path } = open(folder);
      await log.appendSynced('c1', [created, question]);
      await log.close();
      const bytes = await readFile(path);
      const header = toLine({ schema: logSchema + 1, writer: '9.0.0', generation: 0 });
      await writeFile(path, Buffer.concat([header, bytes.subarray(bytes.indexOf('\n') + 1)]));
      assert.equal((await log.read('c1'))?.readOnly, true);
    }));

  it('keeps what the disk refused, reports it once, and writes it when the disk works', () =>
    withTemporaryFolder(async (folder) => {
      let full = false;
      const files: FilePort = {
        ...nodeFiles,
        async openAppend(path) {
          const handle = await nodeFiles.openAppend(path);
          return {
            ...handle,
            async append(data) {
              if (!full) return handle.append(data);
              await handle.append(data.subarray(0, 7));
              throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
            },
          };
        },
      };
      const { log, clock, problems } = open(folder, files);
      await log.appendSynced('c1', [created, question]);
      full = true;
      await log.appendSynced('c1', [piece(0, 'be')]);
      await log.appendSynced('c1', [piece(2, 'cau')]);
      assert.deepEqual(new Set(problems), new Set(['ENOSPC']));
      assert.equal(await answerIn(folder), '');
      full = false;
      log.append('c1', [piece(5, 'se')]);
      clock.advance(5_000);
      await log.close();
      assert.equal(problems.at(-1), undefined);
      assert.equal(await answerIn(folder), 'because');
      assert.equal((await open(folder).log.read('c1'))?.badLines, 0);
    }));

  // Fault A6
  it('loses nothing that was synced when the process is killed', function () {
    return withTemporaryFolder(async (folder) => {
      const script = join(import.meta.dirname, '../appendUntilKilled.ts');
      for (let round = 0; round < 5; round += 1) {
        const child = spawn(process.execPath, [script, join(folder, String(round))], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let synced = -1;
        child.stdout.setEncoding('utf8');
        child.stdout.on('data', (data: string) => {
          synced = Math.max(synced, ...data.trim().split('\n').map(Number));
          if (synced >= 40 + round * 13) child.kill('SIGKILL');
        });
        await once(child, 'close');
        const bytes = await readFile(join(folder, String(round), 'chats', 'c1.jsonl'));
        const turns = parseLog(bytes).events.filter((event) => event.type === 'turnStarted');
        assert.ok(synced >= 40, 'the process was killed in the middle of its work');
        assert.ok(turns.length > synced, `${String(turns.length)} turns, ${String(synced)} synced`);
      }
    });
  });

  it('accepts nothing after the window ends, so that another window can write', () =>
    withTemporaryFolder(async (folder) => {
      const { log, clock, path } = open(folder);
      const holder = { busy: true, onLeft: () => undefined, onLost: () => undefined };
      assert.equal(await log.claim('c1', holder), true);
      log.append('c1', [created, question, piece(0, 'ab')]);
      const closing = log.end();
      log.append('c1', [piece(2, 'cd')]);
      await closing;
      const bytes = await readFile(path);
      log.append('c1', [piece(4, 'ef')]);
      await log.appendSynced('c1', [ended]);
      assert.equal(await log.amend('c1', [ended]), false);
      assert.equal(await log.claim('c1', holder), false);
      clock.advance(60_000);
      assert.deepEqual(await readFile(path), bytes);
      const other = open(folder).log;
      assert.equal(await other.claim('c1', holder), true);
      await other.close();
    }));
});

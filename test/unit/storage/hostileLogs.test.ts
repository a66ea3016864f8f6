import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFile,
  mkdir,
  readFile,
  readdir,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, it } from 'mocha';
import { textOf } from '../../../src/conversation/activeBranch.ts';
import { EventRepairer } from '../../../src/conversation/events/repairEvents.ts';
import type { ConversationEvent } from '../../../src/conversation/events/events.ts';
import { logLimits } from '../../../src/conversation/limits.ts';
import type { Conversation } from '../../../src/conversation/model.ts';
import { UnreadableError } from '../../../src/conversation/unreadable.ts';
import { LogFollower } from '../../../src/storage/log/logFollower.ts';
import { LogParser, toLine } from '../../../src/storage/log/logFormat.ts';
import { nodeFiles } from '../../../src/storage/nodeFiles.ts';
import { withTemporaryFolder } from '../temporaryFolder.ts';
import { chatEvents, logLines, makeTenant, openStore, pathOf, turnEvents } from './storeFixture.ts';

const logger = { info() {}, warn() {}, error() {} };
const lines = logLines(chatEvents('c1', 3));
const whole = Buffer.concat(lines);
const newline = Buffer.from('\n');

async function put(folder: string, ...bytes: readonly Uint8Array[]): Promise<string> {
  const path = pathOf(folder);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, Buffer.concat(bytes));
  return path;
}

function follow(folder: string): LogFollower {
  return new LogFollower('c1', pathOf(folder), nodeFiles, logger);
}

async function read(folder: string): Promise<Conversation> {
  const update = await follow(folder).poll();
  assert.equal(update.kind, 'whole');
  return update.stored.conversation;
}

/** Parses bytes in pieces of the size used for reading files. */
function parse(bytes: Uint8Array): LogParser {
  const parser = new LogParser();
  for (let at = 0; at < bytes.length; at += 128 * 1024) {
    parser.push(bytes.subarray(at, at + 128 * 1024));
  }
  return parser;
}

const isUnreadable = (reason: string) => (error: unknown) =>
  error instanceof UnreadableError && error.reason === reason;

describe('a malicious log', () => {
  const event = (text: string): ConversationEvent => ({ type: 'titled', title: text, by: 'local' });

  // Fault V17
  it('with one line of 60 MB is read in linear time, including the adjacent lines', function () {
    // Concatenating with each piece would take over a minute.
    const text = 'x'.repeat(15 * 1024 * 1024);
    const long = Buffer.from(`${JSON.stringify({ ...event(text), more: [text, text, text] })}\n`);
    const parser = new LogParser();
    let events = 0;
    for (const bytes of [whole, long, whole]) {
      for (let at = 0; at < bytes.length; at += 16 * 1024) {
        events += parser.push(bytes.subarray(at, at + 16 * 1024)).length;
      }
    }
    // The header of the second copy is not an event.
    assert.deepEqual([events, parser.badLineCount], [2 * (lines.length - 1) + 1, 1]);
  });

  // Fault V17
  it('with a line above the limit loses only that line, and does not keep it in memory', () => {
    const parser = new LogParser();
    parser.push(whole);
    const piece = Buffer.alloc(1024 * 1024, 'x');
    for (let sent = 0; sent <= logLimits.line; sent += piece.length) parser.push(piece);
    const events = parser.push(Buffer.concat([newline, lines[2]!]));
    assert.deepEqual([events.length, parser.badLineCount, parser.tornBytes], [1, 1, 0]);
    const [range] = parser.badRanges;
    assert.deepEqual(range, { start: whole.length, end: parser.wholeBytes - lines[2]!.length });
  });

  // Fault V17
  it('with a line of a million values does not parse it, but reads the longest possible message', () => {
    const values = Buffer.from(
      `{"type":"titled","title":"x","by":"local","more":[${'0,'.repeat(1_100_000)}0]}\n`,
    );
    assert.equal(parse(values).badLineCount, 1);
    const user = { text: '\u0001'.repeat(4_000_000), context: [] };
    const starter = '€'.repeat(4_000_000);
    const turn = { turnId: 't', parentId: null, at: 1 };
    const question: ConversationEvent = { type: 'turnStarted', ...turn, user, starter };
    const bytes = toLine(question);
    const parser = new LogParser();
    assert.deepEqual(parser.push(bytes), [question]);
    assert.equal(parse(bytes).badLineCount, 0);
    const text = toLine(event('[,:{'.repeat(1_000_000)));
    assert.equal(parse(text).badLineCount, 0, 'signs in a text are no values');
  });

  // Fault V17
  it('is parsed in slices, however long its texts and lists are', () => {
    const parseJson = JSON.parse;
    let longest = 0;
    JSON.parse = (text: string, reviver) => {
      longest = Math.max(longest, text.length);
      return parseJson(text, reviver) as unknown;
    };
    try {
      const text = '\u0001"€'.repeat(1_000_000);
      const fields = Array.from({ length: 100_000 }, (_, at) => `"k${String(at)}":0`).join(',');
      const names = Buffer.from(`{"type":"titled","title":"x","by":"local",${fields}}\n`);
      const parser = parse(Buffer.concat([toLine(event(text)), names, toLine(event(text))]));
      assert.equal(parser.badLineCount, 0);
      assert.ok(longest <= 256 * 1024, String(longest));
    } finally {
      JSON.parse = parseJson;
    }
  });

  // Fault V17
  it('with text longer than any writer produces loses only that line', () => {
    const text = 'x'.repeat(logLimits.text);
    const parser = parse(Buffer.concat([toLine(event(text)), toLine(event(`${text}x`)), whole]));
    assert.equal(parser.badLineCount, 2, 'the long line, and the header in the middle');
    assert.equal(parser.tornBytes, 0);
  });

  it('is the same however it is split', () => {
    const values = [
      event('\ufeffa\ufeff "\\" \\u00e9 \\\\ \b\n\u0000 é € 😀 \ud83d \udc00 [,:{}]'),
      { ...event('\\'), more: ['', 'x', { '': 'y', __proto__: null, 'a"b': [['\u2028']] }] },
      event('uu0abc\\u0'),
    ];
    const bytes = Buffer.concat([
      ...values.map((value) => toLine(value)),
      Buffer.from('{"type":"titled","title":"\\ud83d\\ude00\\u00e9\\\\u00E9","by":"local"}\n'),
    ]);
    const expected = new LogParser().push(bytes);
    assert.equal(expected.length, 4);
    for (let size = 1; size < 60; size += 1) {
      const parser = new LogParser();
      const events: ConversationEvent[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        events.push(...parser.push(bytes.subarray(at, at + size)));
      }
      assert.deepEqual(events, expected, String(size));
    }
  });

  it('that ends in a broken escape sequence or character has an invalid line', () => {
    for (const title of ['\\u00', '\\', '\\x', '\\u00g0', '\n'.repeat(2), '\u0001']) {
      const line = Buffer.from(`{"type":"titled","title":"abcdef${title}","by":"local"}\n`);
      for (let size = 1; size < 60; size += 1) {
        const parser = new LogParser();
        for (let at = 0; at < line.length; at += size) parser.push(line.subarray(at, at + size));
        assert.ok(parser.badLineCount > 0, `${title} ${String(size)}`);
      }
    }
    const cut = Buffer.concat([
      Buffer.from('{"type":"titled","title":"abc'),
      Buffer.from('€').subarray(0, 2),
      Buffer.from('","by":"local"}\n'),
    ]);
    for (let size = 1; size < 40; size += 1) {
      const parser = new LogParser();
      for (let at = 0; at < cut.length; at += size) parser.push(cut.subarray(at, at + size));
      assert.equal(parser.badLineCount, 1, String(size));
    }
  });

  // Fault V17
  it('with tiny lines only stores one range and names the first hundred', () => {
    for (const line of ['\n', '{\n', '{}\n', 'null\n', '0\r\n', '\0\n', '[]\n']) {
      const count = 200_000;
      const parser = parse(Buffer.from(line.repeat(count)));
      assert.equal(parser.badLineCount, count, line);
      assert.equal(parser.badRanges.length, 1);
      assert.equal(parser.badLines.length, logLimits.namedLines);
    }
  });

  const shapes: readonly (readonly [name: string, bytes: Uint8Array, turns: number])[] = [
    ['no line break at all', Buffer.concat(lines.map((line) => line.subarray(0, -1))), 0],
    [
      'NULs before and after',
      Buffer.concat([Buffer.alloc(300_000), newline, whole, Buffer.alloc(300_000)]),
      3,
    ],
    ['line breaks of two characters', Buffer.from(whole.toString().replaceAll('\n', '\r\n')), 3],
    [
      'invalid UTF-8 between its lines',
      Buffer.concat(lines.flatMap((line) => [line, Buffer.from([0xff, 0xfe, 0x0a])])),
      3,
    ],
    ['UTF-16', Buffer.from(whole.toString(), 'utf16le'), 0],
    [
      'a byte order mark before each line',
      Buffer.concat(lines.flatMap((line) => [Buffer.from([0xef, 0xbb, 0xbf]), line])),
      3,
    ],
    [
      'nesting that is deeper than any stack',
      Buffer.concat([
        whole,
        Buffer.from(
          `{"type":"titled","title":"x","by":"local","more":${'['.repeat(200_000)}${']'.repeat(200_000)}}\n`,
        ),
      ]),
      3,
    ],
  ];
  for (const [name, bytes, turns] of shapes) {
    // Fault V17
    it(`with ${name} shows the remaining content`, () =>
      withTemporaryFolder(async (folder) => {
        await put(folder, bytes);
        assert.equal((await read(folder)).turns.size, turns);
      }));
  }

  // Fault V17
  it('with very long lines is followed as another window writes it', () =>
    withTemporaryFolder(async (folder) => {
      const path = await put(folder, whole);
      const follower = follow(folder);
      assert.equal((await follower.poll()).kind, 'whole');
      const line = toLine(event('x'.repeat(3 * 1024 * 1024)));
      for (let at = 0; at < line.length; at += 100_000) {
        await appendFile(path, line.subarray(at, at + 100_000));
        const update = await follower.poll();
        assert.equal(update.kind, 'added');
        assert.equal(update.events.length, at + 100_000 < line.length ? 0 : 1);
      }
    }));

  for (const offset of [4e8, 1e9, 1e17, 1e300, 2 ** 31, 1_500_000]) {
    // Fault V6
    it(`with text at ${String(offset)} is unreadable, and reports it again without reading it again`, () =>
      withTemporaryFolder(async (folder) => {
        const [start, ...rest] = turnEvents(9);
        const far = { ...rest[0]!, offset } as ConversationEvent;
        await put(folder, whole, toLine(start!), toLine(far));
        const follower = follow(folder);
        await assert.rejects(follower.poll(), isUnreadable('impossible'));
        await assert.rejects(follower.poll(), isUnreadable('impossible'));
        // Once repaired manually, it can be read.
        await writeFile(pathOf(folder), whole);
        const update = await follower.poll();
        assert.equal(update.kind === 'whole' && update.stored.conversation.turns.size, 3);
      }));
  }

  // Fault V23
  it('that stays unreadable is logged once, and again if it becomes unreadable after a repair', () =>
    withTemporaryFolder(async (folder) => {
      const [start, ...rest] = turnEvents(9);
      const damaged = [whole, toLine(start!), toLine({ ...rest[0]!, offset: 1e9 } as never)];
      await put(folder, ...damaged);
      const errors: string[] = [];
      const noting = { ...logger, error: (text: string) => void errors.push(text) };
      const follower = new LogFollower('c1', pathOf(folder), nodeFiles, noting);
      for (let poll = 0; poll < 3; poll += 1) await assert.rejects(follower.poll());
      assert.equal(errors.length, 1);
      await writeFile(pathOf(folder), whole);
      await follower.poll();
      await put(folder, ...damaged);
      await assert.rejects(follower.poll());
      assert.equal(errors.length, 2);
    }));

  // Fault V6
  it('with many gaps is unreadable as soon as they exceed what it can have lost', () =>
    withTemporaryFolder(async (folder) => {
      const [start] = turnEvents(9);
      const gaps = Array.from({ length: 40 }, (_, part) =>
        toLine({
          type: 'partAppended',
          turnId: 't9',
          partId: `p${String(part)}`,
          kind: 'content',
          offset: 50_000,
          text: 'x',
          at: 1,
        }),
      );
      await put(folder, whole, toLine(start!), ...gaps.slice(0, 15));
      assert.equal(textOf((await read(folder)).openTurn!, 'content').length, 15 * 50_001);
      await put(folder, whole, toLine(start!), ...gaps);
      await assert.rejects(follow(folder).poll(), isUnreadable('impossible'));
    }));

  // Fault V6
  it('with a long missing line keeps the offset of what follows', () =>
    withTemporaryFolder(async (folder) => {
      const [start] = turnEvents(9);
      const lost = 3 * 1024 * 1024;
      const piece: ConversationEvent = {
        type: 'partAppended',
        turnId: 't9',
        partId: 'p',
        kind: 'content',
        offset: lost,
        text: 'end',
        at: 1,
      };
      await put(folder, whole, toLine(start!), Buffer.alloc(lost), newline, toLine(piece));
      assert.equal(textOf((await read(folder)).openTurn!, 'content').length, lost + 3);
    }));

  const wrong: readonly (readonly [name: string, line: string])[] = [
    [
      'a negative offset',
      '{"type":"partAppended","turnId":"t9","partId":"p","kind":"content","offset":-5,"text":"x","at":1}',
    ],
    [
      'half an offset',
      '{"type":"partAppended","turnId":"t9","partId":"p","kind":"content","offset":0.5,"text":"x","at":1}',
    ],
    [
      'a time after the last date',
      '{"type":"turnStarted","turnId":"t9","parentId":null,"at":1e17,"user":{"text":"x","context":[]}}',
    ],
    [
      'a time that is not a number',
      '{"type":"turnStarted","turnId":"t9","parentId":null,"at":1e999,"user":{"text":"x","context":[]}}',
    ],
    [
      'a queued message after the last date',
      '{"type":"messageQueued","message":{"id":"m","user":{"text":"x","context":[]},"after":null,"notBefore":1e17}}',
    ],
  ];
  for (const [name, line] of wrong) {
    // Fault V23
    it(`with ${name} loses only that line`, () => {
      const parser = parse(Buffer.concat([whole, Buffer.from(`${line}\n`)]));
      assert.equal(parser.badLineCount, 1);
    });
  }

  // Fault V6
  it('with a long chain of continued answers is repaired without copying each of them', () => {
    const repairer = new EventRepairer();
    const append = (turnId: string, partId: string, offset: number): ConversationEvent => ({
      type: 'partAppended',
      turnId,
      partId,
      kind: 'content',
      offset,
      text: 'x',
      at: 1,
    });
    const parts = Array.from({ length: 30 }, (_, part) => `p${String(part)}`);
    repairer.repair(turnEvents(0)[0]!);
    for (const part of parts) repairer.repair(append('t0', part, 0));
    for (let turn = 1; turn <= 30_000; turn += 1) {
      const turnId = `t${String(turn)}`;
      const before = `t${String(turn - 1)}`;
      const user = { text: '', context: [] };
      repairer.repair({
        type: 'turnStarted',
        turnId,
        parentId: before,
        at: 1,
        user,
        continues: before,
      });
      const next = append(turnId, 'p7', turn);
      assert.deepEqual(repairer.repair(next), [next], 'it begins where the one before ended');
    }
  });

  // Fault V23
  it('that is a folder, pipe, device or symlink loop is rejected at once', () =>
    withTemporaryFolder(async (folder) => {
      const chats = join(folder, 'chats');
      await mkdir(join(chats, 'folder.jsonl'), { recursive: true });
      execFileSync('mkfifo', [join(chats, 'pipe.jsonl')]);
      await symlink('/dev/zero', join(chats, 'device.jsonl'));
      for (const name of ['folder', 'pipe', 'device']) {
        const path = join(chats, `${name}.jsonl`);
        await assert.rejects(nodeFiles.openRead(path), { code: 'ENOTFILE' }, name);
        await assert.rejects(nodeFiles.readFile(path), { code: 'ENOTFILE' }, name);
        assert.equal((await nodeFiles.stat(path)).isFile, false, name);
      }
      await symlink('loop.jsonl', join(chats, 'loop.jsonl'));
      await assert.rejects(nodeFiles.openRead(join(chats, 'loop.jsonl')), { code: 'ELOOP' });
      assert.equal((await nodeFiles.stat(join(chats, 'loop.jsonl'))).isFile, false);
      await writeFile(join(chats, 'c1.jsonl'), whole);
      await symlink('c1.jsonl', join(chats, 'link.jsonl'));
      assert.equal((await nodeFiles.stat(join(chats, 'link.jsonl'))).isFile, true);
    }));

  // Fault V17
  it('above the size limit is rejected before it is read', () =>
    withTemporaryFolder(async (folder) => {
      const path = await put(folder, whole);
      await truncate(path, logLimits.file + 1);
      await assert.rejects(follow(folder).poll(), isUnreadable('tooLarge'));
      await assert.rejects(nodeFiles.readFile(path), { code: 'EFBIG' });
    }));

  // Fault V17
  it('with a truncated end that is too large to be copied keeps it, and continues after it', () =>
    withTemporaryFolder(async (folder) => {
      const path = await put(folder, whole);
      await truncate(path, whole.length + logLimits.quarantine + 1);
      const opened = openStore(folder);
      assert.equal(await opened.store.claim('c1', makeTenant()), true);
      const follower = opened.store.follow('c1');
      await follower.poll();
      await opened.store.tidy('c1', follower);
      assert.deepEqual(opened.damages, [{ id: 'c1', kind: 'torn' }]);
      await opened.store.appendSynced('c1', turnEvents(99));
      await opened.store.close();
      assert.equal((await read(folder)).turns.get('t99')?.status, 'complete');
      const names = await readdir(join(folder, 'chats'));
      assert.deepEqual(names, ['c1.jsonl']);
      assert.ok((await readFile(path)).length > whole.length + logLimits.quarantine);
    }));

  // Fault V17
  it('is never produced by a long answer: its text is split into readable lines', () =>
    withTemporaryFolder(async (folder) => {
      const { store } = openStore(folder);
      const text = '𝄞'.repeat(logLimits.piece);
      const [start, piece] = turnEvents(0);
      const events = [start!, { ...piece!, text } as ConversationEvent];
      await store.appendSynced('c1', [...chatEvents('c1', 0), ...events]);
      await store.close();
      const parser = parse(await readFile(pathOf(folder)));
      assert.deepEqual([parser.lines, parser.badLineCount], [5, 0]);
      assert.equal(textOf((await read(folder)).openTurn!, 'content'), text);
    }));
});

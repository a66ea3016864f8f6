/** The host's part of opening a chat: from its bytes on the disk to the window that the page is sent. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { activeBranch } from '../src/conversation/activeBranch.ts';
import type { ConversationEvent } from '../src/conversation/events/events.ts';
import type { Turn } from '../src/conversation/model.ts';
import { emptyConversation, reduceAll } from '../src/conversation/events/reduce.ts';
import { toWindow, windowSize, type ConversationWindow } from '../src/protocol/window.ts';
import { parseLog } from '../src/storage/log/logFormat.ts';
import { toLog } from '../test/generated/chatLog.ts';
import { timed } from './entry.ts';
import { openOwnLog } from './ownLog.ts';

const chatId = 'chat';

/** One way to come from the disk to the last turns. */
export interface OpenWay {
  readonly name: string;
  /** Resolves to the turns to be shown. */
  open(folder: string): Promise<readonly Turn[]>;
}

/** Writes one chat for every way, and hands back its turns. */
export function prepareChat(
  folder: string,
  events: readonly ConversationEvent[],
): { readonly turns: readonly Turn[]; readonly logBytes: number } {
  const log = toLog(events);
  mkdirSync(join(folder, 'chats'));
  writeFileSync(join(folder, 'chats', `${chatId}.jsonl`), log);
  const turns = activeBranch(reduceAll(emptyConversation, events));
  writeFileSync(join(folder, 'chat.json'), JSON.stringify({ turns }));
  const database = new DatabaseSync(join(folder, 'chat.sqlite'));
  database.exec('CREATE TABLE turns(number INTEGER PRIMARY KEY, body TEXT); BEGIN');
  const statement = database.prepare('INSERT INTO turns(body) VALUES (?)');
  for (const turn of turns) statement.run(JSON.stringify(turn));
  database.exec('COMMIT');
  database.close();
  return { turns, logBytes: log.length };
}

/** The ways side by side; the first is the project's own. */
export const openWays: readonly OpenWay[] = [
  {
    name: 'this project’s log: read, fold, window',
    open: async (folder) => (await openOwn(folder)).turns,
  },
  {
    name: 'one JSON file, parsed whole',
    async open(folder) {
      const text = await readFile(join(folder, 'chat.json'), 'utf8');
      return (JSON.parse(text) as { turns: Turn[] }).turns.slice(-windowSize);
    },
  },
  {
    name: 'node:sqlite, every turn’s row',
    open: (folder) => Promise.resolve(readRows(folder, 'ORDER BY number').slice(-windowSize)),
  },
  {
    name: `node:sqlite, the last ${windowSize} rows`,
    open: (folder) =>
      Promise.resolve(readRows(folder, `ORDER BY number DESC LIMIT ${windowSize}`).reverse()),
  },
];

/** The steps of the project's own way, in milliseconds. */
export async function timeSteps(
  folder: string,
): Promise<{ readonly read: number; readonly parse: number; readonly fold: number }> {
  const [bytes, read] = await timed(() => readFile(join(folder, 'chats', `${chatId}.jsonl`)));
  const [log, parse] = await timed(() => parseLog(bytes));
  const [, fold] = await timed(() => toWindow(reduceAll(emptyConversation, log.events)));
  return { read, parse, fold };
}

async function openOwn(folder: string): Promise<ConversationWindow> {
  const log = openOwnLog(folder);
  const stored = await log.read(chatId);
  if (stored === undefined) throw new Error('The chat is not there.');
  const window = toWindow(stored.conversation);
  await log.close();
  return window;
}

function readRows(folder: string, order: string): Turn[] {
  const database = new DatabaseSync(join(folder, 'chat.sqlite'), { readOnly: true });
  const rows = database.prepare(`SELECT body FROM turns ${order}`).all();
  database.close();
  return rows.map(({ body }) => JSON.parse(String(body)) as Turn);
}

/** Ways to keep a chat on disk while it grows: the project's log, one file written whole, and SQLite. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { ConversationEvent } from '../src/conversation/events/events.ts';
import type { FilePort } from '../src/platform/ports.ts';
import { nodeFiles } from '../src/storage/nodeFiles.ts';
import { toLog } from '../test/generated/chatLog.ts';
import { openOwnLog } from './ownLog.ts';

/** A disk on which nothing is waited for, to tell what is the disk's share. */
const unsynced: FilePort = {
  ...nodeFiles,
  async openAppend(path) {
    const handle = await nodeFiles.openAppend(path);
    return {
      append: (data) => handle.append(data),
      sync: () => Promise.resolve(),
      close: () => handle.close(),
    };
  },
  async writeAtomic(path, data) {
    await writeFile(`${path}.new`, data);
    await rename(`${path}.new`, path);
  },
};

/** A chat that is open for writing. */
export interface OpenStore {
  /** Keeps one whole turn; resolves when it is on the disk. */
  addTurn(events: readonly ConversationEvent[]): Promise<void>;
  close(): Promise<void>;
}

/** One way to keep a chat. */
export interface TurnStore {
  readonly name: string;
  /** Makes the chat with these events in a folder that is there and empty. */
  prepare(folder: string, events: readonly ConversationEvent[]): void;
  /** Opens it as after a start. */
  open(folder: string): Promise<OpenStore>;
}

/** The name of the one chat. */
export const chatId = 'chat';

/** `ConversationLog`: the question synced before the request, pieces within a quarter of a second, the end synced. */
export const ownStore = logStore('this project’s log (two syncs a turn)', nodeFiles);

/** The same where nothing waits for the disk. */
export const unsyncedOwnStore = logStore('this project’s log, its syncs left out', unsynced);

/** One JSON file a chat, written beside and renamed when the question is asked and when the turn has ended, as ours keeps both. */
export const wholeFileStore = fileStore(
  'the whole file anew, twice (two syncs a turn)',
  nodeFiles,
  2,
);

/** The same, but the question is lost where the turn does not come to its end. */
export const onceFileStore = fileStore('the whole file anew, once (one sync a turn)', nodeFiles, 1);

/** The same where nothing waits for the disk. */
export const unsyncedFileStore = fileStore('the whole file anew, once, no sync', unsynced, 1);

function logStore(name: string, files: FilePort): TurnStore {
  return {
    name,
    prepare(folder, events) {
      mkdirSync(join(folder, 'chats'));
      writeFileSync(join(folder, 'chats', `${chatId}.jsonl`), toLog(events));
    },
    open(folder) {
      const log = openOwnLog(folder, files);
      return Promise.resolve({
        async addTurn(events) {
          await log.appendSynced(chatId, events.slice(0, 1));
          for (const event of events.slice(1, -1)) log.append(chatId, [event]);
          await log.appendSynced(chatId, events.slice(-1));
        },
        close: () => log.close(),
      });
    },
  };
}

function fileStore(name: string, files: FilePort, times: 1 | 2): TurnStore {
  return {
    name,
    prepare(folder, events) {
      writeFileSync(join(folder, 'chat.json'), JSON.stringify({ events }));
    },
    async open(folder) {
      const path = join(folder, 'chat.json');
      const text = await readFile(path, 'utf8');
      const chat = JSON.parse(text) as { events: ConversationEvent[] };
      const save = async (events: readonly ConversationEvent[]) => {
        chat.events.push(...events);
        await files.writeAtomic(path, Buffer.from(JSON.stringify(chat)));
      };
      return {
        async addTurn(events) {
          if (times === 2) await save(events.slice(0, 1));
          await save(events.slice(times - 1));
        },
        close: () => Promise.resolve(),
      };
    },
  };
}

/** How SQLite makes a transaction last; with `WAL, NORMAL` a power cut may take the last turns. */
const sqliteModes = {
  'rollback journal, FULL': 'PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL',
  'WAL, FULL': 'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL',
  'WAL, NORMAL: no sync': 'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL',
} as const;

/** SQLite with one row an event and one transaction a turn. */
export function sqliteStore(mode: keyof typeof sqliteModes): TurnStore {
  const open = (folder: string): DatabaseSync => {
    const database = new DatabaseSync(join(folder, 'chat.sqlite'));
    database.exec(sqliteModes[mode]);
    return database;
  };
  return {
    name: `node:sqlite (${mode})`,
    prepare(folder, events) {
      const database = open(folder);
      database.exec('CREATE TABLE events(number INTEGER PRIMARY KEY, chat TEXT, body TEXT)');
      insertAll(database, database.prepare(insert), events);
      database.close();
    },
    open(folder) {
      const database = open(folder);
      const statement = database.prepare(insert);
      return Promise.resolve({
        addTurn(events) {
          insertAll(database, statement, events);
          return Promise.resolve();
        },
        close: () => Promise.resolve(database.close()),
      });
    },
  };
}

const insert = 'INSERT INTO events(chat, body) VALUES (?, ?)';

function insertAll(
  database: DatabaseSync,
  statement: StatementSync,
  events: readonly ConversationEvent[],
): void {
  database.exec('BEGIN IMMEDIATE');
  for (const event of events) statement.run(chatId, JSON.stringify(event));
  database.exec('COMMIT');
}

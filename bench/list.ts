/** The list of ten thousand chats, with and without its cache, beside other ways. */

import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bySummaryOrder } from '../src/conversation/conversationSummary.ts';
import { ChatIndex } from '../src/storage/history/chatIndex.ts';
import { nodeFiles } from '../src/storage/nodeFiles.ts';
import { withBenchFolder } from './benchFolder.ts';
import { writeChats, type ChatFile } from './chatSet.ts';
import { type BenchEntry, median, ratio, scaled, spread, timed } from './entry.ts';

/** One way to a list; resolves to the ids in order. */
interface ListWay {
  readonly name: string;
  list(folder: string): Promise<readonly string[]>;
}

const everyFile: ListWay = {
  name: 'one JSON file a chat, each parsed whole',
  async list(folder) {
    const names = await readdir(join(folder, 'files'));
    const chats: { id: string; updatedAt: number }[] = [];
    for (const name of names) {
      const text = await readFile(join(folder, 'files', name), 'utf8');
      const { id, updatedAt } = JSON.parse(text) as ChatFile;
      chats.push({ id, updatedAt });
    }
    return chats.sort((one, other) => other.updatedAt - one.updatedAt).map(({ id }) => id);
  },
};

const ways: readonly ListWay[] = [
  {
    name: 'ours, from its cache: what is shown first',
    async list(folder) {
      const index = openIndex(folder);
      await index.load();
      return inOrder(index);
    },
  },
  {
    name: 'ours, from its cache, every log looked at',
    async list(folder) {
      const index = openIndex(folder);
      await index.refresh(new Set(), () => undefined);
      return inOrder(index);
    },
  },
  {
    name: 'ours, cache lost: every log read',
    async list(folder) {
      await rm(join(folder, 'index.json'), { force: true });
      const index = openIndex(folder);
      await index.refresh(new Set(), () => undefined);
      return inOrder(index);
    },
  },
  everyFile,
  {
    name: 'node:sqlite, a table of titles',
    list(folder) {
      const database = new DatabaseSync(join(folder, 'list.sqlite'), { readOnly: true });
      const rows = database.prepare('SELECT id, title, at FROM chats ORDER BY at DESC').all();
      database.close();
      return Promise.resolve(rows.map(({ id }) => String(id)));
    },
  },
];

/** The newest chat has to be first and none may be missing, for every way. */
export const listEntry: BenchEntry = {
  name: 'list',
  title: 'Listing all chats',
  minutes: 1.5,
  async run({ scale }) {
    const count = scaled(10_000, scale, 10);
    const rounds = scaled(5, scale, 2);
    return await withBenchFolder(async (folder) => {
      const bytes = prepare(folder, count);
      // The cache is there from the session before.
      await openIndex(folder).refresh(new Set(), () => undefined);
      const times = ways.map((): number[] => []);
      for (let round = 0; round < rounds; round++) {
        for (const [index, way] of ways.entries()) {
          const [ids, spent] = await timed(() => way.list(folder));
          check(way.name, ids, count);
          times[index]?.push(spent);
        }
      }
      const ours = median(times[0] ?? []);
      return {
        lines: [
          `Milliseconds, median (least–most) of ${rounds} rounds, the ways in turn, for ${count} chats of together ${(bytes / 1e6).toFixed(0)} MB; files are in the system’s cache.`,
          '',
          '| way | ms | beside the first |',
          '| --- | ---: | ---: |',
          ...ways.map(({ name }, index) => {
            const own = times[index] ?? [];
            return `| ${name} | ${spread(own)} | ${ratio(median(own), ours)} |`;
          }),
        ],
        figures: { 'files beside ours': median(times[ways.indexOf(everyFile)] ?? []) / ours },
      };
    });
  },
};

function prepare(folder: string, count: number): number {
  const database = new DatabaseSync(join(folder, 'list.sqlite'));
  database.exec('CREATE TABLE chats(id TEXT PRIMARY KEY, title TEXT, at INTEGER)');
  database.exec('CREATE INDEX byTime ON chats(at); BEGIN');
  const statement = database.prepare('INSERT INTO chats VALUES (?, ?, ?)');
  const bytes = writeChats(folder, count, (_, { id, title, updatedAt }) => {
    statement.run(id, title, updatedAt);
  });
  database.exec('COMMIT');
  database.close();
  return bytes;
}

function openIndex(folder: string): ChatIndex {
  const logger = { info() {}, warn: fail, error: fail };
  return new ChatIndex({ folder, files: nodeFiles, logger });
}

function fail(message: string): never {
  throw new Error(message);
}

function inOrder(index: ChatIndex): readonly string[] {
  return index.all
    .map(({ summary }) => summary)
    .sort(bySummaryOrder)
    .map(({ id }) => id);
}

function check(name: string, ids: readonly string[], count: number): void {
  const newest = `chat-${String(count - 1).padStart(6, '0')}`;
  if (ids.length !== count) throw new Error(`${name}: ${ids.length} of ${count} chats.`);
  if (ids[0] !== newest) {
    throw new Error(`${name}: ${ids[0] ?? 'none'} comes first, not ${newest}.`);
  }
}

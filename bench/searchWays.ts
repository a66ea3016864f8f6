/** Ways to find the chats that hold a word: every file read whole, and SQLite with and without an index. */

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { ChatFile } from './chatSet.ts';

/** Something that can be searched. */
export interface OpenSearch {
  /** Reports each chat that holds the text as soon as it is found. */
  find(text: string, onHit: (chat: string) => void): Promise<void>;
  close(): Promise<void>;
}

/** One way to search. */
export interface SearchWay {
  readonly name: string;
  /** Opens what lies in the folder, as after a start; reading ahead is part of it. */
  open(folder: string): Promise<OpenSearch>;
}

/** Reads and parses every chat's JSON file for every search. */
export const filesWay: SearchWay = {
  name: 'one JSON file a chat, each parsed whole',
  async open(folder) {
    const names = (await readdir(join(folder, 'files'))).sort().reverse();
    return {
      async find(text, onHit) {
        const wanted = text.toLowerCase();
        for (const name of names) {
          const content = await readFile(join(folder, 'files', name), 'utf8');
          const { id, texts } = JSON.parse(content) as ChatFile;
          if (texts.some((one) => one.toLowerCase().includes(wanted))) onHit(id);
        }
      },
      close: () => Promise.resolve(),
    };
  },
};

/** SQLite looking through all texts. */
export const likeWay: SearchWay = {
  name: 'node:sqlite, LIKE',
  open: (folder) =>
    Promise.resolve(
      openDatabase(folder, "SELECT chat FROM texts WHERE body LIKE ? ESCAPE '\\'", (text) => [
        `%${text.replace(/[\\%_]/g, '\\$&')}%`,
      ]),
    ),
};

/** SQLite with its trigram index, the one that finds parts of words and Chinese; it needs three characters. */
export const trigramWay: SearchWay = {
  name: 'node:sqlite, FTS5 by trigrams',
  open: (folder) =>
    Promise.resolve(
      openDatabase(folder, 'SELECT chat FROM indexed WHERE body MATCH ?', (text) =>
        [...text].length < 3 ? undefined : [`"${text.replaceAll('"', '""')}"`],
      ),
    ),
};

/** Where every text of every chat is kept for SQLite. */
export function createTexts(folder: string): {
  add(chat: string, texts: readonly string[]): void;
  close(): void;
} {
  const database = new DatabaseSync(join(folder, 'search.sqlite'));
  database.exec('CREATE TABLE texts(number INTEGER PRIMARY KEY, chat TEXT, body TEXT)');
  database.exec(
    "CREATE VIRTUAL TABLE indexed USING fts5(chat UNINDEXED, body, tokenize='trigram'); BEGIN",
  );
  const plain = database.prepare('INSERT INTO texts(chat, body) VALUES (?, ?)');
  const indexed = database.prepare('INSERT INTO indexed(chat, body) VALUES (?, ?)');
  return {
    add(chat, texts) {
      for (const text of texts) {
        plain.run(chat, text);
        indexed.run(chat, text);
      }
    },
    close() {
      database.exec('COMMIT');
      database.close();
    },
  };
}

function openDatabase(
  folder: string,
  sql: string,
  toParameters: (text: string) => SQLInputValue[] | undefined,
): OpenSearch {
  const database = new DatabaseSync(join(folder, 'search.sqlite'), { readOnly: true });
  const statement = database.prepare(sql);
  return {
    find(text, onHit) {
      const parameters = toParameters(text);
      const told = new Set<string>();
      if (parameters !== undefined) {
        for (const { chat } of statement.iterate(...parameters)) {
          const id = String(chat);
          if (told.has(id)) continue;
          told.add(id);
          onHit(id);
        }
      }
      return Promise.resolve();
    },
    close: () => Promise.resolve(database.close()),
  };
}

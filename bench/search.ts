/** Full-text search over five thousand chats: first hit, all hits, and each key of a typed word. */

import { withBenchFolder } from './benchFolder.ts';
import { writeChats } from './chatSet.ts';
import { type BenchEntry, median, ratio, scaled, timed } from './entry.ts';
import { ownFirstWay, ownWay } from './ownSearch.ts';
import {
  createTexts,
  filesWay,
  likeWay,
  trigramWay,
  type OpenSearch,
  type SearchWay,
} from './searchWays.ts';

/** The first is the one that the others are compared with. */
const ways: readonly SearchWay[] = [ownWay, ownFirstWay, filesWay, likeWay, trigramWay];

/** What is looked for; `rare` stands for a name that few chats hold. */
const questions = ['deadlock', '正则表达式', '死锁', 'rare', 'nowhere'];
const typed = 'deadlock';
/** How many hits fill the list that is shown. */
const screenful = 50;

interface Figures {
  readonly first: number[];
  readonly screen: number[];
  readonly all: number[];
  hits: number;
}

/** Hits are chats; every way that can search for a text has to find the same number of them. */
export const searchEntry: BenchEntry = {
  name: 'search',
  title: 'Searching all chats',
  minutes: 1.5,
  async run({ scale }) {
    const count = scaled(5_000, scale, 10);
    const rounds = scaled(2, scale, 2);
    return await withBenchFolder(async (folder) => {
      const { bytes, rare } = prepare(folder, count);
      const opened: { way: SearchWay; search: OpenSearch; opening: number }[] = [];
      for (const way of ways) {
        const [search, opening] = await timed(() => way.open(folder));
        opened.push({ way, search, opening });
      }
      const asked = questions.map((one) => (one === 'rare' ? rare : one));
      const rows: string[] = [];
      for (const text of asked) rows.push(...(await measureText(opened, text, rounds)));
      const keys: string[] = [];
      // The first search of a window is over with the first key, and stands above.
      const typing = opened.filter(({ way }) => way !== ownFirstWay);
      for (const { way, search, opening } of typing) {
        keys.push(`| ${way.name} | ${opening.toFixed(1)} | ${await measureTyping(way, search)} |`);
      }
      for (const { search } of opened) await search.close();
      return [
        `Milliseconds, median of ${rounds} rounds, the ways in turn, in ${count} chats whose logs have ${(bytes / 1e6).toFixed(0)} MB; files are in the system’s cache.`,
        '',
        `| looked for | way | chats found | first hit | ${screenful} hits | all hits | all, beside the first way |`,
        '| --- | --- | ---: | ---: | ---: | ---: | ---: |',
        ...rows,
        '',
        `Each key of “${typed}”, typed one after another, all hits waited for.`,
        '',
        `| way | opening | ${screenful} hits, median key | slowest | all hits, median key | slowest |`,
        '| --- | ---: | ---: | ---: | ---: | ---: |',
        ...keys,
      ];
    });
  },
};

function prepare(folder: string, count: number): { readonly bytes: number; readonly rare: string } {
  const texts = createTexts(folder);
  let rare = '';
  const bytes = writeChats(folder, count, (chat, file) => {
    texts.add(chat.id, file.texts);
    // A name from a chat in the middle of the set.
    if (rare === '' && chat.id >= `chat-${String(Math.floor(count / 2)).padStart(6, '0')}`) {
      rare = /`(\w{8,})`/.exec(file.texts.join(' '))?.[1] ?? '';
    }
  });
  texts.close();
  if (rare === '') throw new Error('No chat has a rare name.');
  return { bytes, rare };
}

async function measureText(
  opened: readonly { way: SearchWay; search: OpenSearch }[],
  text: string,
  rounds: number,
): Promise<string[]> {
  const figures = opened.map((): Figures => ({ first: [], screen: [], all: [], hits: 0 }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { search }] of opened.entries()) {
      const mine = figures[index];
      const { first, screen, all, hits } = await find(search, text);
      if (mine === undefined) continue;
      if (first !== undefined) mine.first.push(first);
      mine.screen.push(screen);
      mine.all.push(all);
      mine.hits = hits;
    }
  }
  const base = figures[0];
  return opened.map(({ way }, index) => {
    const { first, screen, all, hits } = figures[index] ?? {
      first: [],
      screen: [],
      all: [],
      hits: 0,
    };
    const cannot = way === trigramWay && [...text].length < 3;
    if (!cannot && hits !== base?.hits) {
      throw new Error(`${way.name} finds ${hits} chats for ${text}, not ${base?.hits ?? 0}.`);
    }
    const cells = cannot
      ? ['cannot', '', '', '', '']
      : [
          String(hits),
          first.length === 0 ? '' : median(first).toFixed(1),
          median(screen).toFixed(1),
          median(all).toFixed(1),
          ratio(median(all), median(base?.all ?? [])),
        ];
    return `| ${text} | ${way.name} | ${cells.join(' | ')} |`;
  });
}

async function measureTyping(way: SearchWay, search: OpenSearch): Promise<string> {
  const screens: number[] = [];
  const alls: number[] = [];
  for (let length = 1; length <= typed.length; length++) {
    // Skip what this way cannot search for: the figure would mean nothing.
    if (way === trigramWay && length < 3) continue;
    const { screen, all } = await find(search, typed.slice(0, length));
    screens.push(screen);
    alls.push(all);
  }
  const cells = [median(screens), Math.max(...screens), median(alls), Math.max(...alls)];
  return cells.map((one) => one.toFixed(1)).join(' | ');
}

async function find(
  search: OpenSearch,
  text: string,
): Promise<{
  readonly first: number | undefined;
  /** When the list was full, or all was found. */
  readonly screen: number;
  readonly all: number;
  readonly hits: number;
}> {
  const started = performance.now();
  let first: number | undefined;
  let screen: number | undefined;
  let hits = 0;
  await search.find(text, () => {
    hits += 1;
    first ??= performance.now() - started;
    if (hits === screenful) screen = performance.now() - started;
  });
  const all = performance.now() - started;
  return { first, screen: screen ?? all, all, hits };
}

/** Painting a streaming answer in Chromium, compared with plain text and other libraries. */

import { ChatTexts } from '../../test/generated/chatTexts.ts';
import { SeededRandom } from '../../test/generated/seededRandom.ts';
import { scaled, timed, type BenchEntry, type Figures } from '../entry.ts';
import { StreamPage } from './streamPage.ts';
import { nameOf, roundsOf, streamRows, type StreamRow } from './streamRows.ts';
import { StreamTable } from './streamTable.ts';
import {
  own,
  plainLines,
  plainText,
  reactMarkdownEach,
  streamdownEach,
  streamWays,
  type StreamWay,
} from './streamWays.ts';

/** A token is about four characters of English. */
const characters = 4;

const head = [
  'CPU milliseconds of the page’s main thread, medians, what it does in idle time included; net: less that of a page that draws nothing. Every way draws once a frame at most, which others do not do by themselves; “updated on each delta” is how the two of them that are judged are used. Colours of code are part of every way that has them; of streamdown its colouring plug-in is not in use.',
  'First and last: from a delta’s arrival until its text was painted. In a flood each delta is a task of its own, the next sent when it was taken; a way that has not drawn all within eight seconds is stopped, and the part that it drew is given.',
  '',
];

/** Answers of each size at each pace; the implementations alternate. */
export const streamEntry: BenchEntry = {
  name: 'stream',
  title: 'Painting a streaming answer, in Chromium',
  minutes: 18,
  needsBuild: true,
  async run({ scale, only }) {
    const rows = streamRows.filter(
      (row) => only === undefined || ` ${nameOf(row)}`.includes(` ${only}`),
    );
    if (rows.length === 0) throw new Error(`No row has words that begin with ${only ?? ''}.`);
    const page = await StreamPage.start();
    const tables: StreamTable[] = [];
    try {
      for (const row of rows) {
        const [table, spent] = await timed(() => measureRow(page, row, scale));
        tables.push(table);
        console.log(`${nameOf(row)}: ${(spent / 60_000).toFixed(1)} minutes`);
      }
    } finally {
      await page.stop();
    }
    const lines = [...head, ...tables.flatMap((table) => [...table.lines(), ''])];
    return { lines, figures: toFigures(tables) };
  },
};

async function measureRow(page: StreamPage, row: StreamRow, scale: number): Promise<StreamTable> {
  const text = `${new ChatTexts(new SeededRandom(7), 'english').answer(scaled(row.tokens, scale) * characters)}\n\nThe end.`;
  const tail = scaled(row.tail ?? 0, Math.min(1, scale), 50) * row.plan.deltaLength;
  const from = row.tail === undefined ? 0 : Math.max(0, text.length - tail);
  const table = new StreamTable(row);
  const rounds = scale < 1 ? 1 : roundsOf(row);
  for (let round = 0; round < rounds; round++) {
    for (const way of streamWays) {
      if (round >= row.rounds(way)) continue;
      table.add(way, await page.measure(way, { ...row.plan, text, from }));
    }
  }
  return table;
}

/** Only for measured rows. */
function toFigures(tables: readonly StreamTable[]): Figures {
  const figures: Record<string, number> = {};
  const find = (pace: StreamRow['pace'], size: string) =>
    tables.find(({ row }) => row.pace === pace && row.size === size);
  for (const size of ['8k', '32k']) {
    const steady = find('steady', size);
    if (steady === undefined) continue;
    const beside = (way: StreamWay) => steady.netPerFrame(way) / steady.netPerFrame(own);
    figures[`${size}: net beside plain text`] = steady.net(own) / steady.net(plainText);
    figures[`${size}: react-markdown a frame, beside ours`] = beside(reactMarkdownEach);
    figures[`${size}: streamdown a frame, beside ours`] = beside(streamdownEach);
    figures[`${size}: frames drawn`] = steady.framesDrawn(own);
  }
  const short = find('tail', '2k');
  const long = find('tail', '32k');
  if (short !== undefined && long !== undefined) {
    figures['growth'] = long.grossPerFrame(own) / short.grossPerFrame(own);
  }
  const flood = find('flood', '32k');
  if (flood !== undefined) {
    figures['32k: flood beside lines'] = flood.of(own, 'wall') / flood.of(plainLines, 'wall');
  }
  const paced = tables.filter(({ row }) => row.pace !== 'flood');
  figures['long tasks'] = paced.reduce((sum, table) => sum + table.longTasks(own), 0);
  return figures;
}

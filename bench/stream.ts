/** Painting a streaming answer in Chromium, beside plain text and beside the ways of others. */

import { ChatTexts } from '../test/generated/chatTexts.ts';
import { Dice } from '../test/generated/dice.ts';
import { median, ratio, scaled, type BenchEntry } from './entry.ts';
import {
  nothingDrawn,
  own,
  plainText,
  StreamPage,
  streamWays,
  type StreamCost,
  type StreamPlan,
  type StreamWay,
} from './streamWays.ts';

/** How fast it comes; at 100 a second each delta is four times as long. */
interface Pace {
  readonly name: string;
  readonly deltaLength: number;
  readonly deltasPerSecond: number | undefined;
}

const paces: readonly Pace[] = [
  { name: '100/s', deltaLength: 16, deltasPerSecond: 100 },
  { name: '1,000/s', deltaLength: 4, deltasPerSecond: 1_000 },
  { name: 'flood', deltaLength: 4, deltasPerSecond: undefined },
];
/** A token is about four characters of English. */
const characters = 4;
const tokenCounts = [2_000, 8_000, 32_000];

/** One answer of each length at each pace; a whole row takes its turns before the next. */
export const streamEntry: BenchEntry = {
  name: 'stream',
  title: 'Painting a streaming answer, in Chromium',
  minutes: 14,
  needsBuild: true,
  async run({ scale }) {
    const page = await StreamPage.start();
    const lines = [
      'CPU milliseconds of the page’s main thread, medians; net: less that of a page that draws nothing. Every way draws once a frame at most, which others do not do by themselves. Others’ highlighting is part of theirs; ours comes in idle time after a block has closed and is part of ours.',
      '',
    ];
    try {
      for (const tokens of tokenCounts) {
        for (const pace of paces) {
          lines.push(...(await measureRow(page, scaled(tokens, scale), pace, scale)));
        }
      }
    } finally {
      await page.stop();
    }
    return lines;
  },
};

async function measureRow(
  page: StreamPage,
  tokens: number,
  { name, ...pace }: Pace,
  scale: number,
): Promise<readonly string[]> {
  const text = new ChatTexts(new Dice(7), 'english').answer(tokens * characters);
  // The longest take half a minute each.
  const rounds = tokens > 8_000 ? 1 : scaled(3, scale);
  const costs = new Map<StreamWay, StreamCost[]>(streamWays.map((way) => [way, []]));
  for (let round = 0; round < rounds; round++) {
    for (const way of streamWays) {
      const plan: StreamPlan = { ...pace, text };
      costs.get(way)?.push(await page.measure(way, plan));
    }
  }
  const of = (way: StreamWay, what: keyof StreamCost) =>
    median((costs.get(way) ?? []).map((cost) => cost[what]));
  const net = (way: StreamWay) => Math.max(1, of(way, 'cpu') - of(nothingDrawn, 'cpu'));
  const perFrame = (way: StreamWay) => net(way) / Math.max(1, of(way, 'frames'));
  return [
    `**${tokens.toLocaleString('en')} tokens, ${name}**, ${String(rounds)} rounds`,
    '',
    '| way | CPU | net, beside plain text | net a frame, beside ours | frames | long tasks | lag, ms | wall, ms |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...streamWays.map(
      (way) =>
        `| ${way} | ${of(way, 'cpu').toFixed(0)} | ${ratio(net(way), net(plainText))} | ${ratio(perFrame(way), perFrame(own))} | ${of(way, 'frames').toFixed(0)} | ${of(way, 'longTasks').toFixed(0)} | ${of(way, 'lag').toFixed(0)} | ${of(way, 'wall').toFixed(0)} |`,
    ),
    '',
  ];
}

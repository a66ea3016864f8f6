/** Answers that are one open block from start to end: the worst case for a renderer that caches closed blocks. */

import { ChatTexts } from '../../test/generated/chatTexts.ts';
import { SeededRandom } from '../../test/generated/seededRandom.ts';
import { median, ratio, scaled, type BenchEntry } from '../entry.ts';
import { StreamPage } from './streamPage.ts';
import {
  own,
  plainText,
  reactMarkdown,
  streamdown,
  type StreamCost,
  type StreamWay,
} from './streamWays.ts';

/** Implementations that the target compares run in every round, the others once. */
const everyRound: readonly StreamWay[] = [plainText, own];
const ways: readonly StreamWay[] = [plainText, own, streamdown, reactMarkdown];

/** About 4,000 tokens each. */
export const worstCaseEntry: BenchEntry = {
  name: 'worst',
  title: 'Painting one open block, in Chromium',
  minutes: 3,
  needsBuild: true,
  async run({ scale, only }) {
    const length = scaled(16_000, scale);
    const rounds = scaled(2, scale);
    const page = await StreamPage.start();
    const rows: string[] = [];
    let worst = 0;
    try {
      for (const [name, text] of texts(length)) {
        if (only !== undefined && !name.includes(only)) continue;
        const costs = await measure(page, text, rounds);
        const cpu = (way: StreamWay) =>
          median((costs.get(way) ?? []).map((streamCost) => streamCost.cpu));
        worst = Math.max(worst, cpu(own) / cpu(plainText));
        for (const way of ways) {
          const frame = median(
            (costs.get(way) ?? []).map((streamCost) => streamCost.cpu / streamCost.frames),
          );
          const long = median((costs.get(way) ?? []).map(({ longTasks }) => longTasks));
          rows.push(
            `| ${name} | ${way} | ${cpu(way).toFixed(0)} | ${ratio(cpu(way), cpu(plainText))} | ${frame.toFixed(1)} | ${long.toFixed(0)} |`,
          );
        }
      }
    } finally {
      await page.stop();
    }
    return {
      lines: [
        `CPU milliseconds of the page’s main thread; plain text and ours medians of ${String(rounds)} rounds; ${length.toLocaleString('en')} characters at 1,000 deltas a second.`,
        '',
        '| the block | way | CPU | beside plain text | CPU a frame | long tasks |',
        '| --- | --- | ---: | ---: | ---: | ---: |',
        ...rows,
      ],
      figures: { 'beside plain text': worst },
    };
  },
};

async function measure(
  page: StreamPage,
  text: string,
  rounds: number,
): Promise<ReadonlyMap<StreamWay, readonly StreamCost[]>> {
  const costs = new Map<StreamWay, StreamCost[]>(ways.map((way) => [way, []]));
  const plan = { text, from: 0, deltaLength: 4, deltasPerSecond: 1_000, limitMs: 60_000 };
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) {
      if (round === 0 || everyRound.includes(way)) {
        costs.get(way)?.push(await page.measure(way, plan));
      }
    }
  }
  return costs;
}

/** Each answer ends with plain words, by which the driver detects that everything is rendered. */
function texts(length: number): readonly (readonly [string, string])[] {
  const words = new ChatTexts(new SeededRandom(11), 'english')
    .prose(length)
    .replaceAll(/\s+/g, ' ');
  const end = 'the end';
  const lines = [...(words.match(/.{1,60}(?:\s|$)/g) ?? []).map((line) => line.trim()), end];
  return [
    ['a fence', `\`\`\`ts\n${lines.join('\n')}`],
    ['a paragraph in one line', `${words.slice(0, length)} ${end}`],
    ['a list', lines.map((line) => `- ${line}`).join('\n')],
    ['a table', ['a | b', '--- | ---', ...lines.map((line) => `**x** | ${line}`)].join('\n')],
    [
      'quotes within quotes',
      lines.map((line, at) => `${'> '.repeat(1 + (at % 8))}${line}`).join('\n'),
    ],
  ];
}

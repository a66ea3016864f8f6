/** Answers that are one open block from beginning to end, the worst for a renderer that leaves closed blocks alone. */

import { ChatTexts } from '../test/generated/chatTexts.ts';
import { Dice } from '../test/generated/dice.ts';
import { median, ratio, scaled, type BenchEntry } from './entry.ts';
import { StreamPage } from './streamPage.ts';
import { own, plainText, type StreamWay } from './streamWays.ts';

const ways: readonly StreamWay[] = [plainText, own, 'streamdown'];

/** About 8,000 tokens each. */
export const worstEntry: BenchEntry = {
  name: 'worst',
  title: 'Painting one open block, in Chromium',
  minutes: 3.5,
  needsBuild: true,
  async run({ scale }) {
    const length = scaled(32_000, scale);
    const rounds = scaled(3, scale);
    const page = await StreamPage.start();
    const rows: string[] = [];
    try {
      for (const [name, text] of texts(length)) {
        const spent = new Map<StreamWay, number[]>(ways.map((way) => [way, []]));
        for (let round = 0; round < rounds; round++) {
          for (const way of ways) {
            const plan = { text, from: 0, deltaLength: 4, deltasPerSecond: 1_000, limitMs: 60_000 };
            spent.get(way)?.push((await page.measure(way, plan)).cpu);
          }
        }
        const least = median(spent.get(plainText) ?? []);
        for (const way of ways) {
          const cpu = median(spent.get(way) ?? []);
          rows.push(`| ${name} | ${way} | ${cpu.toFixed(0)} | ${ratio(cpu, least)} |`);
        }
      }
    } finally {
      await page.stop();
    }
    return [
      `CPU milliseconds of the page’s main thread, medians of ${String(rounds)} rounds; ${length.toLocaleString('en')} characters at 1,000 deltas a second.`,
      '',
      '| the block | way | CPU | beside plain text |',
      '| --- | --- | ---: | ---: |',
      ...rows,
    ];
  },
};

function texts(length: number): readonly (readonly [string, string])[] {
  const words = new ChatTexts(new Dice(11), 'english').prose(length).replaceAll(/\s+/g, ' ');
  const lines = words.match(/.{1,60}(?:\s|$)/g) ?? [];
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    ['a fence', `\`\`\`ts\n${lines.join('\n')}`],
    ['a paragraph in one line', words.slice(0, length)],
    ['a list', lines.map((line) => `- ${line.trim()}`).join('\n')],
    [
      'a table',
      [row(['a', 'b']), row(['---', '---']), ...lines.map((line) => row([line.trim(), '**x**']))]
        .join('\n')
        .slice(0, length),
    ],
    [
      'quotes within quotes',
      lines.map((line, at) => `${'> '.repeat(1 + (at % 8))}${line}`).join('\n'),
    ],
  ];
}

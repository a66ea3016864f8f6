/** From a chat on disk to its last message on screen, for short and long chats, compared with a common list library. */

import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyConversation, reduceAll } from '../../src/conversation/events/reduce.ts';
import { toWindow } from '../../src/protocol/window.ts';
import { parseLog } from '../../src/storage/log/logFormat.ts';
import { toLog } from '../../test/generated/chatLog.ts';
import { withBenchFolder } from '../benchFolder.ts';
import { type BenchEntry, type Figures, median, ratio, scaled, spread, timed } from '../entry.ts';
import { HistoryPages, type HistoryWay, type OpeningCost } from './historyPage.ts';
import { longChatEvents, makeLongChat } from './longChat.ts';

const lengths = [100, 1_000, 5_000];
const virtuoso: HistoryWay = 'Virtuoso with react-markdown';
const ways: readonly HistoryWay[] = ['nothing shown', 'ours', virtuoso];

/** Markdown answers of about 1,500 characters, some with collapsed reasoning. */
export const openEntry: BenchEntry = {
  name: 'open',
  title: 'Opening a chat, to its last message painted',
  needsBuild: true,
  minutes: 2,
  async run({ scale }) {
    const rounds = scaled(5, scale, 2);
    const steps: string[] = [];
    const painted: string[] = [];
    const spent = new Map<string, number>();
    const pages = await HistoryPages.start();
    try {
      for (const length of lengths) {
        const messages = scaled(length, scale, 4);
        steps.push(await measureHost(messages, rounds));
        const costs = await measurePages(pages, messages, rounds);
        painted.push(...toRows(messages, costs));
        for (const [way, own] of costs) {
          spent.set(`${way} ${length}`, median(own.map(({ cpu }) => cpu)));
          spent.set(`${way} ${length} at rest`, restOf(own));
        }
      }
    } finally {
      await pages.stop();
    }
    const of = (what: string) => spent.get(what) ?? Number.NaN;
    const figures: Figures = {
      '5,000 beside 100': of('ours 5000') / of('ours 100'),
      '1,000: Virtuoso beside ours': of(`${virtuoso} 1000`) / of('ours 1000'),
      '1,000: Virtuoso beside ours at rest':
        of(`${virtuoso} 1000 at rest`) / of('ours 1000 at rest'),
    };
    return { lines: toLines(rounds, steps, painted), figures };
  },
};

function toLines(
  rounds: number,
  steps: readonly string[],
  painted: readonly string[],
): readonly string[] {
  return [
    `Milliseconds, median (least–most) of ${rounds} rounds, the ways in turn; files are in the system’s cache.`,
    '',
    '| messages | log | read | parse | fold and window |',
    '| ---: | ---: | ---: | ---: | ---: |',
    ...steps,
    '',
    'In the page: CPU of its main thread from the arrival of the messages until the last one was painted, and until nothing was left to do, colours of code included; Chromium, production bundle, ours with the whole panel around it. Others’ list builds 3,000 pixels above what is in sight, as the extensions that use it let it.',
    '',
    '| messages | in the page | CPU, painted | beside ours | CPU, at rest | beside ours | painted after, ms | elements |',
    '| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...painted,
  ];
}

/** The host's part: a row with the time for reading, parsing and folding the log. */
async function measureHost(messages: number, rounds: number): Promise<string> {
  return await withBenchFolder(async (folder) => {
    const log = toLog([...longChatEvents(messages)]);
    const file = join(folder, 'chat.jsonl');
    writeFileSync(file, log);
    const parts = { read: [] as number[], parse: [] as number[], fold: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      const [bytes, read] = await timed(() => readFile(file));
      const [{ events }, parse] = await timed(() => parseLog(bytes));
      const [, fold] = await timed(() => toWindow(reduceAll(emptyConversation, events)));
      parts.read.push(read);
      parts.parse.push(parse);
      parts.fold.push(fold);
    }
    const size = (log.length / 1e6).toFixed(1);
    return `| ${messages} | ${size} MB | ${Object.values(parts).map(spread).join(' | ')} |`;
  });
}

type Costs = ReadonlyMap<HistoryWay, readonly OpeningCost[]>;

async function measurePages(pages: HistoryPages, messages: number, rounds: number): Promise<Costs> {
  const chat = makeLongChat(messages);
  const costs = new Map<HistoryWay, OpeningCost[]>();
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) {
      const opened = await pages.open(way, chat);
      await opened.close();
      costs.set(way, [...(costs.get(way) ?? []), opened.cost]);
    }
  }
  return costs;
}

function restOf(costs: readonly OpeningCost[]): number {
  return median(costs.map(({ atRest }) => atRest));
}

function toRows(messages: number, costs: Costs): readonly string[] {
  const ours = costs.get('ours') ?? [];
  const cpuOf = (some: readonly OpeningCost[]) => median(some.map(({ cpu }) => cpu));
  return [...costs].map(([way, own]) => {
    const of = (what: keyof OpeningCost) => own.map((cost) => cost[what]);
    const cells = [
      spread(of('cpu')),
      ratio(cpuOf(own), cpuOf(ours)),
      spread(of('atRest')),
      ratio(restOf(own), restOf(ours)),
      median(of('painted')).toFixed(0),
      median(of('elements')).toFixed(0),
    ];
    return `| ${messages} | ${way} | ${cells.join(' | ')} |`;
  });
}

/** From a chat on the disk to its last message on the screen, for short and long chats, beside other ways. */

import type { ConversationEvent } from '../src/conversation/events/events.ts';
import { withBenchFolder } from './benchFolder.ts';
import { type BenchEntry, type Figures, median, ratio, scaled, spread, timed } from './entry.ts';
import { HistoryPages, type HistoryWay, type OpeningCost } from './historyPage.ts';
import { longChatEvents, makeLongChat } from './longChat.ts';
import { openWays, prepareChat, timeSteps } from './openHost.ts';

const lengths = [100, 1_000, 5_000];
const virtuoso: HistoryWay = 'Virtuoso with react-markdown';

/** Which ways are measured at which lengths; those that draw every message take minutes for the longest chat. */
const ways: readonly { readonly way: HistoryWay; readonly upTo: number }[] = [
  { way: 'nothing shown', upTo: 5_000 },
  { way: 'ours', upTo: 5_000 },
  { way: virtuoso, upTo: 5_000 },
  { way: 'ours, every message in the page', upTo: 1_000 },
  { way: 'react-markdown, every message', upTo: 1_000 },
];

/** Answers of about 1,500 characters, every one with Markdown, and some reasoning, which is folded. */
export const openEntry: BenchEntry = {
  name: 'open',
  title: 'Opening a chat, to its last message painted',
  needsBuild: true,
  minutes: 3,
  async run({ scale }) {
    const rounds = scaled(5, scale, 2);
    const host: string[] = [];
    const steps: string[] = [];
    const painted: string[] = [];
    const spent = new Map<string, number>();
    const pages = await HistoryPages.start();
    try {
      for (const length of lengths) {
        const messages = scaled(length, scale, 4);
        const made = await measureHost([...longChatEvents(messages)], messages, rounds);
        host.push(...made.host);
        steps.push(made.steps);
        const costs = await measurePages(pages, length, messages, rounds);
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
    return { lines: toLines(rounds, { host, steps, painted }), figures };
  },
};

function toLines(
  rounds: number,
  { host, steps, painted }: Readonly<Record<'host' | 'steps' | 'painted', readonly string[]>>,
): readonly string[] {
  return [
    `Milliseconds, median (least–most) of ${rounds} rounds, the ways in turn; files are in the system’s cache.`,
    '',
    '| messages | on the host | ms | beside ours |',
    '| ---: | --- | ---: | ---: |',
    ...host,
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

async function measureHost(
  events: readonly ConversationEvent[],
  messages: number,
  rounds: number,
): Promise<{ readonly host: readonly string[]; readonly steps: string }> {
  return await withBenchFolder(async (folder) => {
    const { turns, logBytes } = prepareChat(folder, events);
    const times = openWays.map((): number[] => []);
    const parts = { read: [] as number[], parse: [] as number[], fold: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      for (const [index, way] of openWays.entries()) {
        const [shown, spent] = await timed(() => way.open(folder));
        if (shown.at(-1)?.id !== turns.at(-1)?.id) {
          throw new Error(`${way.name} shows another turn.`);
        }
        times[index]?.push(spent);
      }
      const { read, parse, fold } = await timeSteps(folder);
      parts.read.push(read);
      parts.parse.push(parse);
      parts.fold.push(fold);
    }
    const ours = median(times[0] ?? []);
    return {
      host: openWays.map((way, index) => {
        const own = times[index] ?? [];
        return `| ${messages} | ${way.name} | ${spread(own)} | ${ratio(median(own), ours)} |`;
      }),
      steps: `| ${messages} | ${(logBytes / 1e6).toFixed(1)} MB | ${Object.values(parts).map(spread).join(' | ')} |`,
    };
  });
}

type Costs = ReadonlyMap<HistoryWay, readonly OpeningCost[]>;

async function measurePages(
  pages: HistoryPages,
  length: number,
  messages: number,
  rounds: number,
): Promise<Costs> {
  const chat = makeLongChat(messages);
  const costs = new Map<HistoryWay, OpeningCost[]>();
  for (let round = 0; round < rounds; round++) {
    for (const { way, upTo } of ways) {
      // Opening a long branch in full takes so long that one run is enough.
      const slow = way.includes('every message') && length > 100;
      if (length > upTo || (slow && round > 0)) continue;
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
    const times = own.length === 1 ? ', once' : '';
    return `| ${messages} | ${way}${times} | ${cells.join(' | ')} |`;
  });
}

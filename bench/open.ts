/** From a chat on the disk to its last message on the screen, for short and long chats, beside other ways. */

import { chatEvents } from '../test/generated/chatEvents.ts';
import { withBenchFolder } from './benchFolder.ts';
import { type BenchEntry, median, ratio, scaled, spread, timed } from './entry.ts';
import { openWays, prepareChat, timeSteps } from './openHost.ts';
import { PageBench } from './openPage.ts';

const lengths = [100, 1_000, 5_000];

/** Answers of about 1,500 characters, every one with Markdown; half as much reasoning. */
export const openEntry: BenchEntry = {
  name: 'open',
  title: 'Opening a chat, to its last message painted',
  minutes: 4,
  needsBuild: true,
  async run({ scale }) {
    const rounds = scaled(5, scale, 2);
    const page = await PageBench.start();
    const host: string[] = [];
    const steps: string[] = [];
    const painted: string[] = [];
    try {
      for (const length of lengths) {
        const made = await withBenchFolder((folder) =>
          measure(folder, scaled(length, scale), rounds, page),
        );
        host.push(...made.host);
        steps.push(made.steps);
        painted.push(...made.painted);
      }
    } finally {
      await page.stop();
    }
    return [
      `Milliseconds, median (least–most) of ${rounds} rounds, the ways in turn; files are in the system’s cache.`,
      '',
      '| turns | on the host | ms | beside ours |',
      '| ---: | --- | ---: | ---: |',
      ...host,
      '',
      '| turns | log | read | parse | fold and window |',
      '| ---: | ---: | ---: | ---: | ---: |',
      ...steps,
      '',
      'From the snapshot’s arrival in a new page until the frame after it was drawn; Chromium, production bundle.',
      '',
      '| turns | in the page | ms | beside ours | host and page, ours |',
      '| ---: | --- | ---: | ---: | ---: |',
      ...painted,
    ];
  },
};

async function measure(
  folder: string,
  length: number,
  rounds: number,
  page: PageBench,
): Promise<{ readonly host: string[]; readonly steps: string; readonly painted: string[] }> {
  const shape = { id: 'chat', seed: 3, turns: length, answerLength: 1_500, reasoningLength: 750 };
  const { turns, logBytes } = prepareChat(folder, [...chatEvents(shape)]);
  const times = openWays.map((): number[] => []);
  const parts = { read: [] as number[], parse: [] as number[], fold: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    for (const [index, way] of openWays.entries()) {
      const [shown, spent] = await timed(() => way.open(folder));
      if (shown.at(-1)?.id !== turns.at(-1)?.id) throw new Error(`${way.name} shows another turn.`);
      times[index]?.push(spent);
    }
    const { read, parse, fold } = await timeSteps(folder);
    parts.read.push(read);
    parts.parse.push(parse);
    parts.fold.push(fold);
  }
  const shown = (await openWays[0]?.open(folder)) ?? [];
  const [empty, windowed, whole]: [number[], number[], number[]] = [[], [], []];
  // The whole of a long branch takes so long that once tells enough.
  const wholeRounds = length > 2_000 ? 1 : Math.min(rounds, 3);
  for (let round = 0; round < rounds; round++) {
    empty.push(await page.paint([], 0));
    windowed.push(await page.paint(shown, turns.length - shown.length));
    if (round < wholeRounds) whole.push(await page.paint(turns, 0));
  }
  const [ours, ourPage] = [median(times[0] ?? []), median(windowed)];
  return {
    host: openWays.map((way, index) => {
      const own = times[index] ?? [];
      return `| ${length} | ${way.name} | ${spread(own)} | ${ratio(median(own), ours)} |`;
    }),
    steps: `| ${length} | ${(logBytes / 1e6).toFixed(1)} MB | ${Object.values(parts).map(spread).join(' | ')} |`,
    painted: [
      `| ${length} | an empty chat, for comparison | ${spread(empty)} | ${ratio(median(empty), ourPage)} | |`,
      `| ${length} | the window of ${shown.length} turns | ${spread(windowed)} | ×1.00 | ${(ours + ourPage).toFixed(0)} |`,
      `| ${length} | the whole branch, ${wholeRounds} × | ${spread(whole)} | ${ratio(median(whole), ourPage)} | |`,
    ],
  };
}

/** Scrolls through a long chat from end to start with the wheel in Chromium, compared with a common list library. */

import { median, percentile, scaled, type BenchEntry, type Figures } from '../entry.ts';
import { HistoryPages, type HistoryWay } from './historyPage.ts';
import { makeLongChat, type LongChat } from './longChat.ts';
import { beginScrollProbe, endStroke, isJump, readScrollProbe } from './scrollProbe.ts';

/** Pixels per wheel stroke, and speed in pixels per second: a third of a screen per frame. */
const stroke = { length: 24_000, speed: 12_000 };
/** Frames longer than this are late, in milliseconds. */
const late = 34;

/** Fraction of the chat to scroll; the last fifth of the longest chat is representative at this speed. */
const cases: readonly { readonly messages: number; readonly maxMessages: number }[] = [
  { messages: 100, maxMessages: 100 },
  { messages: 1_000, maxMessages: 1_000 },
  { messages: 5_000, maxMessages: 1_000 },
];
const ways: readonly HistoryWay[] = ['ours', 'Virtuoso with react-markdown'];

/** The result of one run. */
interface Reading {
  /** CPU milliseconds per frame. */
  readonly cpu: number;
  readonly frames: number;
  readonly late: number;
  readonly gap: number;
  readonly jumps: number;
  readonly strokes: number;
  readonly judged: number;
  readonly waits: number;
  readonly elements: number;
}

/** Strokes of two seconds, each followed by a wait until scrolling stops. */
export const scrollEntry: BenchEntry = {
  name: 'scroll',
  title: 'Reading a chat from its end to its beginning',
  needsBuild: true,
  minutes: 5,
  async run({ scale }) {
    const pages = await HistoryPages.start();
    const rows: string[] = [];
    const ours: Reading[] = [];
    try {
      for (const { messages, maxMessages } of cases) {
        const chat = makeLongChat(scaled(messages, scale, 4));
        const rounds = scaled(messages > 100 ? 1 : 3, scale);
        for (const way of ways) {
          const readings: Reading[] = [];
          for (let round = 0; round < rounds; round++) {
            readings.push(await read(pages, way, chat, scaled(maxMessages, scale, 4)));
          }
          if (way === 'ours') ours.push(...readings);
          rows.push(toRow(`${String(scaled(messages, scale, 4))} | ${way}`, readings));
        }
      }
    } finally {
      await pages.stop();
    }
    const figures: Figures = {
      jumps: Math.max(...ours.map(({ jumps }) => jumps)),
      'most elements': Math.max(...ours.map(({ elements }) => elements)),
    };
    return { lines: toLines(rows), figures };
  },
};

function toLines(rows: readonly string[]): readonly string[] {
  return [
    `The wheel turns by ${String(stroke.speed)} pixels a second, from the end upwards to the first message or, in the longest chat, past its last 1,000; medians. A stroke is a jump where what was in sight moved against the wheel by more than a pixel in any frame, had moved farther than the wheel at its end, or, judged where it met no edge, less far: by more than a pixel for each time that heights became other ones, since the browser keeps a place by whole pixels. At an edge the reader waits for what comes next.`,
    '',
    '| messages | way | CPU a frame, ms | frames | later than 34 ms | 95 of 100 gaps, ms | jumps | of strokes | of them judged | frames at an edge | most elements |',
    '| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ];
}

async function read(
  pages: HistoryPages,
  way: HistoryWay,
  chat: LongChat,
  messages: number,
): Promise<Reading> {
  const opened = await pages.open(way, chat);
  try {
    const { page, cpu, scroller } = opened;
    await beginScrollProbe(page, scroller);
    const before = await cpu.spent();
    // A message is about 700 pixels high, which limits the number of strokes.
    const strokes = Math.ceil((messages * 700) / stroke.length) + 2;
    const { length, speed } = stroke;
    for (let nth = 0; nth < strokes; nth++) {
      await cpu.cdp.send('Input.synthesizeScrollGesture', {
        x: 200,
        y: 400,
        yDistance: length,
        speed,
        gestureSourceType: 'mouse',
        preventFling: true,
      });
      if (await endStroke(page)) break;
    }
    const seen = await readScrollProbe(page);
    return {
      cpu: ((await cpu.spent()) - before) / seen.gaps.length,
      frames: seen.gaps.length,
      late: seen.gaps.filter((gap) => gap > late).length,
      gap: percentile(seen.gaps, 0.95),
      jumps: seen.strokes.filter(isJump).length,
      strokes: seen.strokes.length,
      judged: seen.strokes.filter(({ judged }) => judged).length,
      waits: seen.waits,
      elements: seen.mostElements,
    };
  } finally {
    await opened.close();
  }
}

function toRow(head: string, readings: readonly Reading[]): string {
  const of = (what: keyof Reading, digits = 0) =>
    median(readings.map((scrollController) => scrollController[what])).toFixed(digits);
  const cells = [of('cpu', 1), of('frames'), of('late'), of('gap'), of('jumps'), of('strokes')];
  return `| ${head} | ${[...cells, of('judged'), of('waits'), of('elements')].join(' | ')} |`;
}

/** Which answers are streamed at which pace, by which implementations and how often. */

import {
  drawsEachDelta,
  nothingDrawn,
  own,
  plainLines,
  plainText,
  reactMarkdownEach,
  streamdownEach,
  streamWays,
  type StreamPlan,
  type StreamWay,
} from './streamWays.ts';

/** One size at one pace. */
export interface StreamRow {
  /** "8k", in tokens. */
  readonly size: string;
  readonly pace: 'steady' | 'tail' | 'flood';
  readonly tokens: number;
  readonly plan: Omit<StreamPlan, 'text' | 'from'>;
  /** Measures only this many deltas at the end. */
  readonly tail?: number;
  /** Number of runs of each implementation; the implementations alternate. */
  readonly rounds: (way: StreamWay) => number;
}

const minimal: readonly StreamWay[] = [nothingDrawn, plainText, own];
/** Implementations that are judged at a steady pace. */
const judged: readonly StreamWay[] = [...minimal, reactMarkdownEach, streamdownEach];
const floodLeast: readonly StreamWay[] = [nothingDrawn, plainLines, own];

/** Implementations that the ratios depend on run several times, the others once; plain lines only if listed. */
function often(times: number, ways = minimal): StreamRow['rounds'] {
  return (way) => {
    if (ways.includes(way)) return times;
    return way === plainLines ? 0 : 1;
  };
}

/** At full speed, nothing can render each delta. */
function inFlood(way: StreamWay): number {
  return drawsEachDelta(way) ? 0 : often(3, floodLeast)(way);
}

const sizes = [
  { size: '2k', tokens: 2_000 },
  { size: '8k', tokens: 8_000 },
  { size: '32k', tokens: 32_000 },
];
const steadyRounds: Readonly<Record<string, number>> = { '2k': 3, '8k': 7, '32k': 3 };
/** An implementation that falls this far behind is stopped. */
const patience = { limitMs: 60_000 };

/**
 * All rows. A delta is about a token; at 100 per second a 32k answer would take five minutes, so only its end is
 * measured.
 */
export const streamRows: readonly StreamRow[] = [
  ...sizes.map((size): StreamRow => {
    const plan = { deltaLength: 4, deltasPerSecond: 1_000, ...patience };
    return { ...size, pace: 'steady', plan, rounds: often(steadyRounds[size.size] ?? 1, judged) };
  }),
  ...sizes.map((size): StreamRow => {
    const plan = { deltaLength: 4, deltasPerSecond: 100, ...patience };
    return { ...size, pace: 'tail', tail: 400, plan, rounds: often(3) };
  }),
  ...sizes.map((size): StreamRow => {
    const plan = { deltaLength: 4, deltasPerSecond: undefined, limitMs: 8_000 };
    return { ...size, pace: 'flood', plan, rounds: inFlood };
  }),
];

const paces = {
  steady: '1,000 deltas a second',
  tail: 'the last 400 deltas, 100 a second',
  flood: 'a flood',
};

/** A row's name, which `--only` matches. */
export function nameOf({ size, pace }: StreamRow): string {
  return `${size} tokens, ${paces[pace]}`;
}

/** The number of rounds of a row. */
export function roundsOf({ rounds }: StreamRow): number {
  return Math.max(...streamWays.map(rounds));
}

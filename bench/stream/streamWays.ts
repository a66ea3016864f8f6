/** Ways to paint a streaming answer, by name: ours, the least that there can be, and others'. */

/** What draws nothing: the cost of the driver and of empty frames. */
export const nothingDrawn = 'nothing drawn';
/** The least that shows text. */
export const plainText = 'plain text, a paragraph a block';
/** The least that shows text as it stands, line by line. */
export const plainLines = 'plain text, a line a block';
/** The project's own. */
export const own = 'ours';
/** The one that others use most, and the one made for streams. */
export const reactMarkdown = 'react-markdown with rehype-highlight';
export const streamdown = 'streamdown';
const eachDelta = ', updated on each delta';
/** The same two as they are usually used: updated for each delta, not once a frame. */
export const reactMarkdownEach = `${reactMarkdown}${eachDelta}` as const;
export const streamdownEach = `${streamdown}${eachDelta}` as const;

/** All that are measured, in the order in which they take turns. */
export const streamWays = [
  nothingDrawn,
  plainText,
  plainLines,
  own,
  streamdown,
  streamdownEach,
  reactMarkdown,
  reactMarkdownEach,
] as const;

/** One of them. */
export type StreamWay = (typeof streamWays)[number];

/** Needs nothing of what bench/peers installs. */
export function isOfOthers(way: StreamWay): boolean {
  return streamWays.indexOf(way) > streamWays.indexOf(own);
}

/** Draws on each delta; all others draw once a frame. */
export function drawsEachDelta(way: StreamWay): boolean {
  return way.endsWith(eachDelta);
}

/** The way itself, however often it is updated. */
export function wayItself(way: StreamWay): string {
  return way.replace(eachDelta, '');
}

/** An answer and how fast it comes. */
export interface StreamPlan {
  readonly text: string;
  /** So many UTF-16 code units stand there already and are not measured. */
  readonly from: number;
  /** UTF-16 code units of each delta. */
  readonly deltaLength: number;
  /** None: each delta is a task of its own, one after another as fast as the page takes them. */
  readonly deltasPerSecond: number | undefined;
  /** A way that has not drawn all by then is stopped, in milliseconds. */
  readonly limitMs: number;
}

/** What the page saw; times in milliseconds. */
export interface StreamSeen {
  readonly frames: number;
  readonly worstGap: number;
  readonly longTasks: number;
  /** From the first delta until its text was painted; not a number where nothing is. */
  readonly first: number;
  /** From the last delta until its text was painted. */
  readonly lag: number;
  /** From the first delta to the end. */
  readonly wall: number;
  /** The part of the answer that was drawn: 1 but for a way that was stopped. */
  readonly drawn: number;
}

/** What it cost. */
export interface StreamCost extends StreamSeen {
  /** CPU of the page's main thread in milliseconds, with what was left for idle time. */
  readonly cpu: number;
}

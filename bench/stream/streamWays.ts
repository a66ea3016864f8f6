/** Renderers of a streaming answer by name: ours, minimal ones, and other libraries. */

/** Renders nothing: the cost of the driver and of empty frames. */
export const nothingDrawn = 'nothing drawn';
/** The minimal text renderer. */
export const plainText = 'plain text, a paragraph a block';
/** The minimal renderer for preformatted text, line by line. */
export const plainLines = 'plain text, a line a block';
/** The project's renderer. */
export const own = 'ours';
/** The most common library, and one designed for streams. */
export const reactMarkdown = 'react-markdown with rehype-highlight';
export const streamdown = 'streamdown';
const eachDelta = ', updated on each delta';
/** The same two in their usual form: updated for each delta, not once per frame. */
export const reactMarkdownEach = `${reactMarkdown}${eachDelta}` as const;
export const streamdownEach = `${streamdown}${eachDelta}` as const;

/** All measured implementations, in the order in which they alternate. */
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

/** One implementation. */
export type StreamWay = (typeof streamWays)[number];

/** Whether it needs the packages that bench/peers installs. */
export function isOfOthers(way: StreamWay): boolean {
  return streamWays.indexOf(way) > streamWays.indexOf(own);
}

/** Whether it renders each delta; all others render once per frame. */
export function drawsEachDelta(way: StreamWay): boolean {
  return way.endsWith(eachDelta);
}

/** The name without its update mode. */
export function wayItself(way: StreamWay): string {
  return way.replace(eachDelta, '');
}

/** An answer and its pace. */
export interface StreamPlan {
  readonly text: string;
  /** Length in UTF-16 code units of the text that is rendered beforehand and not measured. */
  readonly from: number;
  /** Length of each delta in UTF-16 code units. */
  readonly deltaLength: number;
  /** Undefined delivers each delta in a separate task, as fast as the page accepts them. */
  readonly deltasPerSecond: number | undefined;
  /** Time limit after which an implementation is stopped, in milliseconds. */
  readonly limitMs: number;
}

/** Measurements in the page; times in milliseconds. */
export interface StreamSeen {
  readonly frames: number;
  readonly worstGap: number;
  readonly longTasks: number;
  /** From the first delta until its text was painted; NaN if nothing is painted. */
  readonly first: number;
  /** From the last delta until its text was painted. */
  readonly lag: number;
  /** From the first delta to the end. */
  readonly wall: number;
  /** Fraction of the answer that was rendered: less than 1 only if it was stopped. */
  readonly drawn: number;
}

/** Cost of one run. */
export interface StreamCost extends StreamSeen {
  /** CPU of the page's main thread in milliseconds, including idle-time work. */
  readonly cpu: number;
}

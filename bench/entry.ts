/** What a benchmark is, and how its figures are summed up. */

/** How an entry is run. */
export interface RunOptions {
  /** What the sizes and numbers of rounds are multiplied by; 1 makes the figures that are recorded. */
  readonly scale: number;
  /** Only rows whose name has this in it, where a benchmark has rows that take long. */
  readonly only?: string;
}

/** Figures by name, as bench/targets.ts asks for them. */
export type Figures = Readonly<Record<string, number>>;

/** What a benchmark says, in Markdown lines, and its figures. */
export interface Measured {
  readonly lines: readonly string[];
  readonly figures: Figures;
}

/** One benchmark; each lives in a file of its own and is listed in bench/run.ts. */
export interface BenchEntry {
  /** What it is called on the command line. */
  readonly name: string;
  /** Title of its section in bench/RESULTS.md. */
  readonly title: string;
  /** Measures `dist`, which is built for production before. */
  readonly needsBuild?: true;
  /** How long it takes at full size on a quiet machine, about. */
  readonly minutes: number;
  /** Measures; resolves to Markdown lines, with figures where a target asks for them; rejects when it cannot measure. */
  run(this: void, options: RunOptions): Promise<readonly string[] | Measured>;
}

/** The middle one of the values; throws if there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('No values.');
  const other = sorted[Math.ceil(sorted.length / 2) - 1] ?? middle;
  return (middle + other) / 2;
}

/** The value that so large a part of all values does not exceed; throws if there are none. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
  if (value === undefined) throw new Error('No values.');
  return value;
}

/** "×2.5": how many times `other` a value is. */
export function ratio(value: number, other: number): string {
  const times = value / other;
  return `×${times < 0.1 ? times.toPrecision(1) : times.toFixed(times < 10 ? 2 : 0)}`;
}

/** A size or number of rounds at this scale, at least `least`. */
export function scaled(size: number, scale: number, least = 1): number {
  return Math.max(least, Math.round(size * scale));
}

/** How long `work` takes, in milliseconds, and what it resolves to. */
export async function timed<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const started = performance.now();
  const result = await work();
  return [result, performance.now() - started];
}

/** "1.23 (1.10–1.60)": median, least and most. */
export function spread(values: readonly number[]): string {
  const least = Math.min(...values);
  const most = Math.max(...values);
  return `${median(values).toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

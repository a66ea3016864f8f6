/** The interface of a benchmark, and how its figures are summarized. */

/** How to run a benchmark. */
export interface RunOptions {
  /** Factor for sizes and numbers of rounds; 1 for recorded figures. */
  readonly scale: number;
  /** Runs only rows whose name contains this, in benchmarks with slow rows. */
  readonly only?: string;
}

/** Figures by name, as used in bench/targets.ts. */
export type Figures = Readonly<Record<string, number>>;

/** The result of a benchmark: Markdown lines and figures. */
export interface Measured {
  readonly lines: readonly string[];
  readonly figures: Figures;
}

/** One benchmark; each has its own file and is listed in bench/run.ts. */
export interface BenchEntry {
  /** Its name on the command line. */
  readonly name: string;
  /** Title of its section in bench/RESULTS.md. */
  readonly title: string;
  /** Measures `dist`, which must be built for production first. */
  readonly needsBuild?: true;
  /** Approximate duration at full size on an idle machine. */
  readonly minutes: number;
  /** Measures; resolves to Markdown lines, and figures if a target uses them. Rejects if it cannot measure. */
  run(this: void, options: RunOptions): Promise<readonly string[] | Measured>;
}

/** The median; throws if there are no values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('No values.');
  const other = sorted[Math.ceil(sorted.length / 2) - 1] ?? middle;
  return (middle + other) / 2;
}

/** The given quantile; throws if there are no values. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
  if (value === undefined) throw new Error('No values.');
  return value;
}

/** "×2.5": the ratio of a value to `other`. */
export function ratio(value: number, other: number): string {
  const times = value / other;
  return `×${times < 0.1 ? times.toPrecision(1) : times.toFixed(times < 10 ? 2 : 0)}`;
}

/** A size or number of rounds scaled, but at least `least`. */
export function scaled(size: number, scale: number, least = 1): number {
  return Math.max(least, Math.round(size * scale));
}

/** Runs `work` and resolves to its duration in milliseconds and its result. */
export async function timed<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const started = performance.now();
  const result = await work();
  return [result, performance.now() - started];
}

/** "1.23 (1.10–1.60)": median, minimum and maximum. */
export function spread(values: readonly number[]): string {
  const least = Math.min(...values);
  const most = Math.max(...values);
  return `${median(values).toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

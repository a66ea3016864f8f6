/** What a benchmark is, and how its figures are summed up. */

/** One benchmark; each lives in a file of its own and is listed in bench/run.ts. */
export interface BenchEntry {
  /** What it is called on the command line. */
  readonly name: string;
  /** Title of its section in bench/RESULTS.md. */
  readonly title: string;
  /** Measures and resolves to Markdown lines; rejects when what it must hold does not. */
  run(this: void): Promise<readonly string[]>;
}

/** The middle one of the values; throws if there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('No values.');
  const other = sorted[Math.ceil(sorted.length / 2) - 1] ?? middle;
  return (middle + other) / 2;
}

/** "1.23 (1.10–1.60)": median, least and most. */
export function spread(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${median(values).toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

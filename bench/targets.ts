/** Performance targets, checked against the figures of one run. */

import type { Figures } from './entry.ts';

/** One target. */
export interface Target {
  readonly what: string;
  /** The benchmark and its figure. */
  readonly bench: string;
  readonly figure: string;
  readonly better: 'less' | 'more';
  /** The run fails if this is missed. */
  readonly must: number;
  readonly aim?: number;
  /** Unit, written after the number; `×` before it. */
  readonly unit: '×' | ' %' | ' ms' | ' KB' | ' MB' | '';
}

/** The verdict on a target; it is `not run` if its benchmark was not. */
export type Verdict = 'aim reached' | 'kept' | 'missed' | 'not run';

/** Figures of each benchmark by name. */
export type FiguresOfRun = ReadonlyMap<string, Figures>;

/** Judges one target; a missing or non-finite figure is a miss. */
export function judge(target: Target, run: FiguresOfRun): Verdict {
  const figures = run.get(target.bench);
  if (figures === undefined) return 'not run';
  const value = figures[target.figure] ?? Number.NaN;
  if (!Number.isFinite(value)) return 'missed';
  const within = (limit: number) => (target.better === 'less' ? value <= limit : value >= limit);
  if (!within(target.must)) return 'missed';
  return target.aim !== undefined && within(target.aim) ? 'aim reached' : 'kept';
}

/** All targets as a Markdown table, and the number of misses. */
export function judgeAll(
  targets: readonly Target[],
  run: FiguresOfRun,
): { readonly lines: readonly string[]; readonly missed: number } {
  const verdicts = targets.map((target) => judge(target, run));
  const count = (verdict: Verdict) => verdicts.filter((item) => item === verdict).length;
  return {
    missed: count('missed'),
    lines: [
      '| what | must | aim | measured | |',
      '| --- | ---: | ---: | ---: | --- |',
      ...targets.map((target, index) => toRow(target, run, verdicts[index] ?? 'not run')),
      '',
      `Of ${String(targets.length)}: ${String(count('aim reached'))} reach the aim, ${String(count('kept'))} keep what they must, ${String(count('missed'))} miss it, ${String(count('not run'))} were not run.`,
    ],
  };
}

function toRow(target: Target, run: FiguresOfRun, verdict: Verdict): string {
  const sign = target.better === 'less' ? '≤' : '≥';
  const limit = (value: number | undefined) =>
    value === undefined ? '' : `${sign} ${toText(value, target.unit, String(value))}`;
  const value = run.get(target.bench)?.[target.figure];
  const measured = value === undefined ? '–' : toText(value, target.unit, toDigits(value));
  const verdictText = verdict === 'missed' ? '**missed**' : verdict;
  return `| ${target.what} | ${limit(target.must)} | ${limit(target.aim)} | ${measured} | ${verdictText} |`;
}

function toText(value: number, unit: Target['unit'], digits: string): string {
  if (!Number.isFinite(value)) return 'no number';
  return unit === '×' ? `×${digits}` : `${digits}${unit}`;
}

/** Four significant digits, so that a narrow miss is visible. */
function toDigits(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/**
 * Runs the benchmarks: `node bench/run.ts [--scale=N] [--dry] [--only=ROW] [PART-OF-A-NAME…]`, by default all of them.
 * A full-size run is recorded in bench/RESULTS.md, unless it is `--dry`; `--scale=0.1` is a quick run.
 * `stream --only="8k tokens, 1,000"` measures the rows whose name contains that text, and records nothing.
 * Fails if a benchmark fails, or if a full-size run misses a required target.
 */

import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { runNode } from '../scripts/child.ts';
import { activationEntry } from './host/activation.ts';
import type { BenchEntry, Figures, Measured } from './entry.ts';
import { hostileEntry } from './host/hostile.ts';
import { importEntry } from './host/importFile.ts';
import { openEntry } from './history/open.ts';
import { panelOpensEntry } from './editor/panelOpens.ts';
import { machine, writeSection } from './results.ts';
import { scrollEntry } from './history/scroll.ts';
import { sizesEntry } from './host/sizes.ts';
import { streamEntry } from './stream/stream.ts';
import { targets } from './targetTable.ts';
import { judgeAll } from './targets.ts';
import { typingEntry } from './editor/typing.ts';
import { streamIntoLongChatEntry } from './history/streamIntoLongChat.ts';
import { vscodeEntry } from './editor/vscode.ts';
import { worstCaseEntry } from './stream/worstCase.ts';

/** Ordered by duration, fastest first. */
const entries: readonly BenchEntry[] = [
  sizesEntry,
  activationEntry,
  streamEntry,
  worstCaseEntry,
  openEntry,
  scrollEntry,
  streamIntoLongChatEntry,
  importEntry,
  hostileEntry,
  vscodeEntry,
  panelOpensEntry,
  typingEntry,
];

const { values, positionals } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    dry: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
  allowPositionals: true,
});
const scale = Number(values.scale);
if (!(scale > 0)) throw new Error('--scale needs a number above 0.');
const options = { scale, ...(values.only === undefined ? {} : { only: values.only }) };
const recorded = scale === 1 && !values.dry && values.only === undefined;
const chosen = entries.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
if (chosen.length === 0) {
  throw new Error(`No such benchmark. There are: ${entries.map(({ name }) => name).join(', ')}.`);
}

console.log(`${machine()}\n`);
printPlan();
if (chosen.some(({ needsBuild }) => needsBuild)) {
  const built = await runNode(['esbuild.mjs', '--production'], { timeoutMs: 120_000 });
  if (built.code !== 0) throw new Error(`The build failed.\n${built.output}`);
}
const figures = new Map<string, Figures>();
const failed: string[] = [];
for (const entry of chosen) await runEntry(entry);
const missed = printTargets();
if (scale !== 1) console.log('Not at full size, so nothing is recorded and no target judged.');
if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}.`);
if (failed.length > 0 || (scale === 1 && missed > 0)) process.exitCode = 1;

function printPlan(): void {
  const all = chosen.reduce((sum, { minutes }) => sum + minutes, 0);
  for (const { name, title, minutes } of chosen) {
    console.log(`${name.padEnd(12)}${minutes.toFixed(1).padStart(5)} min  ${title}`);
  }
  const size = scale === 1 ? '' : `, at full size; this one is ${String(scale)} of it`;
  console.log(
    `${'together'.padEnd(12)}${all.toFixed(0).padStart(5)} min on a quiet machine${size}\n`,
  );
}

/** A failing benchmark is reported and does not stop the others. */
async function runEntry({ name, title, run }: BenchEntry): Promise<void> {
  console.log(`▶ ${title}`);
  const started = performance.now();
  try {
    const measured = toMeasured(await run(options));
    figures.set(name, measured.figures);
    const lines = [...measured.lines, '', ...epilogue(name)];
    console.log(`${lines.join('\n')}\n`);
    if (recorded) writeSection(title, lines);
  } catch (error) {
    failed.push(name);
    console.log(error);
  }
  console.log(`${((performance.now() - started) / 60_000).toFixed(1)} minutes\n`);
}

function toMeasured(result: Measured | readonly string[]): Measured {
  return 'lines' in result ? result : { lines: result, figures: {} };
}

/**
 * Recorded only if every benchmark was run, so that all figures come from one run; returns the number of missed
 * targets.
 */
function printTargets(): number {
  // Single rows give only some of a benchmark's figures.
  const selected = targets.filter(
    ({ bench, figure }) => values.only === undefined || figures.get(bench)?.[figure] !== undefined,
  );
  const { lines, missed } = judgeAll(selected, figures);
  const all = [
    'Each from the figures of this one run.',
    ...(failed.length > 0 ? [`These benchmarks failed: ${failed.join(', ')}.`] : []),
    '',
    ...lines,
    '',
    ...epilogue(),
  ];
  console.log(`▶ Targets\n${all.join('\n')}\n`);
  if (recorded && chosen.length === entries.length) writeSection('Targets', all);
  return missed;
}

/** What a reader needs to interpret and reproduce the figures. */
function epilogue(name?: string): readonly string[] {
  const [, load = 0] = loadavg();
  const busy = `Load average over five minutes: ${load.toFixed(1)} on ${availableParallelism()} processors.`;
  const command = name === undefined ? 'npm run bench' : `npm run bench -- ${name}`;
  return [...(load > 0 ? [busy] : []), `To repeat: \`${command}\`.`];
}

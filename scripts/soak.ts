/**
 * Runs the soak tests: `node scripts/soak.ts [--seed=N] [--runs=N] [NAME…]`, at most an hour.
 * Progress is saved after every batch; the next call continues there, or with `--seed` where that seed left off.
 * Processes with different seeds can share the runs; their results are recorded in the same section.
 */

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSection, writeSection } from '../bench/results.ts';
import { cacheFolder, madeFolder } from './host/paths.ts';
import type { SoakEntry } from '../test/soak/entry.ts';
import { actionsSoak } from '../test/soak/actionsSoak.ts';
import { fuzzSoak } from '../test/soak/fuzzSoak.ts';
import { killSoak } from '../test/soak/killSoak.ts';
import { ledgerSoak } from '../test/soak/ledgerSoak.ts';
import { reduceSoak } from '../test/soak/reduceSoak.ts';
import { windowsSoak } from '../test/soak/windowsSoak.ts';

const entries: readonly SoakEntry[] = [
  reduceSoak,
  actionsSoak,
  killSoak,
  windowsSoak,
  ledgerSoak,
  fuzzSoak,
];

const hour = 3_600_000;

/** The progress of an entry. */
interface Progress {
  readonly seed: number;
  readonly done: number;
  readonly milliseconds: number;
}

const { values, positionals } = parseArgs({
  options: { seed: { type: 'string' }, runs: { type: 'string' } },
  allowPositionals: true,
});

/** Runs the remaining batches; resolves to whether the entry is finished. */
async function soak(entry: SoakEntry, deadline: number): Promise<boolean> {
  // Each seed has its own file, so that two processes can run in parallel.
  const name = values.seed === undefined ? entry.name : `${entry.name}-${values.seed}`;
  const file = join(madeFolder(cacheFolder, 'soak'), `${name}.json`);
  let progress = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Progress) : fresh();
  const all = values.runs === undefined ? entry.runs : Number(values.runs);
  const from = progress.done === 0 ? '' : `, going on after ${progress.done}`;
  console.log(`▶ ${entry.name}: ${all} runs, seed ${progress.seed}${from}`);
  while (progress.done < all) {
    if (performance.now() > deadline) return false;
    // A batch is reproduced by its own seed: the entry's seed plus the number of earlier runs.
    const seed = (progress.seed + progress.done) % 0x7fffffff;
    const runs = Math.min(entry.batch, all - progress.done);
    const started = performance.now();
    await entry.runBatch(seed, runs).catch((error: unknown) => {
      console.error(`✘ ${entry.name} failed in the batch of ${runs} runs with seed ${seed}.`);
      throw error;
    });
    const milliseconds = progress.milliseconds + performance.now() - started;
    progress = { ...progress, done: progress.done + runs, milliseconds };
    writeFileSync(file, JSON.stringify(progress));
    console.log(`  ${progress.done} of ${all} (batch seed ${seed})`);
  }
  record(entry, progress);
  rmSync(file);
  return true;
}

function fresh(): Progress {
  const seed = values.seed === undefined ? Date.now() % 0x7fffffff : Number(values.seed);
  return { seed, done: 0, milliseconds: 0 };
}

function record(entry: SoakEntry, { seed, done, milliseconds }: Progress): void {
  const title = `Soak: ${entry.name}`;
  const seconds = (milliseconds / 1000).toFixed(1);
  const line = `${done} runs in ${seconds} s, seed ${seed}, batches of ${entry.batch}: none failed.`;
  console.log(`✔ ${entry.name}: ${line}`);
  // A chosen seed is one of several and is appended; any other run replaces the section.
  const others = values.seed === undefined ? [] : readSection(title).filter(isOfOtherSeed);
  const lines = [...others, line];
  const sum = lines.reduce((runs, line) => runs + Number.parseInt(line, 10), 0);
  const total = lines.length > 1 ? ['', `${sum} runs with ${lines.length} seeds.`] : [];
  const text = lines.flatMap((line) => ['', line]);
  writeSection(title, [`Shows that ${entry.shows}.`, ...text, ...total]);

  function isOfOtherSeed(text: string): boolean {
    const other = /^\d+ runs in .*, seed (\d+),/.exec(text)?.[1];
    return other !== undefined && other !== String(seed);
  }
}

const chosen = entries.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (chosen.length === 0) {
  throw new Error(`No such soak. There are: ${entries.map(({ name }) => name).join(', ')}.`);
}
const deadline = performance.now() + hour;
const whole: boolean[] = [];
for (const entry of chosen) whole.push(await soak(entry, deadline));
if (whole.includes(false)) console.log('The hour is over; `npm run soak` goes on from here.');

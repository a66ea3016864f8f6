/**
 * Runs the benchmarks: `node bench/run.ts [--scale=N] [--dry] [PART-OF-A-NAME…]`, all if none is named.
 * A run at full size is recorded in bench/RESULTS.md, unless it is `--dry`; `--scale=0.1` is a quick one.
 */

import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { runNode } from '../scripts/child.ts';
import { activationEntry } from './activation.ts';
import { appendEntry } from './append.ts';
import { cacheEntry } from './cache.ts';
import type { BenchEntry } from './entry.ts';
import { listEntry } from './list.ts';
import { openEntry } from './open.ts';
import { machine, writeSection } from './results.ts';
import { searchEntry } from './search.ts';
import { sizesEntry } from './sizes.ts';
import { streamEntry } from './stream.ts';
import { transportEntry } from './transport.ts';
import { typingEntry } from './typing.ts';
import { vscodeEntry } from './vscode.ts';
import { worstEntry } from './worst.ts';

const entries: readonly BenchEntry[] = [
  sizesEntry,
  activationEntry,
  appendEntry,
  cacheEntry,
  openEntry,
  listEntry,
  searchEntry,
  transportEntry,
  streamEntry,
  worstEntry,
  vscodeEntry,
  typingEntry,
];

const { values, positionals } = parseArgs({
  options: { scale: { type: 'string', default: '1' }, dry: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const scale = Number(values.scale);
if (!(scale > 0)) throw new Error('--scale needs a number above 0.');
const chosen = entries.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
if (chosen.length === 0) {
  throw new Error(`No such benchmark. There are: ${entries.map(({ name }) => name).join(', ')}.`);
}

console.log(`${machine()}\n`);
if (chosen.some(({ needsBuild }) => needsBuild)) {
  const built = await runNode(['esbuild.mjs', '--production'], { timeoutMs: 120_000 });
  if (built.code !== 0) throw new Error(`The build failed.\n${built.output}`);
}
for (const { name, title, run } of chosen) {
  console.log(`▶ ${title}`);
  const lines = [...(await run({ scale })), '', ...epilogue(name)];
  console.log(`${lines.join('\n')}\n`);
  if (scale === 1 && !values.dry) writeSection(title, lines);
}
if (scale !== 1) console.log('Not at full size, so not recorded.');

/** What a reader needs to judge the figures, and to make them anew. */
function epilogue(name: string): readonly string[] {
  const [, load = 0] = loadavg();
  const busy = `Load average over five minutes: ${load.toFixed(1)} on ${availableParallelism()} processors.`;
  return [...(load > 0 ? [busy] : []), `To repeat: \`npm run bench -- ${name}\`.`];
}

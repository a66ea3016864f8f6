/** Runs the benchmarks and records them: `node bench/run.ts [NAME…]`; builds for production first. */

import { runNode } from '../scripts/child.ts';
import { activationEntry } from './activation.ts';
import type { BenchEntry } from './entry.ts';
import { writeSection } from './results.ts';

const entries: readonly BenchEntry[] = [activationEntry];

const names = process.argv.slice(2);
const chosen = entries.filter(({ name }) => names.length === 0 || names.includes(name));
if (chosen.length === 0) {
  throw new Error(`No such benchmark. There are: ${entries.map(({ name }) => name).join(', ')}.`);
}
const built = await runNode(['esbuild.mjs', '--production'], { timeoutMs: 120_000 });
if (built.code !== 0) throw new Error(`The build failed.\n${built.output}`);
for (const { title, run } of chosen) {
  console.log(`▶ ${title}`);
  const lines = await run();
  console.log(`${lines.join('\n')}\n`);
  writeSection(title, lines);
}

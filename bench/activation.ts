/** What `require` and `activate` of the extension cost and load, in fresh processes beside an empty module. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runNode } from '../scripts/child.ts';
import { hostParts, partFile, type HostPart } from '../scripts/hostParts.ts';
import { root } from '../test/host/paths.ts';
import type { Round } from './activationChild.ts';
import { type BenchEntry, median, scaled, spread } from './entry.ts';

/** Activation may cost this many CPU milliseconds. */
const budgetMs = 10;

const pathOf = (part: HostPart): string => join(root, partFile(part));
const extension = join(root, 'dist', 'extension.cjs');
const sdk = join(root, 'dist', 'sdk.cjs');

/** Measures `dist` as it lies there; rejects when activating loads the SDK. */
export const activationEntry: BenchEntry = {
  name: 'activation',
  title: 'What `require` and `activate` cost and load',
  minutes: 0.5,
  needsBuild: true,
  async run({ scale }) {
    const rounds = scaled(15, scale, 3);
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    const empty = join(folder, 'empty.cjs');
    writeFileSync(empty, 'exports.activate = () => undefined;\n');
    const measured = new Map<string, Round[]>([
      [empty, []],
      ...hostParts.map((part): [string, Round[]] => [pathOf(part), []]),
    ]);
    try {
      // In turn, so that a slow minute of the machine touches all alike.
      for (let round = 0; round < rounds; round++) {
        for (const [file, results] of measured) results.push(await runRound(file));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const of = (file: string): readonly Round[] => measured.get(file) ?? [];
    const loaded = new Set(of(extension).flatMap((round) => round.loaded));
    if (loaded.has(sdk)) throw new Error('dist/sdk.cjs is loaded before the first request.');
    const builtins = [...new Set(of(extension).flatMap((round) => round.builtins))].sort();
    const activation = median(of(extension).map((round) => round.activateMs));
    return {
      lines: [
        `CPU milliseconds, median (least–most) of ${rounds} fresh processes; \`vscode\` is a stub.`,
        '',
        '| module | `require` | `activate` |',
        '| --- | --- | --- |',
        toRow('an empty module', of(empty)),
        ...hostParts.map((part) =>
          toRow(`${partFile(part)}, loaded when ${part.when}`, of(pathOf(part))),
        ),
        '',
        `Activating loads ${toList(loaded)}, and not dist/sdk.cjs.`,
        `Of Node's modules it loads ${builtins.length === 0 ? 'none' : builtins.join(', ')}.`,
        `Budget of \`activate\`: ${budgetMs} ms, ${activation <= budgetMs ? 'kept' : 'NOT kept'}.`,
      ],
      figures: {
        'require and activate': median(of(extension).map((one) => one.requireMs + one.activateMs)),
      },
    };
  },
};

async function runRound(file: string): Promise<Round> {
  const args = ['bench/activationChild.ts', file, ...(file === extension ? ['activate'] : [])];
  const { code, output } = await runNode(args, { timeoutMs: 30_000 });
  if (code !== 0) {
    throw new Error(`A round with ${relative(root, file)} failed.\n${output.slice(-2000)}`);
  }
  return JSON.parse(output) as Round;
}

function toRow(name: string, results: readonly Round[]): string {
  const times = [results.map((round) => round.requireMs), results.map((round) => round.activateMs)];
  return `| ${name} | ${times.map(spread).join(' | ')} |`;
}

function toList(files: ReadonlySet<string>): string {
  return [...files].map((file) => relative(root, file).replace(/\\/g, '/')).join(', ');
}

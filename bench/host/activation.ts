/** The cost of importing and activating the extension in fresh processes, compared with an empty module. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runNode } from '../../scripts/child.ts';
import { firstFiles, readHostBuild } from '../../scripts/hostFiles.ts';
import { root } from '../../scripts/host/paths.ts';
import type { Round } from './activationChild.ts';
import { type BenchEntry, median, scaled, spread } from '../entry.ts';

/** Budget for activation, in CPU milliseconds. */
const budgetMs = 5;

const extension = join(root, 'dist', 'extension.js');

/** Measures `dist` of the last build. */
export const activationEntry: BenchEntry = {
  name: 'activation',
  title: 'What importing and activating the extension costs',
  minutes: 0.5,
  needsBuild: true,
  async run({ scale }) {
    const rounds = scaled(15, scale, 3);
    const build = readHostBuild();
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, 'export const activate = () => undefined;\n');
    // Worker scripts only run in their workers.
    const entries = build.files.filter(
      ({ entry }) => entry !== undefined && !entry.endsWith('Worker.ts'),
    );
    const measured = new Map<string, Round[]>([
      [empty, []],
      ...entries.map(({ path }): [string, Round[]] => [join(root, path), []]),
    ]);
    try {
      // Alternates, so that a slow period of the machine affects all cases.
      for (let round = 0; round < rounds; round++) {
        for (const [file, results] of measured) results.push(await runRound(file));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const of = (file: string): readonly Round[] => measured.get(file) ?? [];
    const activation = median(of(extension).map((round) => round.activateMs));
    const first = new Set(firstFiles(build).map(({ path }) => path));
    return {
      lines: [
        `CPU milliseconds, median (least–most) of ${rounds} fresh processes; \`vscode\` is a stub.`,
        '',
        '| module | `import` | `activate` |',
        '| --- | --- | --- |',
        toRow('an empty module', of(empty)),
        ...entries.map(({ path, entry = '' }) =>
          toRow(
            `${entry}${first.has(path) ? ', until the panel stands' : ''}`,
            of(join(root, path)),
          ),
        ),
        '',
        `Activating loads ${build
          .loadedBy('src/extension.ts')
          .map(({ path }) => path)
          .join(', ')}.`,
        `Budget of \`activate\`: ${budgetMs} ms, ${activation <= budgetMs ? 'kept' : 'NOT kept'}.`,
      ],
      figures: {
        'require and activate': median(
          of(extension).map((round) => round.importMs + round.activateMs),
        ),
      },
    };
  },
};

async function runRound(file: string): Promise<Round> {
  const args = ['bench/host/activationChild.ts', file, ...(file === extension ? ['activate'] : [])];
  const { code, output } = await runNode(args, { timeoutMs: 30_000 });
  if (code !== 0) {
    throw new Error(`A round with ${relative(root, file)} failed.\n${output.slice(-2000)}`);
  }
  return JSON.parse(output) as Round;
}

function toRow(name: string, results: readonly Round[]): string {
  const times = [results.map((round) => round.importMs), results.map((round) => round.activateMs)];
  return `| ${name} | ${times.map(spread).join(' | ')} |`;
}

/** Checks by external tools: compiler, linter, formatter. */

import { join } from 'node:path';
import { root } from '../host/paths.ts';
import { runNode } from '../child.ts';
import type { Check } from './check.ts';

const realms = [
  'tsconfig.json',
  'tsconfig.host.json',
  'tsconfig.webview.json',
  'tsconfig.test.json',
];

/** Each folder compiles with the globals of its environment. */
export const typesCheck: Check = {
  name: 'types',
  async run() {
    const problems: string[] = [];
    for (const realm of realms) {
      problems.push(...(await runTool(['typescript', 'bin', 'tsc'], ['-p', realm])));
    }
    return problems;
  },
};

/** The linter reports nothing; it also enforces import boundaries. */
export const lintCheck: Check = {
  name: 'lint',
  run: () => runTool(['eslint', 'bin', 'eslint.js'], ['.', '--max-warnings', '0']),
};

/** All files are formatted. */
export const formatCheck: Check = {
  name: 'format',
  run: () => runTool(['prettier', 'bin', 'prettier.cjs'], ['--check', '--log-level=warn', '.']),
};

async function runTool(
  program: readonly string[],
  args: readonly string[],
): Promise<readonly string[]> {
  const path = join(root, 'node_modules', ...program);
  const { code, output } = await runNode([path, ...args], { timeoutMs: 1_800_000 });
  if (code === 0) return [];
  return [output.trim() === '' ? `${program.join('/')} ended with ${code}` : output.trim()];
}

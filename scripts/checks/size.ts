/** What is loaded at start-up stays small. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../test/host/paths.ts';
import { firstParts, hostParts, partFile, workerPart } from '../hostParts.ts';
import { runNode } from '../child.ts';
import type { Check } from './check.ts';

/** What is loaded together, and how many bytes of the production build that may be. */
interface Budget {
  readonly what: string;
  readonly files: readonly string[];
  readonly bytes: number;
}

const budgets: readonly Budget[] = [
  {
    what: 'loaded until the panel stands',
    files: firstParts.map(partFile),
    bytes: 120 * 1024,
  },
  { what: 'what reads imported files', files: [workerPart.file], bytes: 40 * 1024 },
  { what: 'what its page begins with', files: ['dist/webview/panel.js'], bytes: 350 * 1024 },
];

/** A header that only the SDK writes, so that its code is known by it. */
const ofSdk = /x-stainless/i;

/** The production build keeps its budgets; it must have been made before. */
export const sizeCheck: Check = {
  name: 'size',
  async run() {
    const files = [...hostParts.map(partFile), ...budgets.flatMap((budget) => budget.files)];
    const missing = files.filter((file) => !existsSync(join(root, file)));
    if (missing.length > 0) return missing.map((file) => `${file} was not built`);
    return [...budgets.flatMap(overBudget), ...sdkProblems(), ...(await firstLoadProblems())];
  },
};

function overBudget({ what, files, bytes }: Budget): readonly string[] {
  const size = files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0);
  const told = `${what} (${files.join(', ')}): ${kilobytes(size)} of ${kilobytes(bytes)}`;
  console.log(`  ${told}`);
  return size <= bytes ? [] : [told];
}

/** The SDK stands in the part that is named after it, and nowhere else. */
function sdkProblems(): readonly string[] {
  return hostParts.flatMap((part) => {
    const isThere = ofSdk.test(readFileSync(join(root, partFile(part)), 'utf8'));
    if (isThere === (part.name === 'sdk')) return [];
    return [`${partFile(part)} ${isThere ? 'holds the SDK' : 'does not hold the SDK'}`];
  });
}

/** Shows a chat in a panel of its own and sees which files that loads. */
async function firstLoadProblems(): Promise<readonly string[]> {
  const { code, output } = await runNode(['scripts/checks/firstLoadChild.ts'], {
    timeoutMs: 60_000,
  });
  if (code !== 0) return [`no chat could be shown to see what that loads\n${output.slice(-2000)}`];
  const expected = firstParts.map(partFile);
  const loaded = (JSON.parse(output) as string[]).map((name) => `dist/${name}`);
  return loaded
    .filter((file) => !expected.includes(file))
    .map((file) => `${file} is loaded before the panel stands`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

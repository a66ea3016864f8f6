/** What is loaded at start-up stays small. */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../test/host/paths.ts';
import type { Check } from './check.ts';

/** Budgets in bytes of the production build: what activating loads, what the first view loads, what its first paint waits for. */
const budgets: Readonly<Record<string, number>> = {
  'dist/extension.cjs': 120 * 1024,
  'dist/app.cjs': 300 * 1024,
  'dist/webview/panel.js': 350 * 1024,
};

/** The production build keeps its budgets; it must have been made before. */
export const sizeCheck: Check = {
  name: 'size',
  run() {
    return Promise.resolve(
      Object.entries(budgets).flatMap(([file, budget]) => {
        const path = join(root, file);
        if (!existsSync(path)) return [`${file} was not built`];
        const { size } = statSync(path);
        console.log(`  ${file} ${kilobytes(size)} of ${kilobytes(budget)}`);
        return size <= budget ? [] : [`${file} has ${kilobytes(size)} of ${kilobytes(budget)}`];
      }),
    );
  },
};

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

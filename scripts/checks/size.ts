/** Limits the size of code loaded at start-up. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../host/paths.ts';
import { firstFiles, readHostBuild } from '../hostFiles.ts';
import { overBudget } from './budget.ts';
import type { Check } from './check.ts';

/** Budget for host code loaded until a chat is shown in the panel, in bytes. */
const maxFirstBytes = 200 * 1024;
/** Maximum number of host code files. */
const maxFiles = 15;
/** Budget for the page's first script, in bytes, without the toolkit. */
const maxPageBytes = 190 * 1024;

/** Checks the size budgets of the last production build. */
export const sizeCheck: Check = {
  name: 'size',
  run() {
    const build = readHostBuild();
    const first = firstFiles(build);
    const activation = build.loadedBy('src/extension.ts').map(({ path }) => path);
    const page = statSync(join(root, 'dist/webview/panel.js')).size;
    return Promise.resolve([
      ...overBudget(
        'loaded until the panel stands',
        sum(first.map(({ bytes }) => bytes)),
        maxFirstBytes,
      ),
      ...overBudget('dist/webview/panel.js', page, maxPageBytes),
      ...first
        .filter(({ packages }) => packages.includes('openai'))
        .map(({ path }) => `${path} holds the SDK and is loaded before the first request`),
      ...(build.files.length > maxFiles
        ? [`the host has ${build.files.length} files of ${maxFiles}`]
        : []),
      ...(activation.join() === 'dist/extension.js'
        ? []
        : [`activating loads ${activation.join(', ')}`]),
    ]);
  },
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

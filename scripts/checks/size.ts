/** Limits the size of what is loaded at start-up. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../host/paths.ts';
import { firstFiles, readHostBuild } from '../hostFiles.ts';
import { overBudget } from './budget.ts';
import type { Check } from './check.ts';

/** Bytes of the host's code that may be loaded until a chat stands in the panel. */
const maxFirstBytes = 200 * 1024;
/** Files of the host's code. */
const maxFiles = 15;
/** Bytes of the page's first script, which does without the toolkit. */
const maxPageBytes = 190 * 1024;

/** The production build keeps its budgets; it must have been made before. */
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

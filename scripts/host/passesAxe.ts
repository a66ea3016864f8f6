/** Runs the accessibility rules on a page. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const source = await readFile(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** Rules that do not apply to a panel, which is part of a window and whose headings the model writes. */
const options: RunOptions = {
  rules: {
    'page-has-heading-one': { enabled: false },
    'heading-order': { enabled: false },
  },
  resultTypes: ['violations'],
};

/** Rejects with each violation and its element; `what` names the tested state. */
export async function passesAxe(page: Page | Frame, what?: string): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const { violations, passes } = await page.evaluate(
    (given) =>
      (window as unknown as { axe: { run(o: RunOptions): Promise<AxeResults> } }).axe.run(given),
    options,
  );
  const found = violations.map((result) => [
    result.id,
    ...result.nodes.map((node) => `${node.html} ${node.any[0]?.message ?? ''}`),
  ]);
  assert.deepEqual(found, [], what);
  // An empty selection would pass every rule.
  assert.ok(passes.length > 5, what);
}

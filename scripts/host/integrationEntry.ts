/** Loaded by VS Code as `extensionTestsPath`: runs the bundled integration tests in its extension host. */

import { join } from 'node:path';
import { outputMark, runMocha } from './runMocha.ts';

/** Runs all tests; rejects if one fails, which makes VS Code exit with 1. */
export async function run(): Promise<void> {
  const report = process.env['TEST_REPORT'];
  if (report === undefined) throw new Error('TEST_REPORT names no file for the report.');
  const { failed } = await runMocha({
    files: [join(__dirname, 'tests.cjs')],
    report,
    timeoutMs: 300_000,
    print: (line) => console.log(outputMark + line),
  });
  if (failed.length > 0) throw new Error(`${failed.length} failed`);
}

/** The mocha suites: their files, their environment, and how results are counted. */

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build, type BuildOptions } from 'esbuild';
import { chooseTestHost } from './host/desktop.ts';
import { madeFolder, outFolder, root } from './host/paths.ts';
import type { TestReport } from './host/runMocha.ts';
import { filesMatching } from './checks/syntax.ts';
import { runNode } from './child.ts';
import type { Outcome } from './outcome.ts';

/** Limits in milliseconds for a test and for a test process, reached only on a hang. */
const limits = { test: 600_000, suite: 3_600_000 };

/** A share of a suite's files, run in a separate process. */
export interface SuitePart {
  readonly suite: 'unit' | 'webview' | 'e2e';
  /** One-based number of this part. */
  readonly part: number;
  readonly of: number;
}

/** Runs a part of `test/NAME` with mocha in plain Node. */
export async function runNodeSuite({ suite, part, of }: SuitePart): Promise<Outcome> {
  // Round-robin, so that similar files in one folder are spread.
  const files = filesMatching(`test/${suite}/**/*.test.ts`)
    .filter((file) => !runsAlone(file))
    .filter((_, index) => index % of === part - 1);
  return await runFiles(`${suite}-${String(part)}`, files);
}

/** Runs the tests of `npm start`, which build and package the extension again. */
export async function runStartTests(): Promise<Outcome> {
  return await runFiles('start', filesMatching('test/e2e/**/*.test.ts').filter(runsAlone));
}

function runsAlone(file: string): boolean {
  return file.endsWith('/start.test.ts');
}

async function runFiles(name: string, files: readonly string[]): Promise<Outcome> {
  if (files.length === 0) return failure(`${name} has no tests`);
  const report = freshReport(name);
  const args = ['scripts/runSuite.ts', report, String(limits.test), ...files];
  const { code, output } = await runNode(args, { timeoutMs: limits.suite });
  return counted(report, code, output);
}

/** Runs `test/integration` in the extension host of a real VS Code. */
export async function runIntegration(): Promise<Outcome> {
  const files = filesMatching('test/integration/**/*.test.ts');
  if (files.length === 0) return failure('test/integration has no tests');
  const entry = await bundleIntegration(files);
  const host = await chooseTestHost();
  console.log(
    `  in the ${host.kind === 'npm' ? 'npm-carried' : 'desktop'} VS Code: ${host.reason}`,
  );
  const report = freshReport('integration');
  const profile = madeFolder(outFolder, 'integration', 'profile');
  rmSync(profile, { recursive: true, force: true });
  const code = await runTests({
    vscodeExecutablePath: host.executable,
    extensionDevelopmentPath: root,
    extensionTestsPath: entry,
    extensionTestsEnv: { TEST_REPORT: report },
    launchArgs: [
      madeFolder(outFolder, 'integration', 'workspace'),
      `--user-data-dir=${join(profile, 'user-data')}`,
      `--extensions-dir=${join(profile, 'extensions')}`,
    ],
  }).catch((error: unknown) => (console.log(String(error)), 1));
  return counted(report, code, '');
}

/** Bundles the tests next to their entry point as CommonJS for VS Code; resolves to the entry point. */
async function bundleIntegration(files: readonly string[]): Promise<string> {
  const folder = madeFolder(outFolder, 'integration');
  const common: BuildOptions = {
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'error',
  };
  const index = join(folder, 'index.cjs');
  await build({
    ...common,
    entryPoints: [join(root, 'scripts/host/integrationEntry.ts')],
    outfile: index,
  });
  await build({
    ...common,
    stdin: {
      contents: files.map((file) => `import './${file}';`).join('\n'),
      resolveDir: root,
      sourcefile: 'allTests.ts',
      loader: 'ts',
    },
    outfile: join(folder, 'tests.cjs'),
  });
  return index;
}

/** The path of a report, after deleting the previous report. */
function freshReport(name: string): string {
  const file = join(madeFolder(outFolder, 'reports'), `${name}.json`);
  rmSync(file, { force: true });
  return file;
}

/** Counts a report; a suite without report, without tests, or with a bad exit code after passing has failed. */
function counted(file: string, code: number | null, output: string): Outcome {
  if (!existsSync(file)) return failure(`no report was written (exit code ${code})\n${output}`);
  const report = JSON.parse(readFileSync(file, 'utf8')) as TestReport;
  const passed = report.passed.length;
  const failed = report.failed.length + report.pending.length;
  if (passed + failed === 0) return failure(`no test ran\n${output}`);
  if (failed === 0 && code !== 0) {
    return { passed, failed: 1, output: `ended with exit code ${code}\n${output}` };
  }
  return { passed, failed, output: failed === 0 ? '' : output };
}

function failure(output: string): Outcome {
  return { passed: 0, failed: 1, output };
}

/** Runs test files with mocha, prints the results, and writes a report file for other programs. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { closeShared } from './whenTestsEnd.ts';

/** Prefix of test output in an extension host, whose console others use as well. */
export const outputMark = '[test] ';

/** The content of a report file. */
export interface TestReport {
  readonly passed: readonly string[];
  readonly failed: readonly { readonly title: string; readonly message: string }[];
  readonly pending: readonly string[];
  readonly milliseconds: number;
  /** Duration of each file's suites, including hooks. */
  readonly files: Readonly<Record<string, number>>;
}

/** What to run and where to report it. */
export interface MochaOptions {
  readonly files: readonly string[];
  /** File for the `TestReport`, written at the end. */
  readonly report: string;
  /** Limit per test, in milliseconds. */
  readonly timeoutMs: number;
  /** Receives each output line; defaults to the console. */
  readonly print?: (line: string) => void;
}

/** Loads and runs the files; resolves when the report is written, whatever the result. */
export async function runMocha(options: MochaOptions): Promise<TestReport> {
  if (options.print !== undefined) {
    const print = options.print;
    Mocha.reporters.Base.useColors = false;
    Mocha.reporters.Base.consoleLog = (...parts: unknown[]) => {
      for (const line of format(...parts).split('\n')) print(line);
    };
  }
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: options.timeoutMs,
    forbidOnly: true,
    forbidPending: true,
    reporter: 'spec',
  });
  for (const file of options.files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const report = await new Promise<TestReport>((resolve) => collect(mocha, resolve));
  await closeShared();
  mkdirSync(dirname(options.report), { recursive: true });
  writeFileSync(options.report, JSON.stringify(report, null, 2));
  return report;
}

function collect(mocha: Mocha, done: (report: TestReport) => void): void {
  const passed: string[] = [];
  const failed: { title: string; message: string }[] = [];
  const pending: string[] = [];
  const files: Record<string, number> = {};
  const started = performance.now();
  let began = started;
  const runner = mocha.run(() => {
    done({ passed, failed, pending, milliseconds: performance.now() - started, files });
  });
  runner.on('suite', (suite) => {
    if (suite.parent?.root === true) began = performance.now();
  });
  runner.on('suite end', (suite) => {
    if (suite.parent?.root !== true || suite.file === undefined) return;
    const file = relative(process.cwd(), suite.file);
    files[file] = (files[file] ?? 0) + Math.round(performance.now() - began);
  });
  runner.on('pass', (test) => passed.push(test.fullTitle()));
  runner.on('pending', (test) => pending.push(test.fullTitle()));
  // A failing hook is reported here as well, instead of its test.
  runner.on('fail', (test, error: unknown) => {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    failed.push({ title: test.fullTitle(), message });
  });
}

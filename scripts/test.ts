/** Runs checks and suites: `node scripts/test.ts [NAME…]`; the last line is `N passed, N failed`. */

import { ensureChromium } from './host/chromium.ts';
import { installCodeServer } from './host/installCodeServer.ts';
import type { Check } from './checks/check.ts';
import { cyclesCheck } from './checks/cycles.ts';
import { documentsCheck } from './checks/documents.ts';
import { l10nCheck } from './checks/l10n.ts';
import { manifestCheck } from './checks/manifest.ts';
import { repositoryCheck } from './checks/repository.ts';
import { sizeCheck } from './checks/size.ts';
import { formatCheck, lintCheck, typesCheck } from './checks/tools.ts';
import { vsixCheck } from './checks/vsix.ts';
import { runNode } from './child.ts';
import type { Outcome } from './outcome.ts';
import { runIntegration, runNodeSuite, runStartTests, type SuitePart } from './suites.ts';

/** A task; the parts of a suite share a name. */
interface Task {
  readonly name: string;
  /** Label in the output; defaults to the name. */
  readonly label?: string;
  /** Prerequisites, built once per run. */
  readonly needs?: readonly (keyof typeof makers)[];
  run(): Promise<Outcome>;
}

const makers = {
  // Packaging also builds, and two builds in the same folder would interfere.
  build: () => (wants('package') ? need('package') : runScript('esbuild.mjs', '--production')),
  package: () => runScript('scripts/package.ts'),
  chromium: () => Promise.resolve(ensureChromium()),
  codeServer: installCodeServer,
};

/** Runs one of the project's scripts; its output is shown only on failure. */
async function runScript(...args: readonly string[]): Promise<string> {
  // The tests of `npm start` write to the same folder.
  if (chosen.includes(startTask)) await runStart();
  const { code, output } = await runNode(args, { timeoutMs: 600_000 });
  if (code !== 0) throw new Error(`\`${args.join(' ')}\` failed.\n${output}`);
  return output;
}

const made = new Map<keyof typeof makers, Promise<string>>();
let starting: Promise<Outcome> | undefined;

/** Builds a task's prerequisite, or returns the earlier build. */
function need(name: keyof typeof makers): Promise<string> {
  const making = made.get(name) ?? makers[name]();
  made.set(name, making);
  return making;
}

function wants(name: keyof typeof makers): boolean {
  return chosen.some(({ needs }) => needs?.includes(name));
}

/** Runs the tests of `npm start`, or returns their earlier result. */
function runStart(): Promise<Outcome> {
  starting ??= runStartTests();
  return starting;
}

const startTask: Task = {
  name: 'e2e',
  label: 'e2e, npm start',
  needs: ['chromium', 'codeServer'],
  run: runStart,
};

/** In start order, two at a time; slow tasks come first. */
const tasks: readonly Task[] = [
  startTask,
  ...suiteTasks('webview', 3, ['build', 'chromium']),
  ...suiteTasks('e2e', 4, ['package', 'chromium', 'codeServer']),
  ...suiteTasks('unit', 3, []),
  ...[lintCheck, typesCheck].map((check) => toTask(check)),
  { name: 'integration', needs: ['build', 'chromium', 'codeServer'], run: runIntegration },
  toTask(sizeCheck, ['build']),
  toTask(vsixCheck, ['package']),
  ...[formatCheck, manifestCheck, l10nCheck, cyclesCheck, documentsCheck, repositoryCheck].map(
    (check) => toTask(check),
  ),
];

function suiteTasks(
  suite: SuitePart['suite'],
  parts: number,
  needs: readonly (keyof typeof makers)[],
): readonly Task[] {
  return Array.from({ length: parts }, (_, index) => ({
    name: suite,
    label: `${suite}, part ${String(index + 1)} of ${String(parts)}`,
    needs,
    run: () => runNodeSuite({ suite, part: index + 1, of: parts }),
  }));
}

function toTask(check: Check, needs: readonly (keyof typeof makers)[] = []): Task {
  return {
    name: check.name,
    needs,
    async run() {
      const problems = await check.run();
      const failed = problems.length === 0 ? 0 : 1;
      return { passed: 1 - failed, failed, output: problems.join('\n') };
    },
  };
}

async function runTask(task: Task): Promise<Outcome> {
  const started = performance.now();
  const outcome = await attempt(task);
  const { passed, failed, output } = outcome;
  if (output !== '') console.log(output);
  const result = `${failed === 0 ? '✔' : '✘'} ${task.label ?? task.name}`;
  console.log(`${result}: ${passed} of ${passed + failed} (${secondsSince(started)} s)`);
  return outcome;
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}

/** A task that throws, or whose prerequisites fail, counts as failed. */
async function attempt(task: Task): Promise<Outcome> {
  try {
    for (const name of task.needs ?? []) await need(name);
    return await task.run();
  } catch (error) {
    const output = error instanceof Error ? error.message : String(error);
    return { passed: 0, failed: 1, output };
  }
}

async function runAll(): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const left = [...chosen];
  const lane = async (): Promise<void> => {
    for (let task = left.shift(); task !== undefined; task = left.shift()) {
      outcomes.push(await runTask(task));
    }
  };
  await Promise.all([lane(), lane()]);
  return outcomes;
}

function chosenTasks(names: readonly string[]): readonly Task[] {
  const matches = (name: string) => (task: Task) => task.name.replaceAll(' ', '-') === name;
  const unknown = names.filter((name) => !tasks.some(matches(name)));
  if (unknown.length > 0) {
    const known = [...new Set(tasks.map((task) => task.name.replaceAll(' ', '-')))].join(', ');
    throw new Error(`No such suite: ${unknown.join(', ')}. There are: ${known}.`);
  }
  return names.length === 0
    ? tasks
    : tasks.filter((task) => names.some((name) => matches(name)(task)));
}

const began = performance.now();
const chosen = chosenTasks(process.argv.slice(2));
const outcomes = await runAll();
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
console.log(`${secondsSince(began)} s in all`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs the checks and the suites: `node scripts/test.ts [NAME…]`; ends with the line `N passed, N failed`. */

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
import { runIntegration, runNodeSuite } from './suites.ts';

/** Something to run by name. */
interface Task {
  readonly name: string;
  /** Light ones run two at a time, before the others, which run alone. */
  readonly light: boolean;
  /** What must be there first; made once in a run. */
  readonly needs?: readonly (keyof typeof makers)[];
  run(): Promise<Outcome>;
}

const minute = 60_000;

const makers = {
  build: () => runScript('esbuild.mjs', '--production'),
  package: () => runScript('scripts/package.ts'),
  chromium: () => Promise.resolve(ensureChromium()),
  codeServer: installCodeServer,
};

/** Runs one of the project's scripts, whose output only matters when it fails. */
async function runScript(...args: readonly string[]): Promise<string> {
  const { code, output } = await runNode(args, { timeoutMs: 2 * minute });
  if (code !== 0) throw new Error(`\`${args.join(' ')}\` failed.\n${output}`);
  return output;
}

const made = new Map<keyof typeof makers, Promise<string>>();

/** Makes what a task needs, or hands back what an earlier task had made. */
function need(name: keyof typeof makers): Promise<string> {
  const making = made.get(name) ?? makers[name]();
  made.set(name, making);
  return making;
}

const tasks: readonly Task[] = [
  ...[typesCheck, lintCheck].map((check) => toTask(check, true)),
  {
    name: 'unit',
    light: true,
    run: () => runNodeSuite('unit', { test: 20_000, suite: 12 * minute }, false),
  },
  ...[formatCheck, manifestCheck, l10nCheck, cyclesCheck, documentsCheck, repositoryCheck].map(
    (check) => toTask(check, true),
  ),
  { ...toTask(sizeCheck, false), needs: ['build'] },
  { ...toTask(vsixCheck, false), needs: ['package'] },
  {
    name: 'webview',
    light: false,
    needs: ['build', 'chromium'],
    run: () => runNodeSuite('webview', { test: 60_000, suite: 25 * minute }, true),
  },
  {
    name: 'integration',
    light: false,
    needs: ['build', 'chromium', 'codeServer'],
    run: runIntegration,
  },
  {
    name: 'e2e',
    light: false,
    needs: ['package', 'chromium', 'codeServer'],
    run: () => runNodeSuite('e2e', { test: 180_000, suite: 35 * minute }, true),
  },
];

function toTask(check: Check, light: boolean): Task {
  return {
    name: check.name,
    light,
    async run() {
      const problems = await check.run();
      const failed = problems.length === 0 ? 0 : 1;
      return { passed: 1 - failed, failed, output: problems.join('\n') };
    },
  };
}

async function runTask(task: Task): Promise<Outcome> {
  const started = performance.now();
  if (!task.light) console.log(`▶ ${task.name}`);
  const outcome = await attempt(task);
  const { passed, failed, output } = outcome;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (output !== '') console.log(output);
  console.log(
    `${failed === 0 ? '✔' : '✘'} ${task.name}: ${passed} of ${passed + failed} (${seconds} s)`,
  );
  return outcome;
}

/** A task that throws, or whose needs cannot be met, has failed like any other. */
async function attempt(task: Task): Promise<Outcome> {
  try {
    for (const name of task.needs ?? []) await need(name);
    return await task.run();
  } catch (error) {
    const output = error instanceof Error ? error.message : String(error);
    return { passed: 0, failed: 1, output };
  }
}

async function runAll(chosen: readonly Task[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const light = chosen.filter((task) => task.light);
  const lane = async (): Promise<void> => {
    for (let task = light.shift(); task !== undefined; task = light.shift()) {
      outcomes.push(await runTask(task));
    }
  };
  await Promise.all([lane(), lane()]);
  for (const task of chosen) if (!task.light) outcomes.push(await runTask(task));
  return outcomes;
}

function chosenTasks(names: readonly string[]): readonly Task[] {
  const matches = (name: string) => (task: Task) => task.name.replaceAll(' ', '-') === name;
  const unknown = names.filter((name) => !tasks.some(matches(name)));
  if (unknown.length > 0) {
    const known = tasks.map((task) => task.name.replaceAll(' ', '-')).join(', ');
    throw new Error(`No such suite: ${unknown.join(', ')}. There are: ${known}.`);
  }
  return names.length === 0
    ? tasks
    : tasks.filter((task) => names.some((name) => matches(name)(task)));
}

const outcomes = await runAll(chosenTasks(process.argv.slice(2)));
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

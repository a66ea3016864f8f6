/** Runs fuzz cases by seed; a failure is shrunk and reported with a command to reproduce it. */

import assert from 'node:assert/strict';
import { setImmediate as nextTask } from 'node:timers/promises';
import { allTargets } from './allTargets.ts';
import { Choices } from './choices.ts';
import { corpusCases } from './corpus.ts';
import type { FuzzTarget } from './fuzzTarget.ts';
import { shrink } from './shrink.ts';

/** Maximum number of characters printed of an input. */
const maxPrinted = 6_000;

/** Limits of a run besides the invariants. */
export interface CaseLimits {
  /** CPU limit per case in milliseconds; undefined for no limit, because other load may slow down a case. */
  readonly cpuMs?: number;
}

/** Replays the corpus, then runs `runs` cases with consecutive seeds, starting with this one. */
export async function runCases(
  seed: number,
  runs: number,
  limits: CaseLimits = {},
  targets: readonly FuzzTarget[] = allTargets,
): Promise<void> {
  const guard = guardRejections();
  try {
    for (const { target: name, input, found } of corpusCases()) {
      const target = targets.find((fuzzTarget) => fuzzTarget.name === name);
      const problem = target && (await problemWith(target, input, limits, guard));
      assert.ok(problem === undefined, `The corpus, ${name}, ${found}: ${problem ?? ''}`);
    }
    for (let index = 0; index < runs; index += 1) await runSeed(seed + index);
  } finally {
    guard.stop();
    for (const target of targets) await target.close?.();
  }

  async function runSeed(caseSeed: number): Promise<void> {
    const choices = Choices.random(caseSeed);
    const target = pickTarget(targets, choices.below(1_000_000) / 1_000_000);
    const problem = await problemWith(target, target.generate(choices), limits, guard);
    if (problem === undefined) return;
    // The first decision selected the target.
    const small = await shrink(choices.made.slice(1), async (candidate) => {
      const input = target.generate(Choices.replay(candidate));
      const other = await problemWith(target, input, limits, guard);
      // Otherwise shrinking could switch from a rare problem to a frequent one.
      return other !== undefined && kindOf(other) === kindOf(problem);
    });
    const input = target.generate(Choices.replay(small));
    const smallProblem = await problemWith(target, input, limits, guard);
    throw new Error(
      [
        `${target.name}, seed ${caseSeed}: ${smallProblem ?? problem}`,
        `Input, shrunk from ${choices.made.length} decisions to ${small.length}:`,
        JSON.stringify(input).slice(0, maxPrinted),
        `Repeat it with: node scripts/soak.ts --seed=${caseSeed} fuzz`,
      ].join('\n'),
    );
  }
}

/** Selects a target by a position between 0 and 1, weighted by share. */
function pickTarget(targets: readonly FuzzTarget[], place: number): FuzzTarget {
  let left = place * targets.reduce((sum, { share }) => sum + share, 0);
  for (const target of targets) {
    if (left < target.share) return target;
    left -= target.share;
  }
  throw new Error('There is no target.');
}

/** Unhandled promise rejections. */
interface RejectionGuard {
  readonly reasons: unknown[];
  stop(): void;
}

/** Replaces the test runner's listeners, which would abort the run before anything is shrunk. */
function guardRejections(): RejectionGuard {
  const reasons: unknown[] = [];
  const note = (reason: unknown) => void reasons.push(reason);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', note);
  return {
    reasons,
    stop() {
      process.off('unhandledRejection', note);
      for (const listener of others) process.on('unhandledRejection', listener);
    },
  };
}

/** The problem with an input; undefined if all invariants hold. */
async function problemWith(
  target: FuzzTarget,
  input: unknown,
  { cpuMs }: CaseLimits,
  { reasons }: RejectionGuard,
): Promise<string | undefined> {
  reasons.length = 0;
  const before = process.cpuUsage();
  try {
    await target.check(input);
  } catch (thrown) {
    return describe(thrown);
  }
  const { user, system } = process.cpuUsage(before);
  // Node reports a rejection after the microtasks in which it occurred.
  await nextTask();
  if (reasons.length > 0) return `unhandled rejection: ${describe(reasons[0])}`;
  const used = (user + system) / 1_000;
  if (cpuMs !== undefined && used > cpuMs) return `it took ${used.toFixed(0)} ms of CPU`;
  return undefined;
}

/** Normalizes a problem to its first words, without actual and expected values. */
function kindOf(problem: string): string {
  const [line = ''] = problem.split('\n');
  return line
    .replace(/["{].*$/, '')
    .replace(/\d+/g, '')
    .slice(0, 100);
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

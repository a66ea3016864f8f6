/** Runs a child process with a time limit and captures its output. */

import { spawn } from 'node:child_process';
import { killTree } from './host/processTree.ts';
import { root } from './host/paths.ts';

/** How to run a child process. */
export interface ChildOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Defaults to the project's root. */
  readonly cwd?: string;
  /** Limit in milliseconds, after which the child's process tree is killed. */
  readonly timeoutMs: number;
}

/** The result of a child process; `code` is null if it was killed. */
export interface ChildResult {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a script with the current Node executable. */
export async function runNode(
  args: readonly string[],
  options: ChildOptions,
): Promise<ChildResult> {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (data: Buffer): void => void (output += data.toString());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    if (child.pid !== undefined) void killTree(child.pid);
  }, options.timeoutMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(limit);
  if (late) output += `\nEnded after ${options.timeoutMs / 1000} s.\n`;
  return { code: late ? null : code, output };
}

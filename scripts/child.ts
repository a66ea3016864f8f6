/** Runs a child process to its end within a time limit, and captures its output. */

import { spawn } from 'node:child_process';
import { killTree } from './host/processTree.ts';
import { root } from './host/paths.ts';

/** How to run a child. */
export interface ChildOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** The project's root if left out. */
  readonly cwd?: string;
  /** Shows the output as it comes, besides keeping it. */
  readonly stream?: boolean;
  /** Limit in milliseconds; then the child and all its children are ended. */
  readonly timeoutMs: number;
}

/** What came of a child; `code` is null when it was ended for taking too long or by a signal. */
export interface ChildResult {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a script with this very Node. */
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
  const keep = (stream: NodeJS.WriteStream) => (data: Buffer) => {
    output += data.toString();
    if (options.stream === true) stream.write(data);
  };
  child.stdout.on('data', keep(process.stdout));
  child.stderr.on('data', keep(process.stderr));
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

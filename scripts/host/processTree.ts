/** Kills a process and all its descendants. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { until } from './until.ts';

/**
 * Sends SIGTERM to a process and all its descendants, then SIGKILL to the remaining ones; resolves when all have
 * exited.
 */
export async function killTree(pid: number, patienceMs = 3000): Promise<void> {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
    return;
  }
  const seen = new Set<number>();
  const signalAll = (signal: NodeJS.Signals): void => {
    // Children are listed again each time, because new ones may have been started.
    for (const known of [...seen, pid]) for (const child of descendants(known)) seen.add(child);
    for (const target of [pid, ...seen]) signalOne(target, signal);
  };
  signalAll('SIGTERM');
  const gone = (): boolean => [pid, ...seen].every((target) => !isAlive(target));
  const started = performance.now();
  await until(
    () => {
      if (performance.now() - started > patienceMs) signalAll('SIGKILL');
      return gone();
    },
    { what: `process ${pid} and its children to end`, timeoutMs: patienceMs + 10_000, everyMs: 50 },
  );
}

/** Whether a process is running; a zombie counts as exited. */
export function isAlive(pid: number): boolean {
  if (!signalOne(pid, 0)) return false;
  if (process.platform !== 'linux') return true;
  try {
    // "pid (name) state …"; the name may contain spaces and brackets.
    return !/^\s*[ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, ''));
  } catch {
    return false;
  }
}

/** Ids of all descendants of a process. */
export function descendants(pid: number): readonly number[] {
  const listed = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  if (listed.status !== 0) throw new Error('Cannot list processes: `ps` is missing.');
  const children = new Map<number, number[]>();
  for (const line of listed.stdout.split('\n')) {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    if (child === undefined || parent === undefined) continue;
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const found: number[] = [];
  const visit = (parent: number): void => {
    for (const child of children.get(parent) ?? []) {
      found.push(child);
      visit(child);
    }
  };
  visit(pid);
  return found;
}

function signalOne(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    // EPERM means that the process exists but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

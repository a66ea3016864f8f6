/** Finds the extension host processes of a server's windows. */

import { spawnSync } from 'node:child_process';
import { descendants } from './processTree.ts';

/** Process ids of the extension hosts below a server, one per window. */
export function extensionHosts(serverPid: number): readonly number[] {
  const below = new Set(descendants(serverPid));
  const listed = spawnSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' });
  if (listed.status !== 0) throw new Error('Cannot list processes: `ps` is missing.');
  return listed.stdout
    .split('\n')
    .filter((line) => line.includes('--type=extensionHost'))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => below.has(pid));
}

/** Lists the sockets that processes listen on. */

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** TCP and Unix sockets that processes listen on, each as a line of text. */
export function listeningSockets(pids: readonly number[]): readonly string[] {
  return process.platform === 'linux' ? bySystem(pids) : byLsof(pids);
}

function bySystem(pids: readonly number[]): readonly string[] {
  const inodes = new Set(pids.flatMap(socketInodes));
  return ['tcp', 'tcp6', 'unix'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      // TCP state 0A is LISTEN; flag 10000 of a Unix socket means that it accepts connections.
      .filter((row) =>
        table === 'unix'
          ? row[3] === '00010000' && inodes.has(row[6] ?? '')
          : row[3] === '0A' && inodes.has(row[9] ?? ''),
      )
      .map((row) => `${table} ${(table === 'unix' ? row[7] : row[1]) ?? ''}`),
  );
}

/** The inodes of a process's sockets. */
function socketInodes(pid: number): readonly string[] {
  return readdirSync(`/proc/${String(pid)}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${String(pid)}/fd/${fd}`))?.[1] ?? [];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // Closed in the meantime.
      throw error;
    }
  });
}

function byLsof(pids: readonly number[]): readonly string[] {
  const args = ['-nP', '-iTCP', '-sTCP:LISTEN', '-a', '-p', pids.join(',')];
  const { stdout } = spawnSync('lsof', args, { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes('LISTEN'));
}

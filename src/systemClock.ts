/** The system clock and random ids. */

import { randomBytes, randomInt } from 'node:crypto';
import { uptime } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Clock, Ids } from './platform/ports.ts';

/** Real time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: machineUptime,
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Some sandboxes do not tell. */
function machineUptime(): number | undefined {
  try {
    return uptime() * 1000;
  } catch {
    return undefined;
  }
}

let count = 0;

/** Identifiers that sort by the time of their making, also within a millisecond. */
export const systemIds: Ids = {
  next() {
    count = (count + 1) % 36 ** 3;
    const time = Date.now().toString(36).padStart(9, '0');
    return `${time}-${count.toString(36).padStart(3, '0')}-${randomBytes(5).toString('hex')}`;
  },
  random: () => randomInt(2 ** 32) / 2 ** 32,
};

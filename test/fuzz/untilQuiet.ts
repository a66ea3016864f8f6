/** Detects whether the process has pending work other than timers, independent of the machine's speed. */

import { setImmediate as nextTask } from 'node:timers/promises';

/** Yields of a reader, and file operations. */
const busyWith = new Set(['Immediate', 'FSReqPromise', 'FSReqCallback', 'CloseReq']);
/** Chained promises may need a few rounds of the event loop. */
const quietRounds = 3;

/** Whether a read, write or yield is pending; must be called in a new round of the event loop. */
export function isBusy(): boolean {
  return process.getActiveResourcesInfo().some((name) => busyWith.has(name));
}

/** Waits for everything that needs no timer; `each` is called in every round. */
export async function untilQuiet(each: () => void = () => undefined): Promise<void> {
  for (let quiet = 0; quiet < quietRounds; quiet += 1) {
    each();
    await nextTask();
    if (isBusy()) quiet = -1;
  }
}

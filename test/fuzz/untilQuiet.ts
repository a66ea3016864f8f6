/** Knows from the process itself whether anything goes on without a clock, however long a busy machine takes for it. */

import { setImmediate as nextTask } from 'node:timers/promises';

/** Pauses of a reader, and the disk. */
const busyWith = new Set(['Immediate', 'FSReqPromise', 'FSReqCallback', 'CloseReq']);
/** Promises that wait for each other may need a few rounds of the event loop. */
const quietRounds = 3;

/** Whether a read, a write or a pause is under way; asked in a round of the event loop of its own. */
export function isBusy(): boolean {
  return process.getActiveResourcesInfo().some((name) => busyWith.has(name));
}

/** Lets everything happen that needs no time; `each` is called in every round. */
export async function untilQuiet(each: () => void = () => undefined): Promise<void> {
  for (let quiet = 0; quiet < quietRounds; quiet += 1) {
    each();
    await nextTask();
    if (isBusy()) quiet = -1;
  }
}

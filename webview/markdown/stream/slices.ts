/** Schedules slices of long texts in idle time, so that the page stays responsive. */

/** Where a page is never idle, a slice is drawn after this, in milliseconds. */
const patience = 100;
/** A slice begins only where so much of a frame is left, in milliseconds. */
const minRemainingMs = 4;

const waiting: (() => void)[] = [];
let scheduled = false;

/** Draws a slice soon. */
export function drawLater(draw: () => void): void {
  waiting.push(draw);
  schedule();
}

function schedule(): void {
  if (scheduled || waiting.length === 0) return;
  scheduled = true;
  requestIdleCallback(work, { timeout: patience });
}

function work(idle: IdleDeadline): void {
  scheduled = false;
  try {
    do waiting.shift()?.();
    while (waiting.length > 0 && idle.timeRemaining() > minRemainingMs);
  } finally {
    schedule();
  }
}

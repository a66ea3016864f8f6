/** Schedules at most one render per frame. */

/** Asks for a drawing in the next frame. */
export interface Scheduler {
  request(): void;
}

/** Calls `draw` once in the next frame after any number of requests. */
export function createScheduler(draw: () => void): Scheduler {
  let pending = false;
  return {
    request() {
      if (pending) return;
      pending = true;
      requestAnimationFrame(() => {
        pending = false;
        draw();
      });
    },
  };
}

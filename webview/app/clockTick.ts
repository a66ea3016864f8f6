/** Redraws each second while something is in progress, and now and then while a time is shown. */

import { queueOf } from '../../src/conversation/queue.ts';
import { retryWait } from '../transcript/status/errorCard.ts';
import { isRunning } from '../state/isRunning.ts';
import type { PageState } from '../state/state.ts';

const second = 1000;

/** Asks for the next drawing. */
export class Ticking {
  readonly #draw: () => void;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** The page was drawn at `now`, in milliseconds. */
  onDrawn(state: PageState | null, now: number): void {
    clearTimeout(this.#waiting);
    if (state === null) return;
    const waits = [...state.conversation.turns.values()].some(
      (turn) => turn.error !== undefined && retryWait(turn, turn.error, { state, now }) > 0,
    );
    if (isRunning({ state }) || waits) this.#waiting = setTimeout(this.#draw, second);
    else if (isTimed(state)) this.#waiting = setTimeout(this.#draw, 20 * second);
  }
}

/** Whether a time of day is shown that will come. */
function isTimed({ conversation, estimates }: PageState): boolean {
  if (estimates?.next?.offPeakAt !== undefined) return true;
  return queueOf(conversation).some(({ notBefore }) => notBefore !== undefined);
}

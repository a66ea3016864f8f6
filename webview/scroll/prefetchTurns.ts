/** Prefetches turns until at least two viewports of history are loaded. */

import { activeBranch } from '../../src/conversation/activeBranch.ts';
import { windowSize } from '../../src/protocol/window.ts';
import type { PageState } from '../state/state.ts';
import { maxTurns } from '../state/windowReducer.ts';

/** What is looked at, and how a page of turns is asked for. */
export interface ScreenPort {
  state(): PageState | null;
  scroller(): HTMLElement | undefined;
  loadEarlier(): void;
  loadLater(): void;
}

/** Idle time is not waited for any longer, in milliseconds. */
const patience = 1000;

/** Loads pages in idle time until nobody can come to an edge by one turn of the wheel. */
export class PrefetchTurns {
  readonly #port: ScreenPort;
  #checking = false;
  /** The turns that were looked at last; the same ones need no second look. */
  #seen: string | undefined;

  constructor(port: ScreenPort) {
    this.#port = port;
    window.addEventListener('resize', () => {
      this.#seen = undefined;
      this.onDrawn();
    });
  }

  /** Something was drawn. */
  onDrawn(): void {
    const state = this.#port.state();
    if (state === null || (state.earlier === 0 && state.later === 0)) return;
    const { conversation, earlier, later } = state;
    const seen = `${conversation.id} ${String(earlier)} ${String(later)}`;
    if (this.#checking || seen === this.#seen) return;
    this.#seen = seen;
    this.#checking = true;
    const check = () => {
      this.#checking = false;
      this.#check();
    };
    requestIdleCallback(check, { timeout: patience });
  }

  #check(): void {
    const state = this.#port.state();
    const scroller = this.#port.scroller();
    if (state === null || scroller === undefined) return;
    // One page more would push out others, which may be in sight.
    if (activeBranch(state.conversation).length + windowSize > maxTurns) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    if (scrollHeight >= 2 * clientHeight) return;
    const isNearEnd = scrollHeight - clientHeight - scrollTop < scrollTop;
    if (state.later > 0 && (isNearEnd || state.earlier === 0)) this.#port.loadLater();
    else if (state.earlier > 0) this.#port.loadEarlier();
  }
}

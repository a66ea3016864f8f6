/** Prefetches turns until at least two viewports of history are loaded. */

import { activeBranch } from '../../src/conversation/activeBranch.ts';
import { windowSize } from '../../src/protocol/window.ts';
import type { PageState } from '../state/state.ts';
import { mostTurns } from '../state/windowReducer.ts';

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
export class TwoScreens {
  readonly #port: ScreenPort;
  #looking = false;
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
    if (this.#looking || seen === this.#seen) return;
    this.#seen = seen;
    this.#looking = true;
    const look = () => {
      this.#looking = false;
      this.#look();
    };
    requestIdleCallback(look, { timeout: patience });
  }

  #look(): void {
    const state = this.#port.state();
    const scroller = this.#port.scroller();
    if (state === null || scroller === undefined) return;
    // One page more would push out others, which may be in sight.
    if (activeBranch(state.conversation).length + windowSize > mostTurns) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    if (scrollHeight >= 2 * clientHeight) return;
    const isNearEnd = scrollHeight - clientHeight - scrollTop < scrollTop;
    if (state.later > 0 && (isNearEnd || state.earlier === 0)) this.#port.loadLater();
    else if (state.earlier > 0) this.#port.loadEarlier();
  }
}

/** Submits the composer's text: now, after the turn in progress, or at a scheduled time. */

import type { Intent } from '../../src/protocol/messages.ts';
import type { UiStrings } from '../../src/protocol/strings/uiStrings.ts';
import type { UiState } from '../state/templateContext.ts';
import { isRunning } from '../state/isRunning.ts';
import type { SavedState } from '../state/savedState.ts';
import { starterOf, withStarter } from '../state/prefillState.ts';
import type { PageState } from '../state/state.ts';

/** What sending needs of the page. */
export interface SubmitterPort {
  readonly strings: UiStrings;
  readonly memory: SavedState;
  state(): PageState | null;
  ui(): UiState;
  put(ui: UiState): void;
  post(intent: Intent): void;
  jumpToEnd(): void;
}

/** What the user sends from the composer of one page. */
export class Submitter {
  readonly #port: SubmitterPort;

  constructor(port: SubmitterPort) {
    this.#port = port;
  }

  /** Sends the draft, or asks for the key that this needs. Where a turn runs, the host lets it wait. */
  submit(): void {
    const { state, text } = this.#written();
    if (state === null || text === undefined) return;
    if (state.panel.key === 'missing') {
      this.#port.post({ type: 'runAction', action: 'setApiKey' });
      return;
    }
    const waits = isRunning({ state });
    if (!waits) this.#port.jumpToEnd();
    this.#port.post({ type: 'send', text, ...starterOf(this.#port.ui(), state.panel) });
    this.#empty(waits);
  }

  /** Lets the draft wait until a time, in milliseconds since the epoch. */
  later(at: number): void {
    const { state, text } = this.#written();
    if (state === null || text === undefined) return;
    this.#port.post({ type: 'sendLater', text, at, ...starterOf(this.#port.ui(), state.panel) });
    this.#empty(true);
  }

  #written(): { state: PageState | null; text?: string } {
    const state = this.#port.state();
    const text = this.#port.ui().draft.trim();
    return text === '' && state?.context.length === 0 ? { state } : { state, text };
  }

  /** The host takes the draft for sent, or gives it back. */
  #empty(waits: boolean): void {
    const ui = withStarter({ ...this.#port.ui(), draft: '' }, undefined);
    this.#port.put(waits ? { ...ui, status: this.#port.strings.announceQueued } : ui);
    this.#port.memory.onDraftPosted('');
    this.#port.memory.save();
  }
}

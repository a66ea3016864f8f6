/** An offer to undo that disappears by itself, but not while it has hover or focus. */

/** How long something can be undone in one step, in milliseconds. */
const undoFor = 10_000;

/** The time of one offer. */
export class UndoOffer {
  readonly #bar: () => Element | null | undefined;
  readonly #onOver: () => void;
  #ending: ReturnType<typeof setTimeout> | undefined;

  /** `bar` is what shows it; `onOver` takes it off the page. */
  constructor(bar: () => Element | null | undefined, onOver: () => void) {
    this.#bar = bar;
    this.#onOver = onOver;
  }

  /** The offer stands from now on. */
  begin(): void {
    clearTimeout(this.#ending);
    this.#ending = setTimeout(() => {
      // It stays while the user is at it.
      if (this.#bar()?.matches(':hover, :focus-within') === true) this.begin();
      else this.end();
    }, undoFor);
  }

  /** It is over: taken, or no longer to be had. */
  end(): void {
    clearTimeout(this.#ending);
    this.#onOver();
  }
}

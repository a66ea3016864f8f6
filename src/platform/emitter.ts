/** An event emitter; an error in a listener never reaches the caller of `fire`. */

import { isolate } from './isolate.ts';
import type { Disposable } from './disposable.ts';

/** A list of listeners of one kind of event. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Calls `listener` from now on, until the result is disposed. */
  on(listener: (value: T) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Calls every listener, in the order of their coming. */
  fire(value: T): void {
    for (const listener of [...this.#listeners]) isolate(() => listener(value));
  }
}

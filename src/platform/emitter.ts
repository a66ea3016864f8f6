/** An event emitter; exceptions in listeners do not reach the caller of `fire`. */

import { isolate } from './isolate.ts';
import type { Disposable } from './disposable.ts';

/** The listeners of one event. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Subscribes `listener` until the result is disposed. */
  on(listener: (value: T) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Calls every listener in subscription order. */
  fire(value: T): void {
    for (const listener of [...this.#listeners]) isolate(() => listener(value));
  }
}

/** Disposables. */

import { isolate } from './isolate.ts';

/** Holds a resource until it is disposed. */
export interface Disposable {
  dispose(): void;
}

/** Collects disposables; one that is added after disposal is disposed at once. */
export class DisposableStore implements Disposable {
  readonly #items = new Set<Disposable>();
  #disposed = false;

  /** Takes ownership of a disposable and returns it. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    const items = [...this.#items].reverse();
    this.#items.clear();
    for (const item of items) isolate(() => item.dispose());
  }
}

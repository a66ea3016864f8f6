/** Disposables. */

import { isolate } from './isolate.ts';

/** Something that holds a resource until it is disposed. */
export interface Disposable {
  dispose(): void;
}

/** Collects disposables; what is added after its own disposal is disposed at once. */
export class DisposableStore implements Disposable {
  readonly #items = new Set<Disposable>();
  #disposed = false;

  /** Takes charge of a disposable and hands it back. */
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

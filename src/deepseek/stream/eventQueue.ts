/** An async queue of events with one consumer. */

/** A queue with one producer and one consumer; `end` lets the consumer finish what is left. */
export class EventQueue<T> {
  #items: T[] = [];
  /** How many of the items have been taken. */
  #taken = 0;
  #ended = false;
  #wake: PromiseWithResolvers<void> | undefined;

  /** Adds an item; after the end it is dropped. */
  push(item: T): void {
    if (this.#ended) return;
    this.#items.push(item);
    this.#rouse();
  }

  end(): void {
    this.#ended = true;
    this.#rouse();
  }

  /** Ends it for a consumer that has left: what it has not taken is dropped. */
  drop(): void {
    this.#items = [];
    this.#taken = 0;
    this.end();
  }

  /** The next item, as soon as there is one; done after the last one. */
  async next(): Promise<IteratorResult<T, void>> {
    while (this.#taken === this.#items.length) {
      this.#items = [];
      this.#taken = 0;
      if (this.#ended) return { done: true, value: undefined };
      this.#wake ??= Promise.withResolvers();
      await this.#wake.promise;
    }
    const value = this.#items[this.#taken] as T;
    this.#taken += 1;
    return { done: false, value };
  }

  #rouse(): void {
    this.#wake?.resolve();
    this.#wake = undefined;
  }
}

/** An async queue of events with one consumer. */

/** A queue with one producer and one consumer; after `end` the consumer can still read what is left. */
export class EventQueue<T> {
  #items: T[] = [];
  /** Number of items read. */
  #taken = 0;
  #ended = false;
  #wake: PromiseWithResolvers<void> | undefined;

  /** Adds an item; ignored after the end. */
  push(item: T): void {
    if (this.#ended) return;
    this.#items.push(item);
    this.#rouse();
  }

  end(): void {
    this.#ended = true;
    this.#rouse();
  }

  /** Ends the queue and discards unread items, because the consumer has left. */
  drop(): void {
    this.#items = [];
    this.#taken = 0;
    this.end();
  }

  /** The next item when it is available; done after the last one. */
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

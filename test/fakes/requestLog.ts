/** The requests that a fake server has received; a test can await one without polling. */

import type { RememberedRequest } from './types.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Waiter {
  readonly predicate: (request: RememberedRequest) => boolean;
  readonly resolve: (request: RememberedRequest) => void;
  readonly reject: (error: Error) => void;
}

/** Stores requests in order of arrival. */
export class RequestLog {
  readonly #entries: RememberedRequest[] = [];
  readonly #waiters = new Set<Waiter>();
  #isClosed = false;

  /** Every request so far. */
  get entries(): readonly RememberedRequest[] {
    return this.#entries;
  }

  /** Adds a request. */
  add(entry: RememberedRequest): void {
    this.#entries.push(entry);
    this.#settle(entry);
  }

  /** Updates a stored request in place. */
  update(entry: RememberedRequest, change: Partial<RememberedRequest>): void {
    Object.assign<Mutable<RememberedRequest>, Partial<RememberedRequest>>(entry, change);
    this.#settle(entry);
  }

  /** Resolves to the first request that matches, now or after a later change. */
  waitFor(predicate: (request: RememberedRequest) => boolean): Promise<RememberedRequest> {
    const found = this.#entries.find(predicate);
    if (found !== undefined) return Promise.resolve(found);
    if (this.#isClosed) return Promise.reject(new Error('The server is closed.'));
    return new Promise((resolve, reject) => {
      this.#waiters.add({ predicate, resolve, reject });
    });
  }

  /** Rejects all pending waits. */
  close(): void {
    this.#isClosed = true;
    for (const waiter of this.#waiters) {
      waiter.reject(new Error('The server was closed before such a request came.'));
    }
    this.#waiters.clear();
  }

  #settle(entry: RememberedRequest): void {
    for (const waiter of this.#waiters) {
      if (!waiter.predicate(entry)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(entry);
    }
  }
}

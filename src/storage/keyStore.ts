/** API keys, one per origin, stored only in VS Code's SecretStorage. */

import type { Clock, MemoryPort } from '../platform/ports.ts';

/** The used part of VS Code's `SecretStorage`. */
export interface SecretPort {
  get(name: string): PromiseLike<string | undefined>;
  store(name: string, value: string): PromiseLike<void>;
  delete(name: string): PromiseLike<void>;
}

const originsName = 'keyOrigins';
/** Timeout of the system key store, in milliseconds. */
const patienceMs = 10_000;
/**
 * How long to skip the store after a timeout: short enough to notice that it is back, long enough not to delay every
 * message.
 */
const lostPatienceMs = 1_000;

/** Where a key is stored: `session` if the system key store refused it. */
export type KeptIn = 'secretStorage' | 'session';

/** The system key store failed or timed out; its message is dropped because it may contain the key. */
export class KeyStoreUnavailable extends Error {
  override readonly name = 'KeyStoreUnavailable';
}

/** Reads and writes keys; a key for one origin is never returned for another. */
export class KeyStore {
  readonly #secrets: SecretPort;
  readonly #memory: MemoryPort;
  readonly #clock: Clock;
  readonly #session = new Map<string, string>();
  /**
   * Cached keys by origin, until VS Code reports a change; the system key store is too slow to query for each message.
   */
  readonly #answers = new Map<string, Promise<string | undefined>>();
  readonly #writing = new Set<string>();
  readonly #removedElsewhere = new Set<string>();
  #patienceMs = patienceMs;

  /** `memory` stores the origins, without keys, so that all keys can be removed and missing ones are noticed. */
  constructor(secrets: SecretPort, memory: MemoryPort, clock: Clock) {
    this.#secrets = secrets;
    this.#memory = memory;
    this.#clock = clock;
  }

  /** The key for this origin (scheme, host and port); rejects with `KeyStoreUnavailable`. */
  async read(origin: string): Promise<string | undefined> {
    const kept = this.#session.get(origin);
    if (kept !== undefined) return kept;
    const known = this.#answers.get(origin);
    if (known !== undefined) return await known;
    const asking = this.#answer(() => this.#secrets.get(secretName(origin)));
    this.#answers.set(origin, asking);
    let isKnown = false;
    try {
      const key = await asking;
      // Do not cache a missing key that was stored earlier: the system key store may be locked.
      isKnown = key !== undefined || !this.#origins().includes(origin);
      return key;
    } finally {
      if (!isKnown && this.#answers.get(origin) === asking) this.#answers.delete(origin);
    }
  }

  /** Stores a key; if the system key store fails, only until VS Code closes. */
  async write(origin: string, key: string): Promise<KeptIn> {
    this.#session.set(origin, key);
    this.#answers.delete(origin);
    this.#writing.add(origin);
    this.#removedElsewhere.delete(origin);
    await this.#memory.update(originsName, [...new Set([...this.#origins(), origin])]);
    try {
      await this.#answer(() => this.#secrets.store(secretName(origin), key));
      const kept = await this.#answer(() => this.#secrets.get(secretName(origin)));
      if (kept !== key) return 'session';
    } catch {
      // The error may contain the key, so it is dropped; the result says where the key is stored.
      return 'session';
    } finally {
      this.#writing.delete(origin);
    }
    this.#session.delete(origin);
    return 'secretStorage';
  }

  /** Origins with a stored key. */
  get origins(): readonly string[] {
    return this.#origins();
  }

  /** Whether a key was stored for this origin, in this or an earlier session, and not removed. */
  wasEntered(origin: string): boolean {
    return this.#origins().includes(origin) && !this.#removedElsewhere.has(origin);
  }

  /** Whether the key for this origin is lost when VS Code closes. */
  isForSession(origin: string): boolean {
    return this.#session.has(origin) && !this.#writing.has(origin);
  }

  /** A secret changed, possibly in another window: the store's value takes precedence, if it has one. */
  async onSecretChanged(name: string): Promise<void> {
    for (const answer of this.#answers.keys()) {
      if (secretName(answer) === name) this.#answers.delete(answer);
    }
    const origins = new Set([...this.#session.keys(), ...this.#origins()]);
    const origin = [...origins].find((origin) => secretName(origin) === name);
    if (origin === undefined) return;
    let stored: string | undefined;
    try {
      stored = await this.#answer(() => this.#secrets.get(name));
    } catch {
      // If the store does not respond, the known key stays valid.
      return;
    }
    if (stored !== undefined) this.#session.delete(origin);
    else if (!this.#session.has(origin)) this.#removedElsewhere.add(origin);
  }

  /** Discards the cache, because VS Code in a browser does not report changes by other windows. */
  askAgain(): void {
    this.#answers.clear();
  }

  /** Removes the key of this origin. */
  async remove(origin: string): Promise<void> {
    this.#session.delete(origin);
    this.#answers.delete(origin);
    await this.#answer(() => this.#secrets.delete(secretName(origin)));
    await this.#memory.update(
      originsName,
      this.#origins().filter((other) => other !== origin),
    );
  }

  /** Removes all keys. */
  async removeAll(): Promise<void> {
    const removals = await Promise.allSettled(this.#origins().map((origin) => this.remove(origin)));
    const failed = removals.find((removal) => removal.status === 'rejected');
    if (failed !== undefined) throw new KeyStoreUnavailable('A key could not be removed.');
    await this.#memory.update(originsName, undefined);
  }

  #origins(): string[] {
    const origins = this.#memory.get(originsName);
    return Array.isArray(origins)
      ? origins.filter((origin): origin is string => typeof origin === 'string')
      : [];
  }

  /**
   * Queries the system key store; rejects with `KeyStoreUnavailable` on a timeout, because it may wait for a hidden
   * dialog.
   */
  #answer<T>(ask: () => PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(new KeyStoreUnavailable('The system key store gave no answer.'));
      const cancel = this.#clock.after(this.#patienceMs, () => {
        this.#patienceMs = lostPatienceMs;
        giveUp();
      });
      const done = (settle: () => void) => {
        cancel();
        this.#patienceMs = patienceMs;
        settle();
      };
      // A store may also throw synchronously.
      new Promise<T>((settle) => settle(ask())).then(
        (value) => done(() => resolve(value)),
        () => done(giveUp),
      );
    });
  }
}

/** The secret's name for an origin. */
export function secretName(origin: string): string {
  return `deepseek.apiKey:${origin}`;
}

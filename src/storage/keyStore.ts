/** API keys, one for each origin they were entered for, in VS Code's SecretStorage and nowhere else. */

import type { Clock, MemoryPort } from '../platform/ports.ts';

/** The part of VS Code's `SecretStorage` that is used. */
export interface SecretPort {
  get(name: string): PromiseLike<string | undefined>;
  store(name: string, value: string): PromiseLike<void>;
  delete(name: string): PromiseLike<void>;
}

const originsName = 'keyOrigins';
/** How long the system's key store may take for one answer, in milliseconds. */
const patienceMs = 10_000;
/** How long after it gave none: enough to notice that it is back, too short to hold up every message. */
const lostPatienceMs = 1_000;

/** Where a key ended up: `session` when the system's key store refused it. */
export type KeptIn = 'secretStorage' | 'session';

/** The system's key store failed or timed out; its message is dropped, since it may hold the key. */
export class KeyStoreUnavailable extends Error {
  override readonly name = 'KeyStoreUnavailable';
}

/** Reads and writes keys; a key for one origin is never given out for another. */
export class KeyStore {
  readonly #secrets: SecretPort;
  readonly #memory: MemoryPort;
  readonly #clock: Clock;
  readonly #session = new Map<string, string>();
  /** Cached keys by origin, until VS Code reports a change: the system's store is too slow to ask for each message. */
  readonly #answers = new Map<string, Promise<string | undefined>>();
  readonly #writing = new Set<string>();
  readonly #removedElsewhere = new Set<string>();
  #patienceMs = patienceMs;

  /** `memory` keeps the origins (no keys), so that all can be removed and a lost one is noticed. */
  constructor(secrets: SecretPort, memory: MemoryPort, clock: Clock) {
    this.#secrets = secrets;
    this.#memory = memory;
    this.#clock = clock;
  }

  /** The key entered for this origin (scheme, host and port); rejects with `KeyStoreUnavailable`. */
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
      // What was entered and is not there may be back any time: a store may have been locked.
      isKnown = key !== undefined || !this.#origins().includes(origin);
      return key;
    } finally {
      if (!isKnown && this.#answers.get(origin) === asking) this.#answers.delete(origin);
    }
  }

  /** Keeps a key; when the system's store refuses, forgets or does not answer, until VS Code closes. */
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
      // The reason may hold the key, so it is not passed on; the caller says where the key is kept.
      return 'session';
    } finally {
      this.#writing.delete(origin);
    }
    this.#session.delete(origin);
    return 'secretStorage';
  }

  /** The origins that a key was entered for and never removed. */
  get origins(): readonly string[] {
    return this.#origins();
  }

  /** Whether a key was entered for this origin, here or in an earlier session, and never removed. */
  wasEntered(origin: string): boolean {
    return this.#origins().includes(origin) && !this.#removedElsewhere.has(origin);
  }

  /** Whether the key of this origin is gone when VS Code closes. */
  isForSession(origin: string): boolean {
    return this.#session.has(origin) && !this.#writing.has(origin);
  }

  /** A secret changed, perhaps in another window: what the store has now counts, if it has anything. */
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
      // A store that does not answer has changed nothing that is known.
      return;
    }
    if (stored !== undefined) this.#session.delete(origin);
    else if (!this.#session.has(origin)) this.#removedElsewhere.add(origin);
  }

  /** Asks the store again from now on: in a browser, VS Code does not tell of what other windows changed. */
  askAgain(): void {
    this.#answers.clear();
  }

  /** Forgets the key of this origin. */
  async remove(origin: string): Promise<void> {
    this.#session.delete(origin);
    this.#answers.delete(origin);
    await this.#answer(() => this.#secrets.delete(secretName(origin)));
    await this.#memory.update(
      originsName,
      this.#origins().filter((other) => other !== origin),
    );
  }

  /** Forgets every key. */
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

  /** What the system's store says, or `KeyStoreUnavailable`: it may hang for ever behind a dialog nobody sees. */
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
      // A store may also throw at once.
      new Promise<T>((settle) => settle(ask())).then(
        (value) => done(() => resolve(value)),
        () => done(giveUp),
      );
    });
  }
}

/** The name under which an origin's key is stored. */
export function secretName(origin: string): string {
  return `deepseek.apiKey:${origin}`;
}

/** API keys, one for each origin they were entered for, in VS Code's SecretStorage and nowhere else. */

/** The part of VS Code's `SecretStorage` that is used. */
export interface SecretPort {
  get(name: string): PromiseLike<string | undefined>;
  store(name: string, value: string): PromiseLike<void>;
  delete(name: string): PromiseLike<void>;
}

/** The part of VS Code's `Memento` that is used. */
export interface OriginMemory {
  get(name: string): unknown;
  update(name: string, value: unknown): PromiseLike<void>;
}

const originsName = 'keyOrigins';

/** Where a key ended up: `session` when the system's key store refused it. */
export type KeptIn = 'secretStorage' | 'session';

/** Reads and writes keys; a key for one origin is never given out for another. */
export class KeyStore {
  private readonly secrets: SecretPort;
  private readonly memory: OriginMemory;
  private readonly session = new Map<string, string>();

  /** `memory` keeps the origins (no keys), so that all can be removed. */
  constructor(secrets: SecretPort, memory: OriginMemory) {
    this.secrets = secrets;
    this.memory = memory;
  }

  /** The key entered for this origin (scheme, host and port). */
  async read(origin: string): Promise<string | undefined> {
    const kept = this.session.get(origin);
    if (kept !== undefined) return kept;
    return this.secrets.get(secretName(origin));
  }

  /** Keeps a key; when the system's store refuses or forgets it, until VS Code closes. */
  async write(origin: string, key: string): Promise<KeptIn> {
    this.session.delete(origin);
    await this.memory.update(originsName, [...new Set([...this.origins(), origin])]);
    try {
      await this.secrets.store(secretName(origin), key);
      if ((await this.secrets.get(secretName(origin))) === key) return 'secretStorage';
    } catch {
      // The reason may hold the key, so it is not passed on; the caller says where the key is kept.
    }
    this.session.set(origin, key);
    return 'session';
  }

  /** Forgets the key of this origin. */
  async remove(origin: string): Promise<void> {
    this.session.delete(origin);
    await this.secrets.delete(secretName(origin));
  }

  /** Forgets every key. */
  async removeAll(): Promise<void> {
    for (const origin of this.origins()) await this.remove(origin);
    await this.memory.update(originsName, undefined);
  }

  private origins(): string[] {
    const origins = this.memory.get(originsName);
    return Array.isArray(origins)
      ? origins.filter((origin): origin is string => typeof origin === 'string')
      : [];
  }
}

/** The name under which an origin's key is stored. */
export function secretName(origin: string): string {
  return `deepseek.apiKey:${origin}`;
}

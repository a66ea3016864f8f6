/** Redacts from the first line of the log on; what knows every disguise of a key is loaded before any server is asked. */

import type { Redactor } from './redact.ts';

/** Remembers keys until the redactor is there. */
export class LateRedactor {
  readonly #keys = new Set<string>();
  #loaded: Redactor | undefined;

  /** Remembers a key, in memory only. */
  add(key: string): void {
    this.#keys.add(key);
    this.#loaded?.add(key);
  }

  /** The same text without keys; as long as nothing came from a server, none is disguised. */
  redact(text: string): string {
    if (this.#loaded !== undefined) return this.#loaded.redact(text);
    const long = [...this.#keys].filter((key) => key.length >= 8 && /\d/.test(key));
    const clean = long.reduce((rest, key) => rest.replaceAll(key, '…redacted…'), text);
    return clean.replace(/\bsk-[\w-]{8,}/g, '…redacted…');
  }

  /** The redactor itself, which knows the keys of this one. */
  async load(): Promise<Redactor> {
    const { Redactor } = await import('./redact.ts');
    if (this.#loaded === undefined) {
      this.#loaded = new Redactor();
      for (const key of this.#keys) this.#loaded.add(key);
    }
    return this.#loaded;
  }
}

/**
 * The context cache (contract 14), kept per model and `user_id`. Legacy: the longest common prefix with anything seen,
 * in complete blocks of 64 tokens. Today: only complete stored units, which are the ends of earlier inputs, the ends of
 * earlier outputs, and prefixes shared by two requests. Units at fixed intervals in long texts are not modelled,
 * because their length is not documented.
 */

import { countTokens } from './tokens.ts';
import type { Generation } from './types.ts';

const blockTokens = 64;
const keptUnits = 256;
/** Shorter shared prefixes are ignored. */
const noticedTokens = 64;

function commonPrefixLength(text: string, other: string): number {
  const end = Math.min(text.length, other.length);
  let at = 0;
  while (at < end && text.charCodeAt(at) === other.charCodeAt(at)) at++;
  return at;
}

/** The prefixes cached by earlier requests. */
export class PromptCache {
  readonly #generation: Generation;
  readonly #units = new Map<string, Set<string>>();

  constructor(generation: Generation) {
    this.#generation = generation;
  }

  /** Number of prompt tokens in an account's cache. */
  countHit(account: string, prompt: string): number {
    let hit = 0;
    for (const unit of this.#unitsOf(account)) {
      if (this.#generation === 'today') {
        if (prompt.startsWith(unit)) hit = Math.max(hit, countTokens(unit));
      } else {
        const shared = countTokens(prompt.slice(0, commonPrefixLength(prompt, unit)));
        hit = Math.max(hit, Math.floor(shared / blockTokens) * blockTokens);
      }
    }
    return Math.min(hit, countTokens(prompt));
  }

  /** Stores the end of an input or output, and the prefixes that it shares with earlier ones. */
  remember(account: string, text: string): void {
    const units = this.#unitsOf(account);
    if (this.#generation === 'today') {
      for (const unit of [...units]) {
        const shared = text.slice(0, commonPrefixLength(text, unit));
        if (countTokens(shared) >= noticedTokens) units.add(shared);
      }
    }
    units.add(text);
    for (const oldest of units) {
      if (units.size <= keptUnits) break;
      units.delete(oldest);
    }
  }

  #unitsOf(account: string): Set<string> {
    const units = this.#units.get(account) ?? new Set<string>();
    this.#units.set(account, units);
    return units;
  }
}

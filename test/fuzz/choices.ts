/**
 * The decisions of a generator: random from a seed, or replayed from a record so that a failing input can be shrunk.
 */

import { SeededRandom } from '../generated/seededRandom.ts';

/** Every decision is a non-negative integer; 0 must be the simplest one, because shrinking moves towards it. */
export class Choices {
  /** All decisions so far. */
  readonly made: number[] = [];
  readonly #next: (below: number) => number;

  private constructor(next: (below: number) => number) {
    this.#next = next;
  }

  static random(seed: number): Choices {
    const random = new SeededRandom(seed);
    return new Choices((below) => random.below(below));
  }

  /** Replays recorded decisions; after the last one, every decision is 0. */
  static replay(record: readonly number[]): Choices {
    let at = 0;
    return new Choices((below) => Math.min(record[at++] ?? 0, below - 1));
  }

  /** An integer in [0, below). */
  below(below: number): number {
    const value = this.#next(Math.max(1, below));
    this.made.push(value);
    return value;
  }

  /** True with this probability; shrinking makes it rarer. */
  happens(chance: number): boolean {
    return this.below(1_000) >= 1_000 - chance * 1_000;
  }

  /** One of the items; the first one is the simplest. */
  pick<const T>(options: readonly [T, ...T[]]): T {
    return options[this.below(options.length)] ?? options[0];
  }

  /** A list of up to `max` items. */
  list<T>(max: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.below(max + 1) }, (_, index) => make(index));
  }

  /** A number up to `max`; small ones are more frequent. */
  size(max: number): number {
    return this.below(this.below(max + 1) + 1);
  }
}

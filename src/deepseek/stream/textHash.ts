/** An incremental text hash; it is seeded per process, so collisions differ between windows. */

/** The hash of an empty text. */
export const emptyHash = Math.floor(Math.random() * 2 ** 32) | 0;

/** Adds one character to a hash. */
export function addToHash(hash: number, code: number): number {
  return Math.imul(hash ^ code, 16_777_619);
}

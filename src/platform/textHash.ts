/** A hash of text that comes character by character; which texts have the same one differs from window to window. */

/** The hash of no text. */
export const emptyHash = Math.floor(Math.random() * 2 ** 32) | 0;

/** The hash of a text with one more character. */
export function addToHash(hash: number, code: number): number {
  return Math.imul(hash ^ code, 16_777_619);
}

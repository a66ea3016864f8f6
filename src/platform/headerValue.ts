/** Checks whether an API key can be sent in a header. */

/** Whether a key is valid in a header; a pasted line break or quote mark is not. */
export function isValidHeaderValue(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key);
}

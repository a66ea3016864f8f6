/** Checks whether an API key can be sent in a header. */

/** Whether a key can stand in a header at all; a pasted line break or quote mark cannot. */
export function isSendableKey(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key);
}

/** Tells keys that can travel from what was pasted by mistake. */

/** Whether a key can stand in a header at all; a pasted line break or quote mark cannot. */
export function isSendableKey(key: string): boolean {
  return /^[\x21-\x7e]+$/.test(key);
}

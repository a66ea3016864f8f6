/** Limits on the context of one message, so that requests and stored drafts stay small enough. */

import type { ContextItem } from '../model.ts';

/** The largest single piece, in bytes of UTF-8. */
export const maxItemLength = 256 * 1024;
/** All pieces of one message together, in bytes of UTF-8. */
export const maxContextLength = 512 * 1024;
/** How many pieces one message may have. */
export const maxItems = 20;

/** Length of a text in bytes of UTF-8; half a character counts as three. */
export function sizeOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Whether two pieces say the same about the same place; their ids do not count. */
export function isSamePiece(item: ContextItem, other: ContextItem): boolean {
  return (
    item.path === other.path &&
    item.startLine === other.startLine &&
    item.endLine === other.endLine &&
    item.text === other.text
  );
}

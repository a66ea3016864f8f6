/** Limits on the context of one message, which keep requests and stored drafts small. */

import type { ContextItem } from '../model.ts';

/** Maximum size of one context item, in bytes of UTF-8. */
export const maxItemLength = 256 * 1024;
/** Maximum total size of a message's context, in bytes of UTF-8. */
export const maxContextLength = 512 * 1024;
/** Maximum number of context items per message. */
export const maxItems = 20;

/** Length of a text in bytes of UTF-8; a lone surrogate counts as three. */
export function sizeOf(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Whether two context items have the same source and text; ids are ignored. */
export function isSamePiece(item: ContextItem, other: ContextItem): boolean {
  return (
    item.path === other.path &&
    item.startLine === other.startLine &&
    item.endLine === other.endLine &&
    item.text === other.text
  );
}

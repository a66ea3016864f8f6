/** How an attached piece of text is named, to the user and to the model alike. */

import type { ContextItem } from '../model.ts';

/** `path:first-last`, or the path alone where no lines are known. */
export function contextLabel(item: Pick<ContextItem, 'path' | 'startLine' | 'endLine'>): string {
  const { path, startLine, endLine } = item;
  return startLine === undefined
    ? path
    : `${path}:${String(startLine)}-${String(endLine ?? startLine)}`;
}

/** The label of attached context, for the user and the model. */

import type { ContextItem } from '../model.ts';

/** `path:first-last`, or only the path if the lines are unknown. */
export function contextLabel(item: Pick<ContextItem, 'path' | 'startLine' | 'endLine'>): string {
  const { path, startLine, endLine } = item;
  return startLine === undefined
    ? path
    : `${path}:${String(startLine)}-${String(endLine ?? startLine)}`;
}

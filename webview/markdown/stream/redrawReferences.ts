/** Finds closed blocks whose link or footnote definitions changed after they were drawn. */

import type { Definitions } from '../parse.ts';

/** A block that no later text can change, but for the definitions that it names. */
export interface ClosedBlock {
  /** Its text; empty where it can name none. */
  readonly source: string;
  /** Its first node, and how many it made. */
  readonly first: number;
  readonly nodes: number;
}

/** Calls `draw` for every block that names something that is defined otherwise now than when it was drawn. */
export function redrawReferences(
  closed: readonly ClosedBlock[],
  drawn: Definitions,
  now: Definitions,
  draw: (block: ClosedBlock) => void,
): void {
  const labels = changedLabels(drawn, now);
  if (labels.length === 0) return;
  for (const block of closed) {
    if (block.source === '') continue;
    // As the parser folds labels, but for white space, which a label may have in other amounts.
    const folded = block.source.toLowerCase().toUpperCase();
    if (labels.some((label) => /\s/.test(label) || folded.includes(label))) draw(block);
  }
}

function changedLabels(drawn: Definitions, now: Definitions): readonly string[] {
  const labels: string[] = [];
  const all = new Set([...Object.keys(now.references), ...Object.keys(drawn.references)]);
  for (const label of all) {
    const before = drawn.references[label];
    const after = now.references[label];
    if (before?.href !== after?.href || before?.title !== after?.title) labels.push(label);
  }
  const notes = new Set([...Object.keys(now.footnotes), ...Object.keys(drawn.footnotes)]);
  for (const label of notes) {
    if (Object.hasOwn(now.footnotes, label) && Object.hasOwn(drawn.footnotes, label)) continue;
    labels.push(`[^${label}]`.toLowerCase().toUpperCase());
  }
  return labels;
}

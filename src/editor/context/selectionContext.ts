/** Converts an editor's selections to attached context; works on text and numbers only. */

import { maxItemLength, sizeOf } from '../../conversation/context/contextLimits.ts';
import type { ContextItem } from '../../conversation/model.ts';

/** One selection, lines and characters counted from zero; `text` is empty where there is only a caret. */
export interface SelectedRange {
  readonly startLine: number;
  readonly endLine: number;
  readonly endCharacter: number;
  readonly text: string;
}

/** A document with its selections. */
export interface SelectedText {
  /** As it is shown and sent. */
  readonly path: string;
  readonly language: string;
  readonly selections: readonly SelectedRange[];
  /** The text of a line without its end. */
  readonly lineAt: (line: number) => string;
}

/** The pieces, or why there are none; sizes in bytes. */
export type Selected =
  | { readonly kind: 'items'; readonly items: readonly ContextItem[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'tooLarge'; readonly bytes: number; readonly limit: number };

/** One piece for each selection, in the order of the text; without any, the lines with a caret. */
export function toContextItems(source: SelectedText, nextId: () => string): Selected {
  const ranges = source.selections.filter((range) => range.text !== '');
  const chosen = ranges.length > 0 ? ranges : caretLines(source);
  if (chosen.length === 0) return { kind: 'nothing' };
  const max = chosen.reduce((most, range) => Math.max(most, sizeOf(range.text)), 0);
  if (max > maxItemLength) return { kind: 'tooLarge', bytes: max, limit: maxItemLength };
  const inOrder = [...chosen].sort(byPlace);
  return { kind: 'items', items: inOrder.map((range) => toItem(source, range, nextId())) };
}

/** Selections do not overlap, so the order of their ends is that of the text. */
function byPlace(selectedRange: SelectedRange, other: SelectedRange): number {
  return selectedRange.endLine - other.endLine || selectedRange.endCharacter - other.endCharacter;
}

function caretLines({ selections, lineAt }: SelectedText): SelectedRange[] {
  const lines = new Set(selections.map(({ startLine }) => startLine));
  return [...lines].flatMap((line) => {
    const text = lineAt(line);
    const range = { startLine: line, endLine: line, endCharacter: text.length, text };
    return text.trim() === '' ? [] : [range];
  });
}

function toItem(source: SelectedText, range: SelectedRange, id: string): ContextItem {
  const { startLine, endLine, endCharacter, text } = range;
  // A selection of whole lines ends before the first character of the line below, which is not part of it.
  const last = endCharacter === 0 && endLine > startLine ? endLine - 1 : endLine;
  return {
    id,
    kind: 'selection',
    // A file's name may hold a line break, which must not end the line that names it.
    path: source.path.replace(/\p{Cc}/gu, '�'),
    startLine: startLine + 1,
    endLine: last + 1,
    language: source.language,
    text,
  };
}

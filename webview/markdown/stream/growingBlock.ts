/** A list or table that is still streaming: finished rows are kept, only the rest is parsed. */

import type { Block } from './blocks.ts';
import { sliceLines, wholeLines } from './lines.ts';
import type { Token } from '../parse.ts';
import { allRows, patchRows } from './rowParts.ts';

/** What of the block need not be parsed again while more of it comes. */
export class GrowingBlock {
  /** Where the text begins that is still parsed. */
  readonly from: number;
  /** What has to precede the rest, so that it parses as the same block: the head of a table. */
  readonly head: string;
  readonly #rows: Element;
  /** Number of finished rows. */
  readonly #kept: number;
  /** Whether the list is loose. */
  readonly #loose: boolean;

  private constructor(rows: Element, from: number, head: string, kept: number, loose: boolean) {
    this.#rows = rows;
    this.from = from;
    this.head = head;
    this.#kept = kept;
    this.#loose = loose;
  }

  /** Follows a block of a text that begins at `from`, drawn as `node`; nothing while no row of it is finished. */
  static of(
    block: Block | undefined,
    node: Node | undefined,
    text: string,
    lines: readonly number[],
    from: number,
  ): GrowingBlock | undefined {
    if (block === undefined) return undefined;
    const rows = rowsOf(node);
    const row = lastFinished(block, lines);
    if (rows === undefined || row === undefined) return undefined;
    const loose = isLoose(block, text, lines);
    if (loose === undefined) return undefined;
    const head = isTable(block) ? sliceLines(text, lines, block.start, block.start + 2) : '';
    return new GrowingBlock(rows, from + (lines[row.line] ?? 0), head, row.index, loose);
  }

  /**
   * Draws the block parsed from `head` and the text from `from` on; returns the new state, or undefined if earlier rows
   * would change.
   */
  grow(
    block: Block | undefined,
    text: string,
    lines: readonly number[],
    draw: (tokens: readonly Token[]) => readonly Node[],
  ): GrowingBlock | undefined {
    if (block === undefined || isTable(block) !== (this.head !== '')) return undefined;
    const loose = isLoose(block, text, lines);
    if (loose === undefined || (loose && !this.#loose)) return undefined;
    const fresh = rowsOf(draw(this.#loose ? loosened(block.tokens) : block.tokens)[0]);
    if (fresh?.localName !== this.#rows.localName) return undefined;
    patchRows(this.#rows, this.#kept, allRows(fresh));
    const row = lastFinished(block, lines);
    if (row === undefined) return this;
    const from = this.from - this.head.length + (lines[row.line] ?? 0);
    return new GrowingBlock(this.#rows, from, this.head, this.#kept + row.index, this.#loose);
  }

  /** The rows that the last parse drew. */
  drawn(): readonly Node[] {
    return allRows(this.#rows).slice(this.#kept);
  }
}

function isTable({ tokens }: Block): boolean {
  return tokens[0]?.type === 'table_open';
}

/** What holds the rows of a drawn block. */
function rowsOf(node: Node | undefined): Element | undefined {
  if (!(node instanceof Element)) return undefined;
  if (node.localName === 'ul' || node.localName === 'ol') return node;
  const body = node.classList.contains('ds-table') ? node.querySelector('tbody') : null;
  return body ?? undefined;
}

/** Where to parse the block again from: its last complete row; in a list the item before, which decides the spacing. */
function lastFinished(
  block: Block,
  lines: readonly number[],
): { readonly index: number; readonly line: number } | undefined {
  const table = isTable(block);
  const [type, level] = table ? ['tr_open', 2] : ['list_item_open', 1];
  const first = table ? block.start + 2 : block.start;
  const starts = block.tokens
    .filter((token) => token.level === level && token.type === type)
    .map(({ map }) => map?.[0] ?? 0)
    .filter((line) => line >= first && line + 1 <= wholeLines(lines));
  const index = starts.length - (table ? 1 : 2);
  const line = starts[index];
  return index < 1 || line === undefined ? undefined : { index, line };
}

/** Whether a list is loose, judged by its paragraphs; undefined if that is unknown. */
function isLoose(block: Block, text: string, lines: readonly number[]): boolean | undefined {
  if (isTable(block)) return false;
  const paragraph = block.tokens.find(isItemsParagraph);
  if (paragraph !== undefined) return !paragraph.hidden;
  const source = sliceLines(text, lines, block.start, block.end);
  return /\n[ \t]*\n/.test(source) ? undefined : false;
}

function isItemsParagraph({ type, level }: Token): boolean {
  return type === 'paragraph_open' && level === 2;
}

function loosened(tokens: readonly Token[]): readonly Token[] {
  for (const token of tokens) if (isItemsParagraph(token)) token.hidden = false;
  return tokens;
}

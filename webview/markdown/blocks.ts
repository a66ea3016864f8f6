/** The top-level blocks of a text: which tokens make them, on which lines they stand, which of them are closed. */

import type { Token } from './parse.ts';

/** A run of tokens that makes one block. */
export interface Block {
  readonly tokens: readonly Token[];
  /** First line, and the line after the last. */
  readonly start: number;
  readonly end: number;
}

/** Splits the tokens of a text. */
export function topLevelBlocks(tokens: readonly Token[]): Block[] {
  const blocks: Block[] = [];
  let run: Token[] = [];
  for (const token of tokens) {
    run.push(token);
    if (token.level !== 0 || token.nesting === 1) continue;
    const [start, end] = run[0]?.map ?? [0, 0];
    blocks.push({ tokens: run, start, end });
    run = [];
  }
  return blocks;
}

/**
 * How many blocks from the left are closed: those before a block that is one for certain, since the lines by which
 * it is known (for a table its first two) are whole; and code whose closing line is there.
 */
export function settledBlocks(
  blocks: readonly Block[],
  text: string,
  lines: readonly number[],
): number {
  // The last line is the one still being written.
  const whole = lines.length - 1;
  for (let index = blocks.length - 1; index >= 0; index -= 1) {
    const block = blocks[index];
    if (block === undefined) continue;
    if (block.end <= whole && isClosedCode(block, text, lines)) return index + 1;
    const knownBy = block.tokens[0]?.type === 'table_open' ? 2 : 1;
    if (block.start + knownBy <= whole) return index;
  }
  return 0;
}

/** Whether this is code in a fence whose closing line is there. */
export function isClosedCode(
  { tokens, start, end }: Block,
  text: string,
  lines: readonly number[],
): boolean {
  const token = tokens[0];
  if (token?.type !== 'fence' || end - start < 2) return false;
  const last = /^ {0,3}(`+|~+)[ \t]*$/.exec(sliceLines(text, lines, end - 1, end).trimEnd())?.[1];
  return last?.startsWith(token.markup) === true;
}

/** Where each line begins; the last entry is the line still being written, empty after a line break. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The text of some lines. */
export function sliceLines(
  text: string,
  lines: readonly number[],
  start: number,
  end: number,
): string {
  return text.slice(lines[start] ?? text.length, lines[end] ?? text.length);
}

/** The top-level blocks of a text: their tokens, their lines, and which are closed. */

import { sliceLines, wholeLines } from './lines.ts';
import { mayBecomeMath } from '../math/mathLines.ts';
import type { Token } from '../parse.ts';

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
 * How many blocks from the left are closed: those before a block that is one for certain, and the last one too where
 * nothing that follows can belong to it.
 */
export function settledBlocks(
  blocks: readonly Block[],
  text: string,
  lines: readonly number[],
): number {
  const undecided = blocks.findIndex(
    (block) => mayBeDefinition(block, text, lines) || mayBeMath(block, text, lines),
  );
  const decided = undecided < 0 ? blocks.length : undecided;
  for (let index = decided - 1; index >= 0; index -= 1) {
    const block = blocks[index];
    if (block === undefined) continue;
    if (isClosed(block, text, lines)) return index + 1;
    if (isCertain(block, text, lines)) return index;
  }
  return 0;
}

/** A heading by its underline may yet turn out to be in the title of a link, which goes on to an empty line at most. */
function mayBeDefinition(
  { tokens, start }: Block,
  text: string,
  lines: readonly number[],
): boolean {
  const [heading, inline] = tokens;
  if (heading?.markup !== '=' || inline?.content.startsWith('[') !== true) return false;
  return !/\n[ \t]*\n/.test(text.slice(lines[start]));
}

/** A formula that is not closed yet goes on over empty lines. */
function mayBeMath({ tokens, start }: Block, text: string, lines: readonly number[]): boolean {
  return tokens[0]?.type === 'paragraph_open' && mayBecomeMath(text.slice(lines[start]));
}

/** Blocks that end with their last line, and blocks that end with an empty one; a list or indented code may go on. */
const ends = {
  byLine: ['heading_open', 'hr', 'math_block'],
  byEmptyLine: ['paragraph_open', 'table_open', 'blockquote_open'],
};

function isClosed(block: Block, text: string, lines: readonly number[]): boolean {
  const whole = wholeLines(lines);
  const type = block.tokens[0]?.type ?? '';
  if (block.end > whole) return false;
  if (ends.byLine.includes(type) || isClosedCode(block)) return true;
  return (
    ends.byEmptyLine.includes(type) && block.end < whole && isEmptyLine(text, lines, block.end)
  );
}

/** Whether the lines that identify a block are complete (two for a table), or prose is already certain. */
function isCertain({ tokens, start }: Block, text: string, lines: readonly number[]): boolean {
  const type = tokens[0]?.type;
  if (start + (type === 'table_open' ? 2 : 1) <= wholeLines(lines)) return true;
  return (
    type === 'paragraph_open' &&
    start > 0 &&
    isEmptyLine(text, lines, start - 1) &&
    /^\p{L}/u.test(text.slice(lines[start], (lines[start] ?? 0) + 2))
  );
}

function isEmptyLine(text: string, lines: readonly number[], line: number): boolean {
  return /^[ \t]*\n?$/.test(sliceLines(text, lines, line, line + 1));
}

/** Whether this is code in a fence whose closing line is there. */
export function isClosedCode({ tokens }: Block): boolean {
  return tokens[0]?.type === 'fence' && tokens[0].meta?.['closed'] === true;
}

/** Mathematics for the parser: `$…$` by Pandoc's rule, `$$…$$`, `\[…\]`, `\(…\)` and the environments of LaTeX. */

import type { MarkdownIt as Parser, StateBlock, StateInline } from 'markdown-it';
import { followMath, linePair } from './mathLines.ts';
import {
  FormulaEnds,
  isFormula,
  isInlineFormula,
  mathEnd,
  mathPairAt,
  texOf,
  type MathPair,
} from './mathPairs.ts';
import type { ParseEnv } from '../parseEnv.ts';

/** Adds the rules for formulas within a text and for those on lines of their own. */
export function addMathematics(md: Parser): void {
  const alt = ['paragraph', 'reference', 'blockquote', 'list'];
  md.block.ruler.before('fence', 'math', parseBlock, { alt });
  md.inline.ruler.before('escape', 'math', parseInline);
}

/** The searches in each text. */
const searches = new WeakMap<StateInline, FormulaEnds>();

function endsOf(state: StateInline): FormulaEnds {
  const known = searches.get(state) ?? new FormulaEnds(state.src);
  searches.set(state, known);
  return known;
}

function parseInline(state: StateInline, silent: boolean): boolean {
  const pair = mathPairAt(state.src, state.pos);
  if (pair === undefined) return false;
  const from = state.pos + pair.open.length;
  const { end, bare } = endsOf(state).find(from, pair);
  if (end < 0 || end >= state.posMax || bare) return false;
  if (!isInlineFormula(state.src.slice(from, end), pair)) return false;
  const next = end + pair.close.length;
  if (!silent) {
    const token = state.push('math_inline', 'math', 0);
    token.markup = state.src.slice(state.pos, next);
    token.content = texOf(token.markup, pair);
    token.meta = { display: pair.display };
  }
  state.pos = next;
  return true;
}

/** A formula that begins a line; where none closes it, its lines up to an empty one are a paragraph. */
function parseBlock(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  const first = state.src.slice(start, state.eMarks[startLine]);
  const pair = linePair(first);
  if (pair === undefined) return false;
  const closedAt = mathEnd(first, pair.open.length, pair.close);
  const alone = closedAt >= 0 && isEnd(first.slice(closedAt + pair.close.length));
  if (closedAt >= 0 && (!alone || !isFormula(first.slice(pair.open.length, closedAt), pair))) {
    return false;
  }
  if (silent) return true;
  state.line = startLine + lineCount(state, startLine, endLine, pair);
  const source = state.getLines(startLine, state.line, state.blkIndent, false).trim();
  pushTokens(state, source, pair, [startLine, state.line]);
  return true;
}

/** What may follow display math on its line. */
function isEnd(rest: string): boolean {
  return /^[\s.,;:]*$/.test(rest);
}

function lineCount(state: StateBlock, startLine: number, endLine: number, pair: MathPair): number {
  const { end, state: how } = followMath(linesOf(state, startLine, endLine), pair);
  const { open } = state.env as ParseEnv;
  if (how !== 'open' || !open) return end;
  // What closes it may be on its way: until then all of it is shown as the source of a formula.
  let last = startLine;
  while (last + 1 < endLine && !isOutside(state, last + 1)) last += 1;
  return /\S/.test(state.src.slice(state.eMarks[last])) ? end : last + 1 - startLine;
}

function* linesOf(state: StateBlock, startLine: number, endLine: number): Iterable<string> {
  for (let line = startLine; line < endLine; line += 1) {
    if (line > startLine && isOutside(state, line)) return;
    yield state.src.slice(
      (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0),
      state.eMarks[line],
    );
  }
}

/** Whether a line is less indented than what it follows, and so does not belong to it. */
function isOutside(state: StateBlock, line: number): boolean {
  return !state.isEmpty(line) && (state.sCount[line] ?? 0) < state.blkIndent;
}

function pushTokens(
  state: StateBlock,
  source: string,
  pair: MathPair,
  map: [number, number],
): void {
  const closedAt = mathEnd(source, pair.open.length, pair.close);
  const end = closedAt < 0 ? 0 : closedAt + pair.close.length;
  const tex = texOf(source.slice(0, end), pair);
  if (end > 0 && isFormula(tex, pair) && isEnd(source.slice(end))) {
    const token = state.push('math_block', 'math', 0);
    // An empty line means nothing in a formula, but ends it for the library.
    token.content = tex.replace(/\n(?:[ \t]*\n)+/g, '\n');
    token.markup = source;
    token.meta = { display: true };
    token.map = map;
    return;
  }
  state.push('paragraph_open', 'p', 1).map = map;
  const inline = state.push('inline', '', 0);
  inline.content = source;
  inline.map = map;
  inline.children = [];
  state.push('paragraph_close', 'p', -1);
}

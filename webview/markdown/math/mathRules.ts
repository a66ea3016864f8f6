/** Mathematics for the parser: `$$…$$`, `\[…\]` and `\(…\)`; a single `$` is a dollar. */

import type { MarkdownIt as Parser, StateBlock, StateInline } from 'markdown-it';

/** The delimiters: what closes each, and whether it is display math. */
const pairs = [
  { open: '$$', close: '$$', display: true },
  { open: '\\[', close: '\\]', display: true },
  { open: '\\(', close: '\\)', display: false },
] as const;

type Pair = (typeof pairs)[number];

/** Adds the rules for formulas within a text and for those on lines of their own. */
export function addMathematics(md: Parser): void {
  const alt = ['paragraph', 'reference', 'blockquote', 'list'];
  md.block.ruler.before('fence', 'math', parseBlock, { alt });
  md.inline.ruler.before('escape', 'math', parseInline);
}

/** The pair that opens at a place of a text. */
export function mathPairAt(text: string, position: number): Pair | undefined {
  return pairs.find(({ open }) => text.startsWith(open, position));
}

/** Where the formula that begins at `from` is closed, or -1; a delimiter behind an odd backslash is none. */
export function mathEnd(text: string, from: number, close: string): number {
  for (let at = text.indexOf(close, from); at >= 0; at = text.indexOf(close, at + 1)) {
    let slashes = 0;
    while (at - slashes > from && text[at - slashes - 1] === '\\') slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** Whether this is a formula, and not two delimiters that happen to follow each other. */
function isFormula(tex: string): boolean {
  return /[\p{L}\p{N}]/u.test(tex) && !/\n[ \t]*\n/.test(tex);
}

/** A search for what closes a formula: nothing new is found by one that begins within it. */
interface Searched {
  readonly from: number;
  /** -1 if it is not closed. */
  readonly end: number;
  /** Whether there is nothing between that could be a formula. */
  readonly bare: boolean;
}

/** The last search in a text for each delimiter, so that many of them cost no more than one. */
const searches = new WeakMap<StateInline, Map<string, Searched>>();

function search(state: StateInline, from: number, close: string): Searched {
  const known = searches.get(state) ?? new Map<string, Searched>();
  searches.set(state, known);
  const last = known.get(close);
  if (last !== undefined && last.from <= from && (last.end < 0 || from <= last.end)) return last;
  const end = mathEnd(state.src, from, close);
  const bare = end >= 0 && !isFormula(state.src.slice(from, end));
  const made: Searched = { from, end, bare };
  known.set(close, made);
  return made;
}

function parseInline(state: StateInline, silent: boolean): boolean {
  const pair = mathPairAt(state.src, state.pos);
  if (pair === undefined) return false;
  const from = state.pos + pair.open.length;
  const { end, bare } = search(state, from, pair.close);
  if (end < 0 || end >= state.posMax || bare) return false;
  const tex = state.src.slice(from, end);
  if (!isFormula(tex)) return false;
  const next = end + pair.close.length;
  if (!silent) {
    const token = state.push('math_inline', 'math', 0);
    token.content = tex;
    token.markup = state.src.slice(state.pos, next);
    token.meta = { display: pair.display };
  }
  state.pos = next;
  return true;
}

/**
 * A formula that begins a line goes on to its delimiter or to an empty line, whatever its lines look like; where none
 * closes it, its lines are a paragraph. So where it ends does not depend on what follows.
 */
function parseBlock(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  const first = state.src.slice(start, state.eMarks[startLine]);
  const pair = blockPair(first);
  if (pair === undefined) return false;
  const closedAt = mathEnd(first, pair.open.length, pair.close);
  const alone = closedAt >= 0 && isEnd(first.slice(closedAt + pair.close.length));
  if (closedAt >= 0 && (!alone || !isFormula(first.slice(pair.open.length, closedAt)))) {
    return false;
  }
  if (silent) return true;
  const last = closedAt >= 0 ? startLine : lastLine(state, startLine, endLine, pair);
  const source = state.getLines(startLine, last + 1, state.blkIndent, false).trim();
  state.line = last + 1;
  pushTokens(state, source, pair, [startLine, state.line]);
  return true;
}

/** Which formula a line opens: `\[` only where no link or text could be meant. */
function blockPair(line: string): Pair | undefined {
  if (/^\$\$(?!\$)/.test(line)) return pairs[0];
  return /^\\\[(?:\s|\\|$)/.test(line) ? pairs[1] : undefined;
}

/** What may follow display math on its line. */
function isEnd(rest: string): boolean {
  return /^[\s.,;:]*$/.test(rest);
}

function lastLine(state: StateBlock, startLine: number, endLine: number, pair: Pair): number {
  let line = startLine;
  for (let next = startLine + 1; next < endLine; next += 1) {
    // What is less indented than its surroundings belongs to what follows them.
    if (state.isEmpty(next) || (state.sCount[next] ?? 0) < state.blkIndent) break;
    line = next;
    const text = state.src.slice(state.bMarks[next], state.eMarks[next]);
    if (mathEnd(text, 0, pair.close) >= 0) break;
  }
  return line;
}

function pushTokens(state: StateBlock, source: string, pair: Pair, map: [number, number]): void {
  const end = mathEnd(source, pair.open.length, pair.close);
  const tex = end < 0 ? '' : source.slice(pair.open.length, end);
  const rest = end < 0 ? source : source.slice(end + pair.close.length);
  const whole = end >= 0 && isFormula(tex);
  if (whole && isEnd(rest)) {
    const token = state.push('math_block', 'math', 0);
    token.content = tex;
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

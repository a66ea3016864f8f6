/** Fenced code for the parser. */

import type { MarkdownIt as Parser, StateBlock } from 'markdown-it';
import { FenceLines } from '../../src/conversation/answer/fenceLines.ts';

/** Replaces the rule of the parser; `meta.closed` says whether the closing line is there. */
export function addFences(md: Parser): void {
  const alt = ['paragraph', 'reference', 'blockquote', 'list'];
  md.block.ruler.at('fence', parseFence, { alt });
}

function parseFence(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  const indent = state.sCount[startLine] ?? 0;
  if (indent - state.blkIndent >= 4) return false;
  const found = /^(`{3,}|~{3,})(.*)$/.exec(textOf(state, startLine));
  const [, marks, info] = found ?? [];
  if (marks === undefined || info === undefined) return false;
  if (marks.startsWith('`') && info.includes('`')) return false;
  if (silent) return true;
  const lines = new FenceLines(marks, info);
  let next = startLine + 1;
  let closed = false;
  for (; next < endLine && !closed; next += 1) {
    // What is less indented than its surroundings ends them, and the code with them.
    if (!state.isEmpty(next) && (state.sCount[next] ?? 0) < state.blkIndent) break;
    const isIndented = (state.sCount[next] ?? 0) - state.blkIndent >= 4;
    closed = !isIndented && lines.closes(textOf(state, next));
  }
  state.line = next;
  const token = state.push('fence', 'code', 0);
  token.info = info;
  token.content = state.getLines(startLine + 1, closed ? next - 1 : next, indent, true);
  token.markup = marks;
  token.meta = { closed };
  token.map = [startLine, next];
  return true;
}

function textOf(state: StateBlock, line: number): string {
  const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  return state.src.slice(start, state.eMarks[line]);
}

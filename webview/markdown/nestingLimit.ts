/** Limits the nesting of blocks: deeper ones show as text. */

import type { MarkdownIt as Parser, StateBlock } from 'markdown-it';

/** A quote counts as one, a list as two; more would leave no room for words in a narrow panel. */
const maxDepth = 20;

/** Ends the nesting of blocks in plain text, where the parser alone would leave out what is nested deeper. */
export function addNesting(md: Parser): void {
  const tokenize = md.block.tokenize.bind(md.block);
  md.block.tokenize = (state, startLine, endLine) => {
    if (state.level < maxDepth) tokenize(state, startLine, endLine);
    else pushPlain(state, startLine, endLine);
  };
}

/** Makes one paragraph of all lines that belong to the block around them. */
function pushPlain(state: StateBlock, startLine: number, endLine: number): void {
  const first = state.skipEmptyLines(startLine);
  let next = first;
  let last = first;
  for (; next < endLine; next += 1) {
    if (state.isEmpty(next)) continue;
    if ((state.sCount[next] ?? 0) < state.blkIndent) break;
    last = next + 1;
  }
  state.line = last;
  if (last === first) return;
  const map: [number, number] = [first, last];
  state.push('paragraph_open', 'p', 1).map = map;
  const text = state.push('text', '', 0);
  text.content = state.getLines(first, last, state.blkIndent, false).trim();
  text.map = map;
  state.push('paragraph_close', 'p', -1);
}

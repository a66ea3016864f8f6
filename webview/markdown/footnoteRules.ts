/** Footnotes for the parser: `[^1]` is a reference, `[^1]: words` its definition; both stay where they were written. */

import type { MarkdownIt as Parser, StateBlock, StateInline } from 'markdown-it';
import type { ParseEnv } from './parseEnv.ts';

const definition = /^\[\^([^\s[\]]{1,80})\]:/;
const reference = /\[\^([^\s[\]]{1,80})\]/y;

/** The label by which a reference finds its footnote. */
export function footnoteKey(label: string): string {
  return label.toLowerCase();
}

/** Adds both rules; a reference without a footnote is text. */
export function addFootnotes(md: Parser): void {
  md.block.ruler.before('reference', 'footnote', parseDefinition, {
    alt: ['paragraph', 'reference', 'list'],
  });
  md.inline.ruler.before('link', 'footnote', parseReference);
}

/** A definition is top-level only, interrupts an indented block, and holds lines indented by four like a list item. */
function parseDefinition(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  const indent = state.sCount[startLine] ?? 0;
  const ends = silent && indent >= 0 && indent < state.blkIndent;
  if ((state.level !== 0 || state.blkIndent !== 0) && !ends) return false;
  if (indent >= 4) return false;
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  const found = definition.exec(
    state.src.slice(start, Math.min(state.eMarks[startLine] ?? 0, start + 90)),
  );
  if (found === null) return false;
  if (silent) return true;
  const label = found[1] ?? '';
  (state.env as ParseEnv).footnotes[footnoteKey(label)] = true;
  const lines: [number, number] = [startLine, startLine];
  const token = state.push('footnote_open', 'div', 1);
  token.meta = { label };
  token.map = lines;
  parseInside(state, startLine, endLine, start + found[0].length);
  lines[1] = state.line;
  state.push('footnote_close', 'div', -1);
  return true;
}

/** Parses the rest of the line and what is indented below it, as the parser's own rule for items does. */
function parseInside(state: StateBlock, line: number, endLine: number, from: number): void {
  const old = {
    bMark: state.bMarks[line] ?? 0,
    tShift: state.tShift[line] ?? 0,
    sCount: state.sCount[line] ?? 0,
    parentType: state.parentType,
  };
  const max = state.eMarks[line] ?? 0;
  const initial = old.sCount + from - (old.bMark + old.tShift);
  let offset = initial;
  let position = from;
  for (; position < max; position += 1) {
    const char = state.src[position];
    if (char === '\t') offset += 4 - (offset % 4);
    else if (char === ' ') offset += 1;
    else break;
  }
  state.bMarks[line] = from;
  state.tShift[line] = position - from;
  state.sCount[line] = Math.max(4, offset - initial);
  state.blkIndent = 4;
  state.parentType = 'footnote';
  state.md.block.tokenize(state, line, endLine);
  state.parentType = old.parentType;
  state.blkIndent = 0;
  state.bMarks[line] = old.bMark;
  state.tShift[line] = old.tShift;
  state.sCount[line] = old.sCount;
}

function parseReference(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== '[' || state.src[state.pos + 1] !== '^') return false;
  reference.lastIndex = state.pos;
  const found = reference.exec(state.src);
  const label = found?.[1];
  if (found === null || label === undefined) return false;
  if (!Object.hasOwn((state.env as ParseEnv).footnotes, footnoteKey(label))) return false;
  if (!silent) {
    const token = state.push('footnote_reference', '', 0);
    token.content = found[0];
    token.meta = { label };
  }
  state.pos += found[0].length;
  return true;
}

/** Draws the unfinished end of a growing text as what it will probably become, so that nothing flickers. */

import type { MarkdownIt as Parser, StateCore } from 'markdown-it';
import { lineStarts } from './lines.ts';
import { restOf } from './longText.ts';
import { closeInline, type Delimiters } from './closeInline.ts';
import { splitRow } from '../tableRow.ts';
import type { ParseEnv } from '../parseEnv.ts';

/** A last line of marks only, which the next letters may make into nearly anything. */
const marksOnly =
  /^(?:[-=*_+#>`~:|$\\ \t]*|\d{1,9}[.)]?|[-*+][ \t]+\[[ xX]?\]?|\[\^?[^\]\n]{0,80}\]?:?)$/;
/** A last line that opens a code block, whose language is still being written, or a definition of a link. */
const unfinishedLine =
  /^(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:`{3,}[^`\n]*|~{3,}[^\n]*|\[(?!\^)[^\]\n]{1,200}\]:[^\n]*)$/;

/** The text without a last line of which nothing can be said yet. */
export function withholdPartialLine(text: string): string {
  const start = text.lastIndexOf('\n') + 1;
  // A line this long has shown what it is.
  if (text.length - start > 300) return text;
  const line = text
    .slice(start)
    .replace(/^[ \t>]+/, '')
    .trimEnd();
  return marksOnly.test(line) || unfinishedLine.test(line) ? text.slice(0, start) : text;
}

/**
 * A paragraph whose last line looks like the head of a table gets the line that makes it one; otherwise nothing. Where
 * the last line is `held` back, only the one before can be a head.
 */
export function completeTable(text: string, held: boolean): string | undefined {
  const lines = text.slice(text.lastIndexOf('\n\n') + 1).split('\n');
  const last = lines.at(-1) ?? '';
  const isRule = /^ {0,3}\|[-:| \t]*$/.test(last) && last.includes('-');
  if (held && !isRule) return undefined;
  const head = (isRule ? lines.at(-2) : last) ?? '';
  const before = lines.at(isRule ? -3 : -2) ?? '';
  if (!/^ {0,3}\|[^\n]*[^\s|]/.test(head) || before.trimStart().startsWith('|')) return undefined;
  const whole = isRule ? text.slice(0, -last.length - 1) : text;
  const closed = /[^\\]\|[ \t]*$/.test(whole) ? whole : `${whole}|`;
  const columns = splitRow(closed.slice(closed.lastIndexOf('\n') + 1)).length;
  return `${closed}\n|${'-|'.repeat(columns)}`;
}

/** Mends the last line of text of an open parse before its marks are read. */
export function addOpenEnd(md: Parser): void {
  md.core.ruler.before('inline', 'open_end', closeLast);
}

function closeLast(state: StateCore): void {
  const env = state.env as ParseEnv;
  if (!env.open) return;
  for (let index = state.tokens.length - 1; index > 0; index -= 1) {
    const token = state.tokens[index];
    // What precedes the last block is closed.
    if (token?.nesting === 1 && token.level === 0) return;
    if (token?.nesting !== 0) continue;
    const of = state.tokens[index - 1]?.type;
    const cell = of === 'th_open' || of === 'td_open';
    // The cells after the one being written are there already, empty.
    if (cell && token.content === '') continue;
    const goesOn = of === 'paragraph_open' || !state.src.endsWith('\n');
    if (token.type === 'inline' && restOf(token) === undefined && goesOn && !isOver(state, index)) {
      const completed = closeInline(token.content, delimitersOf(state, token.content));
      env.mended = completed !== token.content;
      token.content = completed;
    }
    return;
  }
}

/** Whether a run of marks opens or closes emphasis, by the rule of the parser itself. */
function delimitersOf({ md, env }: StateCore, text: string): Delimiters {
  const inline = new md.inline.State(text, md, env, []);
  return (at) => inline.scanDelims(at, text[at] !== '_');
}

/** Whether a complete line follows the text of a token: an empty one, or a definition, which draws nothing. */
function isOver({ src, tokens }: StateCore, index: number): boolean {
  const lines = tokens.slice(0, index + 1).findLast(({ map }) => map !== null)?.map;
  const lastLine = lineStarts(src).length - 1;
  return (lines?.[1] ?? 0) < lastLine;
}

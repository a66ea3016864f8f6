/** Closes unfinished inline markup: code, emphasis, links; a formula shows its source until it is complete. */

import { htmlTagAt, type HtmlTag } from '../htmlTags.ts';
import {
  FormulaEnds,
  isInlineFormula,
  isOpenDollar,
  mathPairAt,
  type MathPair,
} from '../math/mathPairs.ts';

/** Marks that opened longer ago than this were no marks, in characters. */
const reach = 400;

/** Length of a tag, in characters. */
const maxTagLength = 10;

/** An incomplete tag. */
const partOfTag = /^<\/?(?:b|br|s|su|sub|sup|k|kb|kbd)?[ \t]*\/?$/i;

interface Opened {
  readonly marks: string;
  readonly at: number;
}

/** What the run of marks at a place of the text can do. */
export type Delimiters = (at: number) => {
  readonly can_open: boolean;
  readonly can_close: boolean;
};

/** The text with closing marks added to those that wait for one at its end; what is whole stays as it is. */
export function closeInline(text: string, delimiters: Delimiters): string {
  const opened: Opened[] = [];
  const formulas = new FormulaEnds(text);
  let bracket = -1;
  for (let at = 0; at < text.length;) {
    const char = text[at] ?? '';
    const pair = char === '\\' || char === '$' ? mathPairAt(text, at) : undefined;
    if (pair !== undefined) {
      const end = mathAfter(text, at, pair, formulas);
      if (end === 'open') return closed(text.slice(0, at), opened, literal(text.slice(at)));
      at = end;
    } else if (char === '\\') {
      // A backslash at the end may be about to open a formula.
      if (at === text.length - 1) return closed(text.slice(0, at), opened);
      at += 2;
    } else if (char === '`') {
      const marks = runAt(text, at);
      const end = codeEnd(text, at + marks.length, marks);
      if (end < 0) return closed(text.slice(0, at), opened, openCode(text.slice(at), marks));
      at = end;
    } else if (char === '<') {
      const tag = htmlTagAt(text, at);
      const isLast = text.length - at <= maxTagLength;
      if (tag === undefined && isLast && partOfTag.test(text.slice(at))) {
        return closed(text.slice(0, at), opened);
      }
      if (tag !== undefined) onTag(tag, at, opened);
      at += tag?.source.length ?? 1;
    } else if (char === '[') {
      bracket = at;
      at += 1;
    } else if (char === ']') {
      const link = bracket < 0 ? undefined : linkAt(text, at);
      if (link === 'open') return openLink(text, bracket, text.slice(bracket + 1, at), opened);
      at = link ?? at + 1;
      bracket = -1;
    } else if (char === '*' || char === '_' || char === '~') {
      const marks = runAt(text, at);
      const left = onMarks(delimiters(at), at, marks, opened);
      at += marks.length;
      // Whether marks at the very end open or close is for the next letter to decide; within a word `_` does neither.
      const undecided = at === text.length && left !== '';
      if (undecided && !/[\p{L}\p{N}]_+$/u.test(text.slice(-left.length - 2))) {
        return closed(text.slice(0, -left.length), opened);
      }
    } else {
      at += 1;
    }
  }
  if (bracket >= 0 && text.length - bracket < reach) {
    return openLink(text, bracket, text.slice(bracket + 1), opened);
  }
  return closed(text, opened);
}

/** The run of one character that begins at a place. */
function runAt(text: string, at: number): string {
  let end = at;
  while (text[end] === text[at]) end += 1;
  return text.slice(at, end);
}

/** Where a formula ends, or where the text goes on where there is none; `open` if it may be closed by what follows. */
function mathAfter(
  text: string,
  at: number,
  pair: MathPair,
  formulas: FormulaEnds,
): number | 'open' {
  const from = at + pair.open.length;
  const { end, bare } = formulas.find(from, pair);
  if (end >= 0 && !bare && isInlineFormula(text.slice(from, end), pair)) {
    return end + pair.close.length;
  }
  if (pair.close === '$') {
    return text.length - at < reach && isOpenDollar(text, from) ? 'open' : from;
  }
  return end < 0 ? 'open' : at + 2;
}

/** Where the code is closed by a run of the same length, after it; -1 where it is not. */
function codeEnd(text: string, from: number, marks: string): number {
  for (let at = text.indexOf(marks, from); at >= 0;) {
    const run = runAt(text, at);
    if (run.length === marks.length) return at + run.length;
    at = text.indexOf(marks, at + run.length);
  }
  return -1;
}

function openCode(text: string, marks: string): string {
  const inside = text.slice(marks.length).replace(/`+$/, '');
  return inside.trim() === '' ? '' : `${marks}${inside}${inside.endsWith('`') ? ' ' : ''}${marks}`;
}

/** What follows the text of a link: where the whole of it ends, that it is open, or that there is none. */
function linkAt(text: string, at: number): number | 'open' | undefined {
  if (text[at + 1] !== '(') return undefined;
  const limit = at + reach * 5;
  let depth = 0;
  for (let end = at + 1; end < text.length; end += 1) {
    if (end > limit) return undefined;
    if (text[end] === '\\') end += 1;
    else if (text[end] === '(') depth += 1;
    else if (text[end] === ')') depth -= 1;
    else if (text[end] === '\n' && text[end - 1] === '\n') return undefined;
    if (depth === 0) return end + 1;
  }
  return 'open';
}

/** A link whose address is not whole leads nowhere yet; of an image and a footnote nothing is shown before. */
function openLink(text: string, at: number, words: string, opened: readonly Opened[]): string {
  const image = text[at - 1] === '!' && text[at - 2] !== '\\';
  const before = text.slice(0, image ? at - 1 : at);
  const inside = opened.filter((item) => item.at < before.length);
  if (image || words.startsWith('^') || words.trim() === '') return closed(before, inside);
  const completed = closed(
    words,
    opened.filter((item) => item.at > at).map((item) => ({ ...item, at: item.at - at - 1 })),
  );
  return closed(before, inside, `[${completed}](<>)`);
}

function onTag({ name, closes }: HtmlTag, at: number, opened: Opened[]): void {
  if (name === 'br') return;
  const marks = `<${name}>`;
  if (!closes) opened.push({ marks, at });
  else {
    const index = opened.findLastIndex((item) => item.marks === marks);
    if (index >= 0) opened.length = index;
  }
}

/**
 * Takes note of a run of emphasis marks: one that closes takes its opener away, one that opens is added. Returns those
 * that closed nothing.
 */
function onMarks(can: ReturnType<Delimiters>, at: number, marks: string, opened: Opened[]): string {
  let left = marks;
  if (can.can_close) {
    for (let index = opened.length - 1; index >= 0 && left !== ''; index -= 1) {
      const item = opened[index];
      if (item === undefined || at - item.at > reach) break;
      if (item.marks[0] !== marks[0]) continue;
      if (item.marks.length > left.length) {
        opened[index] = { marks: item.marks.slice(left.length), at: item.at };
        opened.length = index + 1;
        left = '';
      } else {
        left = left.slice(item.marks.length);
        opened.length = index;
      }
    }
  }
  if (left !== '' && can.can_open && left !== '~') opened.push({ marks: left, at });
  return left;
}

/** The text without marks at its end that have nothing after them, then `rest`, then what closes the open marks. */
function closed(text: string, opened: readonly Opened[], rest = ''): string {
  let head = text;
  let waiting = opened.filter((item) => text.length - item.at < reach);
  if (rest === '') {
    const bare = /(?:^|\s)[*_~]+$/.exec(head);
    if (bare !== null) head = head.slice(0, bare.index);
    // Half of what closes: the rest of it is on its way.
    let last = waiting.at(-1);
    const half = last === undefined ? null : /[*_~]+$/.exec(head);
    if (
      last !== undefined &&
      half !== null &&
      half.index > last.at &&
      half[0][0] === last.marks[0]
    ) {
      head = head.slice(0, half.index);
      waiting = waiting.slice(0, -1).concat(reopened(text, last));
    }
    head = head.trimEnd();
    // Nothing stands behind the last of them yet.
    while ((last = waiting.at(-1)) !== undefined && last.at + last.marks.length >= head.length) {
      head = head.slice(0, last.at).trimEnd();
      waiting = waiting.slice(0, -1);
    }
  }
  const marks = waiting.map((item) => item.marks.replace('<', '</')).reverse();
  return `${head}${rest}${marks.join('')}`;
}

/** The marks as they stood in the text, before half of what closes them was taken off. */
function reopened(text: string, item: Opened): Opened {
  return { at: item.at, marks: runAt(text, item.at) };
}

/** Text that no rule of Markdown reads as anything but itself. */
function literal(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, (char) => `&#${String(char.charCodeAt(0))};`);
}

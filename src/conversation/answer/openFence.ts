/** Finds the code block that is still open at the end of a Markdown text, including in lists and quotes. */

import { FenceLines } from './fenceLines.ts';

/** An unclosed fence. */
export interface OpenFence {
  /** The backticks or tildes that close the innermost block. */
  readonly marks: string;
  /** The lines that close it and the blocks around it, without a trailing line break. */
  readonly closing: string;
}

/** A quote, or a list item or footnote whose lines are indented by that many columns. */
type Container = 'quote' | number;

interface Line {
  readonly rest: string;
  /** Number of open containers that the line belongs to. */
  readonly inside: number;
}

const marker = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?= |$)/;
const note = /^\[\^[^\s[\]]{1,80}\]:/;
const rule = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/;
const opening = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/;

/** The open code block at the end of a text; undefined if all are closed. */
export function openFence(text: string): OpenFence | undefined {
  let containers: Container[] = [];
  let fence: FenceLines | undefined;
  let isParagraph = false;
  for (const source of text.split(/\r?\n/)) {
    const { rest, inside } = enter(source.replace(/^[ \t]+/, expandTabs), containers);
    if (fence !== undefined) {
      if (inside === containers.length) {
        if (fence.closes(rest)) fence = undefined;
        continue;
      }
      // A line outside the list or quote ends the block in it.
      fence = undefined;
    }
    // A lazy continuation line continues a paragraph without the markers of its list or quote.
    if (isParagraph && inside < containers.length && isProse(rest)) continue;
    containers = containers.slice(0, inside);
    const inner = openContainers(rest, containers);
    const [, marks, info = ''] = opening.exec(inner) ?? [];
    if (marks !== undefined) fence = new FenceLines(marks, info);
    isParagraph = isProse(inner) && (isParagraph || !inner.startsWith('    '));
  }
  const open = fence?.marks;
  const marks = open?.at(-1);
  if (open === undefined || marks === undefined) return undefined;
  const before = containers
    .map((container) => (container === 'quote' ? '> ' : ' '.repeat(container)))
    .join('');
  const closing = open.map((text) => `${before}${text}`).reverse();
  return { marks, closing: closing.join('\n') };
}

/** Whether a line does not start a new block. */
function isProse(line: string): boolean {
  if (line.trim() === '' || rule.test(line) || opening.test(line)) return false;
  return !/^ {0,3}(?:>|#{1,6}(?: |$)|=+ *$)/.test(line) && !marker.test(line);
}

function expandTabs(blank: string): string {
  let columns = 0;
  for (const char of blank) columns += char === '\t' ? 4 - (columns % 4) : 1;
  return ' '.repeat(columns);
}

/** Strips the markers of the open containers, as far as the line has them. */
function enter(line: string, containers: readonly Container[]): Line {
  let rest = line;
  for (const [inside, container] of containers.entries()) {
    if (container === 'quote') {
      const mark = /^ {0,3}> ?/.exec(rest)?.[0];
      if (mark === undefined) return { rest, inside };
      rest = rest.slice(mark.length);
    } else if (rest.trim() === '') rest = '';
    else if (rest.startsWith(' '.repeat(container))) rest = rest.slice(container);
    else return { rest, inside };
  }
  return { rest, inside: containers.length };
}

/** Adds the quotes, list items and footnotes that a line opens, and returns the rest of the line. */
function openContainers(line: string, containers: Container[]): string {
  let rest = line;
  for (;;) {
    const quote = /^ {0,3}> ?/.exec(rest)?.[0];
    if (quote !== undefined) {
      containers.push('quote');
      rest = rest.slice(quote.length);
      continue;
    }
    const noted = containers.length === 0 ? note.exec(rest)?.[0] : undefined;
    if (noted !== undefined) {
      containers.push(4);
      rest = rest.slice(noted.length).trimStart();
      continue;
    }
    const item = rule.test(rest) ? undefined : marker.exec(rest)?.[0];
    if (item === undefined) return rest;
    const blanks = /^ */.exec(rest.slice(item.length))?.[0].length ?? 0;
    // Five or more spaces start an indented code block in the item.
    const width = item.length + (blanks > 4 || item.length + blanks === rest.length ? 1 : blanks);
    containers.push(width);
    rest = rest.slice(width);
  }
}

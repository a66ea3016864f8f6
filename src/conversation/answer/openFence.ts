/** Which code block a Markdown text ends in, also within lists and quotes. */

import { FenceLines } from './fenceLines.ts';

/** The fence of a block that is not closed. */
export interface OpenFence {
  /** The run of backticks or tildes that closes the innermost block. */
  readonly marks: string;
  /** The lines that close it and those around it, without a line break at the end. */
  readonly closing: string;
}

/** A quote, or an item or note whose lines are indented by so many columns. */
type Container = 'quote' | number;

interface Line {
  readonly rest: string;
  /** How many of the open containers the line belongs to. */
  readonly inside: number;
}

const marker = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?= |$)/;
const note = /^\[\^[^\s[\]]{1,80}\]:/;
const rule = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/;
const opening = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/;

/** The code block that a text ends in; nothing where all are closed. */
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
      // What does not belong to the list or quote around it ends it.
      fence = undefined;
    }
    // A paragraph goes on in a line that lacks the marks of its list or quote.
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

/** Whether a line begins no block of its own. */
function isProse(line: string): boolean {
  if (line.trim() === '' || rule.test(line) || opening.test(line)) return false;
  return !/^ {0,3}(?:>|#{1,6}(?: |$)|=+ *$)/.test(line) && !marker.test(line);
}

function expandTabs(blank: string): string {
  let columns = 0;
  for (const char of blank) columns += char === '\t' ? 4 - (columns % 4) : 1;
  return ' '.repeat(columns);
}

/** Takes off what marks a line as belonging to the open containers, as far as it does. */
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

/** Adds the quotes, items and notes that a line begins, and returns what is left of it. */
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
    // Five spaces and more are indented code of the item.
    const width = item.length + (blanks > 4 || item.length + blanks === rest.length ? 1 : blanks);
    containers.push(width);
    rest = rest.slice(width);
  }
}

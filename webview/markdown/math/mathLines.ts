/** How far a formula goes that begins a line. */

import { mathEnd, mathPairAt, type MathPair } from './mathPairs.ts';

/** Beyond its first empty line a formula has no more lines and letters than this. */
const longest = { lines: 100, letters: 8_000 };

/** Where a formula ends, counted in lines from its first one; `open` if what follows the lines could still close it. */
export interface MathLines {
  readonly end: number;
  readonly state: 'closed' | 'open' | 'none';
}

/** Which formula a line opens: a bracket only where no link or text could be meant. */
export function linePair(line: string): MathPair | undefined {
  if (!/^(?:\$\$(?!\$)|\\{1,2}\[(?:\s|\\|$)|\\begin\{)/.test(line)) return undefined;
  return mathPairAt(line, 0);
}

/**
 * Follows a formula over its lines, whatever they look like, to the one that closes it. It goes on over empty lines
 * where a later line closes it before any code; where none does, it is no formula, and its paragraph ends at the first
 * empty line.
 */
export function followMath(lines: Iterable<string>, { open, close }: MathPair): MathLines {
  let index = 0;
  let paragraph = 0;
  let letters = 0;
  for (const line of lines) {
    const isEmpty = line.trim() === '';
    if (isEmpty && paragraph === 0) paragraph = index;
    if (paragraph > 0) {
      letters += line.length;
      if (index > longest.lines || letters > longest.letters || /^\s*(?:`{3}|~{3})/.test(line)) {
        return { end: paragraph, state: 'none' };
      }
    }
    index += 1;
    const from = index === 1 ? open.length : 0;
    if (mathEnd(line, from, close) >= 0) return { end: index, state: 'closed' };
  }
  return { end: paragraph === 0 ? index : paragraph, state: 'open' };
}

/** Whether a paragraph at the beginning of a text may yet turn out to be a formula together with what follows it. */
export function mayBecomeMath(text: string): boolean {
  const from = /^ {0,3}/.exec(text)?.[0].length ?? 0;
  const end = text.indexOf('\n');
  const pair = linePair(text.slice(from, end < 0 ? text.length : end));
  return pair !== undefined && followMath(linesFrom(text, from), pair).state === 'open';
}

function* linesFrom(text: string, from: number): Iterable<string> {
  for (let start = from; start <= text.length;) {
    const end = text.indexOf('\n', start);
    yield text.slice(start, end < 0 ? text.length : end);
    if (end < 0) return;
    start = end + 1;
  }
}

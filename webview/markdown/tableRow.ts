/** Splits a row of a table into its cells: a bar within code or a formula is no border. */

import { drawLimits } from '../../src/conversation/limits.ts';
import { FormulaEnds, isInlineFormula, mathPairAt } from './math/mathPairs.ts';

/** Cells beyond so many are the end of the last one; a head of so many makes no table. */
const mostCells = drawLimits.columns + 1;

/**
 * The cells of a row, without space around them. `open`: the row is still being written, so that code without an end
 * goes on to its end.
 */
export function splitRow(row: string, open = false): string[] {
  const line = row.trim();
  const cells: string[] = [];
  const borders = new Borders(line, open);
  let start = line.startsWith('|') ? 1 : 0;
  for (let at = borders.next(start); at >= 0; at = borders.next(start)) {
    if (cells.length === mostCells - 1 && at < line.length - 1) break;
    cells.push(cellText(line.slice(start, at)));
    start = at + 1;
  }
  // A bar at the end opens no cell.
  if (start < line.length) cells.push(cellText(line.slice(start)));
  return cells;
}

/** A bar behind a backslash is a bar, in code too. */
function cellText(source: string): string {
  return source.replaceAll('\\|', '|').trim();
}

/** Finds the bars that are borders, from the left. */
class Borders {
  readonly #line: string;
  readonly #open: boolean;
  /** Lengths of runs of backticks that nothing closes. */
  readonly #unclosed = new Set<number>();
  readonly #formulas: FormulaEnds;

  constructor(line: string, open: boolean) {
    this.#line = line;
    this.#open = open;
    this.#formulas = new FormulaEnds(line);
  }

  /** The first border from a place on that is in no code and no formula; -1 where there is none. */
  next(from: number): number {
    const line = this.#line;
    for (let at = from; at < line.length;) {
      const char = line[at];
      if (char === '|') return at;
      if (char === '`') at = this.#afterCode(at);
      else if (char === '$' || char === '\\') at = this.#afterMath(at);
      else at += 1;
    }
    return -1;
  }

  #afterCode(start: number): number {
    const line = this.#line;
    const from = runEnd(line, start);
    const length = from - start;
    if (!this.#unclosed.has(length)) {
      for (let at = line.indexOf('`', from); at >= 0;) {
        const end = runEnd(line, at);
        if (end - at === length) return end;
        at = line.indexOf('`', end);
      }
      this.#unclosed.add(length);
    }
    return this.#open ? line.length : from;
  }

  #afterMath(start: number): number {
    const line = this.#line;
    const pair = mathPairAt(line, start);
    const escape = line[start] === '\\' ? 2 : 1;
    if (pair === undefined) return start + escape;
    const from = start + pair.open.length;
    const { end, bare } = this.#formulas.find(from, pair);
    if (end < 0 || bare || !isInlineFormula(line.slice(from, end), pair)) return start + escape;
    return end + pair.close.length;
  }
}

function runEnd(text: string, start: number): number {
  let end = start;
  while (text[end] === '`') end += 1;
  return end;
}

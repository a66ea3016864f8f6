/** Tables for the parser: no bar within code or a formula splits a cell, and no cell of a row is left out. */

import type { MarkdownIt as Parser, StateBlock } from 'markdown-it';
import { drawLimits } from '../../src/conversation/limits.ts';
import type { ParseEnv } from './parseEnv.ts';
import { splitRow } from './tableRow.ts';

/** Short rows get at most this many empty cells; one wide cell fills a larger gap, so that a few bytes can't become a huge table. */
const maxFilledCells = 16;

/**
 * As GFM has it, what begins another block is no head of a table; the parser asks for tables first. A table of too many
 * columns is text.
 */
export function addTables(md: Parser): void {
  md.block.ruler.disable('table');
  md.block.ruler.before('lheading', 'table_of_prose', parseTable, {
    alt: ['paragraph', 'reference'],
  });
}

function parseTable(
  state: StateBlock,
  startLine: number,
  endLine: number,
  silent: boolean,
): boolean {
  if (startLine + 2 > endLine || isIndented(state, startLine)) return false;
  if ((state.sCount[startLine + 1] ?? 0) < state.blkIndent) return false;
  if (isIndented(state, startLine + 1)) return false;
  const aligns = readRule(lineAt(state, startLine + 1));
  const head = lineAt(state, startLine);
  if (aligns === undefined || !head.includes('|')) return false;
  if (aligns.length > drawLimits.columns || splitRow(head).length !== aligns.length) return false;
  if (silent) return true;
  const table = new TableTokens(state, aligns);
  table.begin(startLine, splitRow(head));
  state.line = pushRows(state, startLine + 2, endLine, table);
  table.end(state.line);
  return true;
}

/** Four spaces make code. */
function isIndented(state: StateBlock, line: number): boolean {
  return (state.sCount[line] ?? 0) - state.blkIndent >= 4;
}

function lineAt(state: StateBlock, line: number): string {
  const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
  return state.src.slice(start, state.eMarks[line]);
}

/** How the columns are aligned that a line of dashes, colons and bars makes; nothing for any other line. */
function readRule(line: string): string[] | undefined {
  if (!/^(?:[|:][-:| \t]|-[-:|])[-:| \t]*$/.test(line)) return undefined;
  const columns = line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|');
  const aligns: string[] = [];
  for (const column of columns) {
    const [, left, right] = /^\s*(:?)-+(:?)\s*$/.exec(column) ?? [];
    if (left === undefined) return undefined;
    aligns.push(left === '' ? (right === '' ? '' : 'right') : right === '' ? 'left' : 'center');
  }
  return aligns;
}

/** Adds the rows of the body; returns the line behind them. */
function pushRows(state: StateBlock, from: number, endLine: number, table: TableTokens): number {
  const rules = state.md.block.ruler.getRules('blockquote');
  const parentType = state.parentType;
  state.parentType = 'table';
  const { open } = state.env as ParseEnv;
  let line = from;
  for (; line < endLine; line += 1) {
    if ((state.sCount[line] ?? 0) < state.blkIndent) break;
    if (rules.some((rule) => rule(state, line, endLine, true))) break;
    const text = lineAt(state, line).trim();
    if (text === '' || isIndented(state, line)) break;
    const isLast = open && state.eMarks[line] === state.src.length;
    table.addRow(line, splitRow(text, isLast));
  }
  state.parentType = parentType;
  return line;
}

/** Makes the tokens of one table, as the parser's own rule does. */
class TableTokens {
  readonly #state: StateBlock;
  readonly #aligns: readonly string[];
  readonly #lines: [number, number] = [0, 0];
  #body: [number, number] | undefined;

  constructor(state: StateBlock, aligns: readonly string[]) {
    this.#state = state;
    this.#aligns = aligns;
  }

  begin(line: number, head: readonly string[]): void {
    this.#lines[0] = line;
    this.#open('table', this.#lines);
    this.#open('thead', [line, line + 1]);
    this.#pushRow('th', line, head);
    this.#close('thead');
  }

  addRow(line: number, cells: readonly string[]): void {
    if (this.#body === undefined) {
      this.#body = [line, line];
      this.#open('tbody', this.#body);
    }
    this.#pushRow('td', line, cells);
  }

  end(line: number): void {
    this.#lines[1] = line;
    if (this.#body !== undefined) {
      this.#body[1] = line;
      this.#close('tbody');
    }
    this.#close('table');
  }

  #pushRow(tag: string, line: number, cells: readonly string[]): void {
    this.#open('tr', [line, line + 1]);
    for (const [column, text] of cells.entries()) this.#pushCell(tag, column, text);
    const missing = this.#aligns.length - cells.length;
    if (missing > maxFilledCells) this.#pushCell(tag, cells.length, '', missing);
    else {
      for (let nth = 0; nth < missing; nth += 1) this.#pushCell(tag, cells.length + nth, '');
    }
    this.#close('tr');
  }

  #pushCell(tag: string, column: number, text: string, width = 1): void {
    const align = this.#aligns[column] ?? '';
    const cell = this.#state.push(`${tag}_open`, tag, 1);
    if (align !== '') cell.attrSet('style', `text-align:${align}`);
    if (width > 1) cell.attrSet('colspan', String(width));
    const inline = this.#state.push('inline', '', 0);
    inline.content = text;
    inline.children = [];
    this.#close(tag);
  }

  #open(tag: string, map: [number, number]): void {
    this.#state.push(`${tag}_open`, tag, 1).map = map;
  }

  #close(tag: string): void {
    this.#state.push(`${tag}_close`, tag, -1);
  }
}

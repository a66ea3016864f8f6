/** Splits the rows of a long table or list, so that only those near the viewport are laid out. */

import { drawLimits } from '../../../src/conversation/limits.ts';
import { element } from '../createElement.ts';
import { patchChildren } from './patchDom.ts';

/** Adds a row: to the list or the first body of a table while they are short, else to the last part. */
export function appendRow(rows: Element, row: Element): void {
  const last = partCount(rows) - 1;
  const part = partAt(rows, last);
  const isFull = rowCount(part, last) >= partSize(rows);
  (isFull ? addPart(rows) : part).append(row);
}

/** Every row, in order. */
export function allRows(rows: Element): readonly Element[] {
  const all: Element[] = [];
  for (let index = 0; index < partCount(rows); index += 1) {
    const part = partAt(rows, index);
    for (const row of [...part.children].slice(0, rowCount(part, index))) all.push(row);
  }
  return all;
}

/** Makes the rows from `from` on equal to `wanted`, keeping what is equal. */
export function patchRows(rows: Element, from: number, wanted: readonly Element[]): void {
  const size = partSize(rows);
  let index = Math.min(Math.floor(from / size), partCount(rows) - 1);
  let done = 0;
  for (; done < wanted.length || done === 0; index += 1) {
    const start = Math.max(0, from + done - index * size);
    const some = wanted.slice(done, done + size - start);
    const part = index < partCount(rows) ? partAt(rows, index) : addPart(rows);
    patchPart(part, start, some);
    done += some.length;
    if (some.length === 0) break;
  }
  for (let last = partCount(rows) - 1; last > 0 && last >= index; last -= 1) {
    partAt(rows, last).remove();
  }
  if (partCount(rows) === 1) rows.closest('.ds-table')?.classList.remove('ds-table--long');
}

/** The parts of a list follow its first rows and stay there. */
function patchPart(part: Element, start: number, wanted: readonly Element[]): void {
  const parts = [...part.children].filter(isPart);
  for (const element of parts) element.remove();
  patchChildren(part, start, wanted);
  for (const element of parts) part.append(element);
}

function partSize(rows: Element): number {
  const table = rows.closest('table');
  if (rows.localName !== 'tbody' || table === null) return drawLimits.itemsPerPart;
  const columns = table.tHead?.rows[0]?.cells.length ?? 1;
  return Math.max(1, Math.floor(drawLimits.cellsPerPart / columns));
}

function partCount(rows: Element): number {
  if (rows instanceof HTMLTableSectionElement) return tableOf(rows).tBodies.length;
  const { lastElementChild } = rows;
  if (lastElementChild === null || !isPart(lastElementChild)) return 1;
  return 1 + rows.childElementCount - drawLimits.itemsPerPart;
}

function partAt(rows: Element, index: number): Element {
  const part =
    rows instanceof HTMLTableSectionElement
      ? tableOf(rows).tBodies[index]
      : index === 0
        ? rows
        : rows.children[drawLimits.itemsPerPart + index - 1];
  return part ?? rows;
}

function rowCount(part: Element, index: number): number {
  const { childElementCount: count } = part;
  return index === 0 && part.localName !== 'tbody'
    ? Math.min(count, drawLimits.itemsPerPart)
    : count;
}

function addPart(rows: Element): Element {
  if (rows instanceof HTMLTableSectionElement) {
    const table = tableOf(rows);
    table.parentElement?.classList.add('ds-table--long');
    return table.appendChild(element('tbody', { class: 'ds-table__part' }));
  }
  return rows.appendChild(element('div', { class: 'ds-list__part', role: 'presentation' }));
}

function isPart(element: Element): boolean {
  return element.classList.contains('ds-list__part');
}

function tableOf(body: HTMLTableSectionElement): HTMLTableElement {
  const { parentElement: table } = body;
  if (!(table instanceof HTMLTableElement)) throw new Error('A body stands in a table.');
  return table;
}

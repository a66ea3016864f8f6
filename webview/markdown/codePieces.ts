/** Code as nodes: what goes beyond the first hundred lines stands in pieces, so that a page lays out and draws only what grows or is near. */

import { appendText, element } from './dom.ts';

/** `webview/styles/markdown.css` gives a whole piece the height of so many lines. */
const linesPerPiece = 100;

/** Adds code to what is shown; the same nodes come of it, however it was cut. */
export function appendCode(code: Element, text: string): void {
  let rest = text;
  while (rest !== '') {
    const last = code.lastChild;
    const room = linesPerPiece - (last === null ? 0 : linesOf(last.textContent ?? ''));
    if (room === 0) {
      code.append(element('span', { class: 'ds-code__piece' }));
      continue;
    }
    const end = afterLines(rest, room);
    const piece = last instanceof Element ? last : code;
    appendText(piece, rest.slice(0, end));
    if (piece !== code && linesOf(piece.textContent) === linesPerPiece) {
      piece.classList.add('ds-code__piece--whole');
    }
    rest = rest.slice(end);
  }
}

/** Whether code stands as it was written, in no colours yet. */
export function isPlain(code: Element): boolean {
  return [...code.children].every((child) => child.classList.contains('ds-code__piece'));
}

function linesOf(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** Where so many lines of a text end, or the text. */
function afterLines(text: string, lines: number): number {
  let end = 0;
  for (let left = lines; left > 0; left -= 1) {
    end = text.indexOf('\n', end) + 1;
    if (end === 0) return text.length;
  }
  return end;
}

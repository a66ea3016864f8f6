/** Splits code beyond the first hundred lines into chunks, so that only chunks near the viewport are laid out. */

import { element } from '../createElement.ts';
import { appendShown, isMark } from '../shownText.ts';

/** `webview/styles/markdown.css` gives a whole piece the height of so many lines. */
const linesPerPiece = 100;

/** Adds code to what is shown; the same nodes come of it, however it was cut. */
export function appendCode(code: Element, text: string): void {
  let rest = text;
  while (rest !== '') {
    const last = code.lastElementChild;
    const piece = isPiece(last) ? last : code;
    const room = linesPerPiece - linesOf(piece.textContent);
    if (room === 0) {
      code.append(element('span', { class: 'ds-code__piece' }));
      continue;
    }
    const end = afterLines(rest, room);
    appendShown(piece, rest.slice(0, end), 'code');
    if (piece !== code && linesOf(piece.textContent) === linesPerPiece) {
      piece.classList.add('ds-code__piece--whole');
    }
    rest = rest.slice(end);
  }
}

/** Whether code stands as it was written, in no colours yet. */
export function isPlain(code: Element): boolean {
  return [...code.children].every((child) => isPiece(child) || isMark(child));
}

function isPiece(element: Element | null): element is Element {
  return element?.classList.contains('ds-code__piece') === true;
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

/** Text nodes in which hidden characters are marked and named, and still copied. */

import {
  describePiece,
  isOrdinary,
  lastCharacter,
  splitHidden,
  type TextPiece,
  type TextUse,
} from '../../src/conversation/hiddenCharacters.ts';
import { drawLimits } from '../../src/conversation/limits.ts';
import { appendText, element } from './createElement.ts';

/** What is taken back at most to be drawn again, in characters. */
const maxTail = 20_000;

/** Adds text to what is shown; the same nodes come of it, however it was cut. */
export function appendShown(parent: Node, text: string, use: TextUse, context?: string): void {
  if (text === '') return;
  const all = takeBack(parent, text) + text;
  for (const piece of splitHidden(all, use, context, drawLimits.hidden)) {
    if (piece.kind === 'text') appendText(parent, piece.text);
    else parent.appendChild(markOf(piece));
  }
}

/** Whether a node is the mark of something that is not shown. */
export function isMark(node: Node | null): node is HTMLElement {
  return node instanceof HTMLElement && /^ds-(?:hidden|excess)$/.test(node.className);
}

/** Whether anything within a node is marked. */
export function hasMarks(node: Node | undefined): boolean {
  return node instanceof Element && node.querySelector('.ds-hidden, .ds-excess') !== null;
}

/** Gives what is hidden in the text of some nodes its marks. */
export function markText(root: DocumentFragment, text: string, use: TextUse): void {
  const pieces = splitHidden(text, use, text, drawLimits.hidden);
  if (pieces.length < 2 && pieces[0]?.kind !== 'hidden') return;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode() !== null) nodes.push(walker.currentNode as Text);
  let start = 0;
  let index = 0;
  let end = pieces[0]?.text.length ?? 0;
  for (const node of nodes) {
    const parts: Node[] = [];
    const nodeEnd = start + node.length;
    for (let at = start; at < nodeEnd;) {
      const piece = pieces[index];
      if (piece === undefined) break;
      const to = Math.min(nodeEnd, end);
      const part = { kind: piece.kind, text: text.slice(at, to) };
      parts.push(part.kind === 'text' ? document.createTextNode(part.text) : markOf(part));
      at = to;
      if (to < end) continue;
      index += 1;
      end += pieces[index]?.text.length ?? 0;
    }
    node.replaceWith(...parts);
    start = nodeEnd;
  }
}

function markOf(piece: TextPiece): HTMLElement {
  const name = describePiece(piece);
  const attributes = { class: `ds-${piece.kind}`, role: 'img', title: name, 'aria-label': name };
  return piece.kind === 'hidden'
    ? element('span', attributes, piece.text)
    : element('span', attributes, element('span', { class: 'ds-excess__text' }, piece.text));
}

/** Takes off what the text that follows may change: the last character that stands by itself, and what follows it. */
function takeBack(parent: Node, text: string): string {
  let last = parent.lastChild;
  const isSafe = last instanceof Text && isOrdinary(lastCharacter(last.data, last.length));
  if (last === null || (isSafe && isOrdinary(String.fromCodePoint(text.codePointAt(0) ?? 0)))) {
    return '';
  }
  let tail = '';
  while (tail.length < maxTail) {
    last = parent.lastChild;
    if (isMark(last)) {
      tail = last.textContent + tail;
      last.remove();
    } else if (last instanceof Text) {
      const start = lastOrdinary(last.data);
      tail = last.data.slice(start) + tail;
      if (start > 0) last.deleteData(start, last.length - start);
      else last.remove();
      if (isOrdinary(String.fromCodePoint(tail.codePointAt(0) ?? 0))) break;
    } else break;
  }
  return tail;
}

/** Where the last character begins that stands by itself; 0 where none does. */
function lastOrdinary(text: string): number {
  let end = text.length;
  while (end > 0) {
    const character = lastCharacter(text, end);
    end -= character.length;
    if (isOrdinary(character)) return end;
  }
  return 0;
}

/** Finds words in the painted text: one range per match, across element boundaries. */

import type { FindHit } from '../../src/protocol/messages.ts';
import { findText, type TextPattern } from '../../src/conversation/search/textPattern.ts';

/** The places found in one text of a turn, in order. */
export interface FoundRanges {
  readonly turnId: string;
  readonly place: FindHit['place'];
  readonly ranges: readonly Range[];
}

/** More ranges than this are not marked, so that a page full of them stays quick. */
const maxRanges = 2_000;
const blocks = 'p, li, td, th, pre, blockquote, h1, h2, h3, h4, h5, h6, div';
const places: readonly (readonly [FindHit['place'], string])[] = [
  ['question', '.ds-question__text'],
  ['reasoning', '.ds-reasoning__text'],
  ['answer', '[data-part="content"]'],
];

/** Every place in the articles of a transcript, in the order of the turns. */
export function findRanges(
  root: HTMLElement,
  pattern: TextPattern,
  reasoning: boolean,
): FoundRanges[] {
  const found: FoundRanges[] = [];
  let left = maxRanges;
  for (const article of root.querySelectorAll<HTMLElement>('[data-article]')) {
    const turnId = (article.dataset.article ?? '').split('/')[0] ?? '';
    for (const [place, selector] of places) {
      if (place === 'reasoning' && !reasoning) continue;
      const ranges: Range[] = [];
      for (const element of article.querySelectorAll(selector)) {
        const more = rangesIn(element, pattern, left - ranges.length);
        for (const range of more) ranges.push(range);
      }
      left -= ranges.length;
      if (ranges.length > 0) found.push({ turnId, place, ranges });
    }
  }
  return found;
}

function rangesIn(element: Element, pattern: TextPattern, max: number): Range[] {
  const nodes: { readonly node: Text; readonly start: number }[] = [];
  let text = '';
  let block: Element | null = null;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!(node instanceof Text)) continue;
    const own = node.parentElement?.closest(blocks) ?? null;
    // Words of two blocks are two words.
    if (block !== null && own !== block) text += '\n';
    block = own;
    nodes.push({ node, start: text.length });
    text += node.data;
  }
  return findText(text, pattern, max).flatMap(({ start, end }) => {
    const from = nodes.findLast((node) => node.start <= start);
    const to = nodes.findLast((node) => node.start < end);
    if (from === undefined || to === undefined) return [];
    const range = document.createRange();
    range.setStart(from.node, Math.min(start - from.start, from.node.length));
    range.setEnd(to.node, Math.min(end - to.start, to.node.length));
    return [range];
  });
}

/** Footnotes: a superscript button that leads to the note, and a button back; clicks are handled at the root. */

import { fill } from '../../src/protocol/strings/uiStrings.ts';
import { nameHidden } from '../../src/conversation/hiddenCharacters.ts';
import { element } from './createElement.ts';
import { footnoteKey } from './footnoteRules.ts';
import type { MarkdownTexts } from './markdownTexts.ts';
import type { Token } from './parse.ts';

/** The place in the text; it bears the label as it was written. */
export function footnoteReference(token: Token, texts: MarkdownTexts): HTMLElement {
  const label = labelOf(token);
  const button = element(
    'button',
    {
      class: 'ds-footnoteMark',
      type: 'button',
      'data-footnote': footnoteKey(label),
      'aria-label': fill(texts.footnote, nameHidden(label)),
    },
    nameHidden(label),
  );
  return element('sup', { class: 'ds-footnoteReference' }, button);
}

/** The note, where it was written; its words go into `body`. */
export function footnote(
  token: Token,
  texts: MarkdownTexts,
): { frame: HTMLElement; body: HTMLElement } {
  const label = labelOf(token);
  const body = element('div', { class: 'ds-footnote__body', dir: 'auto' });
  const back = element(
    'button',
    {
      class: 'ds-footnoteMark',
      type: 'button',
      'data-footnote-back': footnoteKey(label),
      'aria-label': fill(texts.footnoteBack, nameHidden(label)),
      title: fill(texts.footnoteBack, nameHidden(label)),
    },
    nameHidden(label),
  );
  const frame = element('div', { class: 'ds-footnote', role: 'note', tabindex: '-1' }, back, body);
  return { frame, body };
}

/** Goes to the note of a mark in an answer, or from a note back to its first mark. */
export function listenToFootnotes(root: HTMLElement): void {
  root.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const mark = event.target.closest<HTMLElement>('[data-footnote], [data-footnote-back]');
    if (mark === null) return;
    const { footnote: to, footnoteBack: back } = mark.dataset;
    const wanted =
      to === undefined
        ? `[data-footnote="${CSS.escape(back ?? '')}"]`
        : `[data-footnote-back="${CSS.escape(to)}"]`;
    const found = root.querySelector<HTMLElement>(wanted);
    found?.scrollIntoView({ block: 'nearest' });
    found?.focus({ preventScroll: true });
  });
}

function labelOf(token: Token): string {
  return (token.meta as { readonly label?: string } | null)?.label ?? '';
}

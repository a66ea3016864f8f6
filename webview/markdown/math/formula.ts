/** A formula: shown as source until the math script has rendered it. */

import { element } from '../createElement.ts';
import { appendShown } from '../shownText.ts';
import type { MarkdownTexts } from '../markdownTexts.ts';
import type { Token } from '../parse.ts';

/** A formula of more letters gets a line of its own where it does not fit. */
const maxLength = 40;

/** The formula's element; `data-tex` in it names the source to render. */
export function formula(token: Token, texts: MarkdownTexts): HTMLElement {
  const display = (token.meta as { readonly display?: unknown } | null)?.display === true;
  // A formula that may be wider than the panel scrolls by itself; a short one is inline.
  const long = token.type === 'math_inline' && token.content.length > maxLength;
  const names = ['ds-math', display && 'ds-math--display', long && 'ds-math--long'];
  const end = token.markup.search(/[\s.,;:]*$/);
  const source = element('span', {
    class: names.filter(Boolean).join(' '),
    dir: 'ltr',
    'data-tex': token.content,
  });
  appendShown(source, token.markup.slice(0, end), 'code');
  if (token.type !== 'math_block') return source;
  // A wide formula scrolls in its frame, which must be reachable by keyboard.
  return element(
    'div',
    { class: 'ds-mathBlock', role: 'group', 'aria-label': texts.formula, tabindex: '0' },
    source,
    token.markup.slice(end),
  );
}

/** The end of an extremely long block: shown unformatted, in chunks drawn near the viewport. */

import type { MarkdownIt as Parser, StateCore, Token } from 'markdown-it';
import { drawLimits } from '../../../src/conversation/limits.ts';
import { element } from '../createElement.ts';
import { appendShown } from '../shownText.ts';

/** Marks and links are looked for in so much of one block; call it last of the rules for an open end. */
export function addLongText(md: Parser): void {
  md.core.ruler.before('open_end', 'long_text_begin', shorten);
  md.core.ruler.push('long_text_end', appendRest);
}

/** The text behind what is parsed; nothing for usual blocks. */
export function restOf(token: Token): string | undefined {
  const rest: unknown = token.meta?.['rest'];
  return typeof rest === 'string' ? rest : undefined;
}

/** Shows a rest; a piece ends where a word does, if any does. */
export function appendLongText(parent: Node, text: string): void {
  for (let from = 0; from < text.length;) {
    const end = cut(text, from, drawLimits.longTextPiece);
    const piece = element('span', { class: 'ds-longText' });
    appendShown(piece, text.slice(from, end), 'prose');
    parent.appendChild(piece);
    from = end;
  }
}

function shorten({ tokens }: StateCore): void {
  for (const token of tokens) {
    if (token.type !== 'inline' || token.content.length <= drawLimits.inlineText) continue;
    const end = cut(token.content, 0, drawLimits.inlineText);
    token.meta = { rest: token.content.slice(end) };
    token.content = token.content.slice(0, end);
  }
}

function appendRest(state: StateCore): void {
  for (const token of state.tokens) {
    const rest = token.type === 'inline' ? restOf(token) : undefined;
    if (rest === undefined) continue;
    const last = new state.Token('long_text', '', 0);
    last.content = rest;
    token.children = [...(token.children ?? []), last];
  }
}

/** Where to end a piece of about so many characters: behind white space, or else not within a character. */
function cut(text: string, from: number, length: number): number {
  const end = from + length;
  if (end >= text.length) return text.length;
  for (let at = end; at > end - 200; at -= 1) if (/\s/.test(text[at - 1] ?? '')) return at;
  const code = text.charCodeAt(end);
  return code >= 0xdc00 && code <= 0xdfff ? end + 1 : end;
}

/** Untrusted text in templates, with hidden characters marked and named. */

import { html, type TemplateResult } from 'lit';
import {
  describePiece,
  splitHidden,
  type TextUse,
} from '../../src/conversation/hiddenCharacters.ts';
import { drawLimits } from '../../src/conversation/limits.ts';

/** The text, for a child position. */
export function shown(text: string, use: TextUse = 'name'): string | readonly unknown[] {
  const pieces = splitHidden(text, use, text, drawLimits.hidden);
  if (pieces.length < 2 && pieces[0]?.kind !== 'hidden') return text;
  return pieces.map((piece) => {
    if (piece.kind === 'text') return piece.text;
    const name = describePiece(piece);
    return piece.kind === 'hidden' ? hidden(piece.text, name) : excess(piece.text, name);
  });
}

/** A text that may be long, in pieces of lines that are drawn when they are near. */
export function shownLong(text: string, use: TextUse): unknown {
  if (text.length <= 2 * drawLimits.longTextPiece) return shown(text, use);
  const pieces: unknown[] = [];
  for (let from = 0; from < text.length;) {
    const line = text.indexOf('\n', from + drawLimits.longTextPiece);
    const end = line < 0 ? text.length : line + 1;
    pieces.push(html`<span class="ds-longText">${shown(text.slice(from, end), use)}</span>`);
    from = end;
  }
  return pieces;
}

function hidden(text: string, name: string): TemplateResult {
  return html`<span class="ds-hidden" role="img" title=${name} aria-label=${name}>${text}</span>`;
}

function excess(text: string, name: string): TemplateResult {
  return html`<span class="ds-excess" role="img" title=${name} aria-label=${name}
    ><span class="ds-excess__text">${text}</span></span
  >`;
}

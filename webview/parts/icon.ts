/** Icons of VS Code's own font; each name has its glyph in `styles/icons.css`. */

import { html, type TemplateResult } from 'lit';

/** Names of the glyphs that the panel uses. */
export type IconName =
  | 'arrowDown'
  | 'chevronDown'
  | 'chevronRight'
  | 'copy'
  | 'error'
  | 'file'
  | 'info'
  | 'refresh'
  | 'send'
  | 'stop'
  | 'warning';

/** A glyph that says nothing to screen readers; `slot` places it in a toolkit element. */
export function icon(name: IconName): TemplateResult {
  return html`<i class="ds-icon ds-icon--${name}" aria-hidden="true"></i>`;
}

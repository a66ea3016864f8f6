/** Codicons; each name has its glyph in `styles/icons.css`. */

import { html, nothing, type TemplateResult } from 'lit';

/** Names of the glyphs that the panel uses. */
export type IconName =
  | 'arrowDown'
  | 'arrowUp'
  | 'caseSensitive'
  | 'branch'
  | 'check'
  | 'chevronDown'
  | 'chevronLeft'
  | 'chevronRight'
  | 'chevronUp'
  | 'clock'
  | 'close'
  | 'confidence'
  | 'copy'
  | 'edit'
  | 'ellipsis'
  | 'error'
  | 'eye'
  | 'eyeClosed'
  | 'file'
  | 'info'
  | 'history'
  | 'lightbulb'
  | 'newAnswer'
  | 'pause'
  | 'pin'
  | 'pinned'
  | 'queue'
  | 'refresh'
  | 'request'
  | 'running'
  | 'search'
  | 'save'
  | 'trash'
  | 'send'
  | 'settings'
  | 'starter'
  | 'stop'
  | 'warning';

/** A glyph that says nothing to screen readers; `slot` is its place in an element of the toolkit. */
export function icon(name: IconName, slot?: 'start' | 'indicator'): TemplateResult {
  return html`<i class="ds-icon ds-icon--${name}" slot=${slot ?? nothing} aria-hidden="true"></i>`;
}

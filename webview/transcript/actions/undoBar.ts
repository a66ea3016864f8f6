/** The bar that offers to restore a chat just deleted. */

import { html, nothing, type TemplateResult } from 'lit';
import type { PartContext } from '../../state/templateContext.ts';
import { icon } from '../../widgets/icon.ts';

/** The bar; nothing when there is nothing to undo. */
export function undoBar({ strings, ui }: PartContext): TemplateResult | typeof nothing {
  const { undo } = ui;
  if (undo === undefined) return nothing;
  return html`<div class="ds-chatNotice ds-undo" role="group" aria-label=${strings.delete}>
    ${icon('trash')}<span class="ds-chatNotice__text">${undo.text}</span>
    <button
      class="ds-textButton"
      type="button"
      data-action="undo"
      data-of="${undo.turnId}/question"
    >
      ${strings.undo}
    </button>
  </div>`;
}

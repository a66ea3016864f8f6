/** The button that scrolls to the end, marked while there is something new. */

import { html, nothing, type TemplateResult } from 'lit';
import type { PartContext } from '../state/templateContext.ts';
import { icon } from '../widgets/icon.ts';

/** The button over the composer, for a reader who is elsewhere. */
export function jumpToLatest({ strings, ui, actions }: PartContext): TemplateResult {
  return html`<div class="ds-jump">
    <vscode-button appearance="secondary" @click=${() => actions.jumpToEnd()}
      >${icon('arrowDown', 'start')}${strings.jumpToLatest}</vscode-button
    >${
      ui.newBelow === true
        ? html`<span class="ds-jump__new" role="img" aria-label=${strings.newBelow}></span>`
        : nothing
    }
  </div>`;
}

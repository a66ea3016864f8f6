/** The estimate of the next request in one line, with its breakdown on hover and focus. */

import { html, nothing, type TemplateResult } from 'lit';
import type { EstimateView } from '../../src/protocol/estimate.ts';

/** The estimate line; `id` is unique on the page. */
export function estimateLine(view: EstimateView | null | undefined, id: string): TemplateResult {
  return html`<div class="ds-estimate">${view ? estimateText(view, id) : nothing}</div>`;
}

function estimateText(view: EstimateView, id: string): TemplateResult {
  const { label, size, share, fill, pieces, details } = view;
  return html`<button
      class="ds-estimate__line"
      type="button"
      data-fill=${fill}
      aria-label=${label}
      aria-describedby=${id}
    >
      ${share === undefined ? nothing : meter(share)}
      ${[size, ...pieces].map((piece) => html`<span class="ds-estimate__piece">${piece}</span>`)}
    </button>
    <div class="ds-estimate__details" role="tooltip" id=${id}>
      ${details.map((line) => html`<p>${line}</p>`)}
    </div>`;
}

function meter(share: number): TemplateResult {
  // What is there at all is seen.
  const percent = Math.min(100, Math.max(2, share * 100));
  return html`<span class="ds-estimate__meter" aria-hidden="true"
    ><span class="ds-estimate__filled" .style=${`width: ${percent}%`}></span
  ></span>`;
}

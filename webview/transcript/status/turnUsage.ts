/** The receipt of a turn: one line, with the breakdown on hover and focus, and why it cost more. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Turn } from '../../../src/conversation/model.ts';
import type { TurnReceipt } from '../../../src/protocol/receipts.ts';
import { hideTooltip, showTooltip, showTooltipSoon } from '../../widgets/tooltip.ts';
import type { PartContext } from '../../state/templateContext.ts';

/** The receipt, or nothing for a turn that nothing is known of. */
export function usageLine(turn: Turn, context: PartContext): TemplateResult | typeof nothing {
  const receipt = context.state.receipts?.[turn.id];
  if (receipt === undefined) return nothing;
  return html`<span
    class="ds-usage"
    @mouseenter=${showTooltipSoon}
    @mouseleave=${hideTooltip}
    @focusin=${showTooltip}
    @focusout=${hideTooltip}
  >
    <button
      class="ds-usage__line"
      type="button"
      aria-description=${receipt.details.join('\n')}
      data-part="usage"
    >
      ${pieces(receipt)}
    </button>
    <span class="ds-tip" role="tooltip" popover="manual">${receipt.details.join('\n')}</span>
  </span>`;
}

/** Why the cache gave less than it could; nothing where it gave what it had. */
export function cacheNote(turn: Turn, { state }: PartContext): TemplateResult | typeof nothing {
  const note = state.receipts?.[turn.id]?.note;
  return note === undefined
    ? nothing
    : html`<div class="ds-usage__note" data-part="cacheBreak">${note}</div>`;
}

/** A line that breaks between pieces only; what comes fourth and later needs a wide panel. */
function pieces({ line }: TurnReceipt): readonly TemplateResult[] {
  const always = line.slice(0, 3);
  const more = line.slice(3);
  return [
    ...always.map((piece, index) => {
      const text = index < always.length - 1 ? `${piece} ·` : piece;
      return html`<span class="ds-usage__piece">${text}</span> `;
    }),
    ...more.map(
      (piece) => html`<span class="ds-usage__piece ds-usage__piece--more">· ${piece}</span> `,
    ),
  ];
}

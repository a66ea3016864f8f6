/** A summary between the turns, which can show the turns that it replaces. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Turn } from '../../src/conversation/model.ts';
import { fill } from '../../src/protocol/strings/uiStrings.ts';
import { markdown } from '../markdown/markdownDirective.ts';
import type { PartContext } from '../state/templateContext.ts';
import { icon } from '../widgets/icon.ts';
import { disabledReason } from '../state/isRunning.ts';

/** Whether a summary is sent instead of the turn at this place among those held. */
export function isSummarised(index: number, { state }: Pick<PartContext, 'state'>): boolean {
  return state.earlier + index < (state.summarised ?? 0);
}

/** The summary that ends with this turn; nothing where there is none. */
export function summaryItem(turn: Turn, context: PartContext): TemplateResult | typeof nothing {
  const { summary } = turn;
  if (summary === undefined) return nothing;
  const { strings, ui, actions } = context;
  const key = `${turn.id}/summary`;
  const open = ui.folds[key] === true;
  const used = summary.unused !== true;
  const reason = disabledReason(context);
  const name = summary.turns === 1 ? strings.summaryOfOne : fill(strings.summaryOf, summary.turns);
  return html`<section class="ds-summary" aria-label=${name}>
    <div class="ds-summary__bar">
      <button
        class="ds-reasoning__toggle"
        type="button"
        aria-expanded=${open ? 'true' : 'false'}
        @click=${() => actions.toggleFold(key, !open)}
      >
        ${icon(open ? 'chevronDown' : 'chevronRight')}<span>${name}</span>
      </button>
      <span class="ds-summary__state">${used ? strings.summaryInUse : strings.summaryUnused}</span>
      <button
        class="ds-textButton"
        type="button"
        aria-disabled=${reason === undefined ? nothing : 'true'}
        title=${reason ?? nothing}
        @click=${() => {
          if (reason !== undefined) return;
          actions.post({ type: 'useSummary', turnId: turn.id, used: !used });
        }}
      >
        ${used ? strings.summaryUseOriginals : strings.summaryUse}
      </button>
    </div>
    ${open ? html`<div class="ds-summary__text">${markdown(summary.text, strings)}</div>` : nothing}
  </section>`;
}

/** Cheaper alternatives to sending now, next to the send button; the user has to choose one. */

import { html, nothing, type TemplateResult } from 'lit';
import type { SendOffers } from '../../src/protocol/estimate.ts';
import { fill } from '../../src/protocol/strings/uiStrings.ts';
import { formatSpan, formatTime } from '../widgets/format.ts';
import { hostNow } from '../state/state.ts';
import type { PartContext } from '../state/templateContext.ts';
import { icon } from '../widgets/icon.ts';
import { disabledReason } from '../state/isRunning.ts';

const minute = 60_000;

/** The offers for what is in the composer. */
export function sendSuggestions(context: PartContext): TemplateResult | typeof nothing {
  const { state, ui } = context;
  const offers = state.estimates?.next;
  const empty = ui.draft.trim() === '' && state.context.length === 0;
  if (offers === undefined || offers === null || empty || disabledReason(context) !== undefined) {
    return nothing;
  }
  const begun = (ui.starter ?? '').trim() !== '';
  return html`${offPeak(offers, context)}
  ${begun ? nothing : earlierAnswer(offers, ui.draft, context, () => undefined)}`;
}

/** The way to an answer that is there already; `leave` is done first. */
export function earlierAnswer(
  { repeat }: SendOffers,
  text: string,
  { strings, actions }: PartContext,
  leave: () => void,
): TemplateResult | typeof nothing {
  // It was found for the text as it was then.
  if (repeat === undefined || repeat.text !== text.trim()) return nothing;
  return html`<div class="ds-offer">
    <button
      class="ds-textButton"
      type="button"
      @click=${() => {
        leave();
        actions.post({ type: 'showAnswer', turnId: repeat.turnId });
      }}
    >
      ${strings.showEarlier}
    </button>
  </div>`;
}

function offPeak(
  { offPeakAt }: SendOffers,
  { strings, state, now, actions }: PartContext,
): TemplateResult | typeof nothing {
  if (offPeakAt === undefined) return nothing;
  const left = offPeakAt - hostNow(state, now);
  if (left <= 0) return nothing;
  const minutes = Math.ceil(left / minute);
  return html`<div class="ds-offer">
    ${icon('clock')}
    <span class="ds-offer__text"
      >${fill(strings.offPeakIn, formatSpan(minutes * minute, strings))}</span
    >
    <button
      class="ds-textButton"
      type="button"
      title=${strings.offPeakHint}
      aria-description=${strings.offPeakHint}
      @click=${() => actions.sendLater(offPeakAt)}
    >
      ${fill(strings.offPeakHold, formatTime(offPeakAt, now))}
    </button>
  </div>`;
}

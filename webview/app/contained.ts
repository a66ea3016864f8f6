/** Contains an error in one message, so that the rest of the panel stays usable. */

import { html, type TemplateResult } from 'lit';
import { describeFault } from './errorBoundary.ts';
import type { PartContext } from '../state/templateContext.ts';
import { icon } from '../widgets/icon.ts';

/** Places whose fault was reported: a message that grows is drawn in every frame. */
const reported = new Set<string>();
/** No more places are remembered. */
const maxReported = 1_000;

/** What `draw` gives, or a notice where it throws; `place` names what is drawn. */
export function contained<T>(
  place: string,
  context: PartContext,
  draw: () => T,
): T | TemplateResult {
  try {
    return draw();
  } catch (fault) {
    report(place, fault, context);
    return faultNotice(context);
  }
}

function report(place: string, fault: unknown, { actions }: PartContext): void {
  if (reported.has(place) || reported.size >= maxReported) return;
  reported.add(place);
  actions.post({ type: 'reportError', message: describeFault(fault) });
}

function faultNotice({ strings, actions }: PartContext): TemplateResult {
  return html`<div class="ds-notice" role="note" data-part="fault">
    ${icon('warning')}<span class="ds-notice__text">${strings.messageFailed}</span>
    <span class="ds-notice__actions">
      <button
        class="ds-textButton"
        type="button"
        @click=${() => actions.post({ type: 'runAction', action: 'showLog' })}
      >
        ${strings.actionShowLog}
      </button>
    </span>
  </div>`;
}

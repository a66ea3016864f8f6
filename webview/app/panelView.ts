/** The whole panel as a function of its state. */

import { html, nothing, type TemplateResult } from 'lit';
import type { ErrorAction } from '../../src/conversation/errors.ts';
import { actionLabels } from '../../src/protocol/errorTable.ts';
import type { RoomWarning } from '../../src/protocol/estimate.ts';
import type { Notice } from '../../src/protocol/messages.ts';
import { composer } from '../composer/composer.ts';
import { copyOffer } from '../transcript/actions/copyOffer.ts';
import { estimateLine } from '../composer/estimate.ts';
import type { PartContext } from '../state/templateContext.ts';
import { findBar } from '../find/findBar.ts';
import { history } from '../history/historyList.ts';
import { icon } from '../widgets/icon.ts';
import { jumpToLatest } from '../scroll/jumpToLatest.ts';
import { parameterSheet } from '../models/parameterSheet.ts';
import { queue } from '../composer/queue.ts';
import { shown } from '../widgets/shown.ts';
import { transcript } from '../transcript/transcript.ts';
import { turnMenu } from '../transcript/actions/turnMenu.ts';
import { undoBar } from '../transcript/actions/undoBar.ts';

/** Transcript above, composer below, announcements unseen. */
export function panelView(context: PartContext): TemplateResult {
  const { strings, state, ui } = context;
  return html`<main class=${context.history.isOpen ? 'ds-panel ds-panel--covered' : 'ds-panel'}>
    ${ui.find === null ? nothing : findBar(ui.find, context)}
    <div
      class="ds-transcript"
      role="log"
      aria-label=${strings.conversation}
      aria-live="off"
      tabindex="0"
    >
      ${transcript(context)}
    </div>
    <div class="ds-dock ds-column">
      ${ui.atEnd ? nothing : jumpToLatest(context)}
      ${state.panel.notices.map((notice) => chatNotice(notice, context))} ${undoBar(context)}
      ${copyOffer(context)} ${roomWarning(state.estimates?.next?.warning, context)}
      ${queue(context)} ${parameterSheet(context)} ${composer(context)}
      ${estimateLine(state.estimates?.next, 'ds-estimate-next')}
    </div>
    ${turnMenu(context)} ${context.history.isOpen ? history(context) : nothing}
    <div class="ds-unseen" role="status">${ui.status}</div>
  </main>`;
}

/** There is little room left for the next request. */
function roomWarning(
  warning: RoomWarning | undefined,
  context: PartContext,
): TemplateResult | typeof nothing {
  if (warning === undefined) return nothing;
  return html`<div class="ds-chatNotice" role="note">
    ${icon('warning')}<span class="ds-chatNotice__text">${warning.text}</span>
    ${warning.actions.map((action) => noticeButton(action, context))}
  </div>`;
}

function chatNotice(notice: Notice, context: PartContext): TemplateResult {
  return html`<div class="ds-chatNotice" role="note">
    ${icon('info')}<span class="ds-chatNotice__text">${shown(notice.text, 'prose')}</span>
    ${[notice.action, notice.otherAction, notice.thirdAction].map((action) => noticeButton(action, context))}
  </div>`;
}

function noticeButton(
  action: ErrorAction | undefined,
  { strings, actions }: PartContext,
): TemplateResult | typeof nothing {
  if (action === undefined) return nothing;
  return html`<button
    class="ds-textButton"
    type="button"
    @click=${() => actions.post({ type: 'runAction', action })}
  >
    ${strings[actionLabels[action]]}
  </button>`;
}

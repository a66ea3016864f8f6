/** The whole panel as a function of its state. */

import { html, nothing, type TemplateResult } from 'lit';
import { actionLabels } from '../../src/protocol/errorTable.ts';
import type { Notice } from '../../src/protocol/messages.ts';
import { composer } from './composer.ts';
import type { PartContext } from './context.ts';
import { icon } from './icon.ts';
import { parameterSheet } from './parameters.ts';
import { transcript } from './transcript.ts';

/** Transcript above, composer below, announcements unseen. */
export function panelView(context: PartContext): TemplateResult {
  const { strings, state, ui, actions } = context;
  return html`<main class="ds-panel">
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
      ${
        ui.atEnd
          ? nothing
          : html`<div class="ds-jump">
              <vscode-button appearance="secondary" @click=${() => actions.jumpToEnd()}
                >${icon('arrowDown', 'start')}${strings.jumpToLatest}</vscode-button
              >
            </div>`
      }
      ${state.panel.notices.map((one) => chatNotice(one, context))} ${parameterSheet(context)}
      ${composer(context)}
    </div>
    <div class="ds-unseen" role="status">${ui.status}</div>
  </main>`;
}

function chatNotice(one: Notice, { strings, actions }: PartContext): TemplateResult {
  const { action } = one;
  return html`<div class="ds-chatNotice" role="note">
    ${icon('info')}<span class="ds-chatNotice__text">${one.text}</span>
    ${
      action === undefined
        ? nothing
        : html`<button
            class="ds-textButton"
            type="button"
            @click=${() => actions.post({ type: 'runAction', action })}
          >
            ${strings[actionLabels[action]]}
          </button>`
    }
  </div>`;
}

/** Edits an earlier question in place; sending makes a sibling branch. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { messageLimits } from '../../../src/conversation/limits.ts';
import { enterSends } from '../../composer/imeComposition.ts';
import { estimateLine } from '../../composer/estimate.ts';
import { disabledReason } from '../../state/isRunning.ts';
import { earlierAnswer } from '../../composer/sendSuggestions.ts';
import type { EditState, PartContext } from '../../state/templateContext.ts';

/** The field with its two buttons. */
export function editMessage({ turnId, text }: EditState, context: PartContext): TemplateResult {
  const { strings, actions, composition } = context;
  const reason = disabledReason(context);
  const edit = context.state.estimates?.edit;
  return html`<div class="ds-edit">
    <textarea
      class="ds-edit__text"
      dir="auto"
      rows="1"
      maxlength=${messageLimits.text}
      aria-label=${strings.editMessage}
      .value=${live(text)}
      @input=${(event: Event) => actions.setEdit(textOfField(event))}
      @keydown=${(event: KeyboardEvent) => onKeyDown(event, context)}
      @keyup=${() => composition.onKeyUp()}
      @compositionstart=${() => composition.onStart()}
      @compositionend=${(event: CompositionEvent) => composition.onEnd(event)}
    ></textarea>
    <div class="ds-edit__hint">${strings.editHint}</div>
    ${estimateLine(edit?.turnId === turnId ? edit.view : null, 'ds-estimate-edit')}
    ${
      edit?.turnId === turnId && reason === undefined
        ? earlierAnswer(edit.view, text, context, () => actions.cancelEdit())
        : nothing
    }
    <div class="ds-edit__actions">
      <vscode-button
        aria-disabled=${reason === undefined ? nothing : 'true'}
        title=${reason ?? nothing}
        @click=${() => actions.sendEdit()}
        >${strings.send}</vscode-button
      >
      <vscode-button appearance="secondary" @click=${() => actions.cancelEdit()}
        >${strings.cancel}</vscode-button
      >
    </div>
  </div>`;
}

function onKeyDown(event: KeyboardEvent, { composition, state, actions }: PartContext): void {
  if (composition.owns(event)) {
    // What the input method does with Escape or an arrow is no key of the panel's.
    event.stopPropagation();
  } else if (enterSends(event, state.panel.sendWith)) {
    event.preventDefault();
    actions.sendEdit();
  } else if (event.key === 'Escape') {
    event.preventDefault();
    actions.cancelEdit();
  }
}

function textOfField(event: Event): string {
  return event.currentTarget instanceof HTMLTextAreaElement ? event.currentTarget.value : '';
}

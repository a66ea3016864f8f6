/** The parameter sheet above the composer, and the button that opens it. */

import { html, nothing, type TemplateResult } from 'lit';
import { fill } from '../../src/protocol/strings/uiStrings.ts';
import type { PartContext } from '../state/templateContext.ts';
import { icon } from '../widgets/icon.ts';
import {
  check,
  modelFields,
  number,
  parameterLabels,
  presets,
  stopField,
  systemFields,
} from './parameterRows.ts';
import { closeSheet, openSheet, reset, toggleSheet } from './parameterSheetState.ts';

/** Opens the sheet; marked where this chat has something otherwise than the settings. */
export function parametersButton(context: PartContext): TemplateResult {
  const { strings, state } = context;
  const { changed } = state.panel.parameters;
  const marked = changed.length > 0;
  const names = changed.map((name) => strings[parameterLabels[name]]).join(', ');
  const description = marked ? fill(strings.parametersChanged, names) : nothing;
  return html`<button
    class="ds-iconButton ds-parameters ${marked ? 'ds-parameters--changed' : ''}"
    type="button"
    aria-label=${strings.parameters}
    aria-description=${description}
    aria-haspopup="dialog"
    aria-expanded=${openSheet(context) === undefined ? 'false' : 'true'}
    title=${marked ? `${strings.parameters}. ${fill(strings.parametersChanged, names)}` : strings.parameters}
    @click=${(event: Event) => toggleSheet(context, event.currentTarget)}
  >
    ${icon('settings')}
  </button>`;
}

/** The sheet while it is open. */
export function parameterSheet(context: PartContext): TemplateResult | typeof nothing {
  if (openSheet(context) === undefined) return nothing;
  const { strings, state } = context;
  const { notes, changed } = state.panel.parameters;
  return html`<section
    class="ds-sheet"
    role="dialog"
    aria-label=${strings.parameters}
    @keydown=${(event: KeyboardEvent) => onKeyDown(event, context)}
  >
    <div class="ds-sheet__bar">
      <span class="ds-sheet__title">${strings.parameters}</span>
      <button
        class="ds-textButton"
        type="button"
        ?disabled=${changed.length === 0}
        @click=${() => reset(context)}
      >
        ${strings.parametersReset}
      </button>
      <button
        class="ds-iconButton"
        type="button"
        data-close-popup
        aria-label=${strings.close}
        title=${strings.close}
        @click=${() => closeSheet(context)}
      >
        ${icon('close')}
      </button>
    </div>
    <div class="ds-sheet__fields">
      ${modelFields(context)} ${number('temperature', context, strings.temperatureHint)}
      ${presets(context)} ${number('topP', context)}
      ${number('maxTokens', context, strings.maxTokensHint)} ${number('frequencyPenalty', context)}
      ${number('presencePenalty', context)} ${stopField(context)}
      ${check('jsonOutput', context, strings.jsonHint)}
      ${check('stream', context, strings.streamHint)}
      ${check('logprobs', context, strings.logprobsHint)} ${number('topLogprobs', context)}
      ${systemFields(context)}
      ${notes.map((note) => html`<p class="ds-field__note ds-field--wide">${note}</p>`)}
    </div>
  </section>`;
}

/** Escape belongs to the sheet while the focus is in it. */
function onKeyDown(event: KeyboardEvent, context: PartContext): void {
  if (event.key !== 'Escape' || event.isComposing) return;
  event.preventDefault();
  closeSheet(context);
}

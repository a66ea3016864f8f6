/** The composer: text, the next message's options, and one button to send or stop. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { messageLimits } from '../../src/conversation/limits.ts';
import { enterSends } from './imeComposition.ts';
import { attached } from './contextChip.ts';
import type { PartContext } from '../state/templateContext.ts';
import { icon } from '../widgets/icon.ts';
import { parametersButton } from '../models/parameterSheet.ts';
import { modelPicker } from '../models/modelPicker.ts';
import { thinkingPicker } from '../models/thinkingPicker.ts';
import { isRunning } from '../state/isRunning.ts';
import { sendSuggestions } from './sendSuggestions.ts';
import { starterButton, starterField } from './prefill.ts';

/** The composer. */
export function composer(context: PartContext): TemplateResult {
  const { strings, ui, actions, composition } = context;
  return html`<div class="ds-composer">
    ${attached(context)} ${starterField(context)}
    <textarea
      class="ds-composer__text"
      dir="auto"
      rows="1"
      maxlength=${messageLimits.text}
      aria-label=${strings.composerLabel}
      placeholder=${strings.composerPlaceholder}
      .value=${live(ui.draft)}
      @input=${(event: Event) => actions.setDraft(textOfField(event))}
      @keydown=${(event: KeyboardEvent) => onKeyDown(event, context)}
      @keyup=${() => composition.onKeyUp()}
      @compositionstart=${() => composition.onStart()}
      @compositionend=${(event: CompositionEvent) => composition.onEnd(event)}
    ></textarea>
    ${sendSuggestions(context)}
    <div class="ds-composer__bar">
      ${modelPicker(context)} ${thinkingPicker(context)} ${starterButton(context)}
      <span class="ds-composer__gap"></span>
      ${parametersButton(context)} ${queueButton(context)} ${button(context)}
    </div>
  </div>`;
}

function button(context: PartContext): TemplateResult {
  const { strings, ui, actions } = context;
  const running = isRunning(context);
  const { onlyShown = false } = context.state.panel;
  const empty = !running && ui.draft.trim() === '' && context.state.context.length === 0;
  const label = running ? strings.stop : strings.send;
  const needsKey = !running && context.state.panel.key === 'missing';
  return html`<button
    class="ds-send ${running ? 'ds-send--stop' : ''}"
    type="button"
    aria-label=${label}
    title=${needsKey ? strings.composerHint : label}
    aria-disabled=${empty || onlyShown ? 'true' : nothing}
    @click=${() => (running ? actions.post({ type: 'stop' }) : submit(context))}
  >
    ${icon(running ? 'stop' : 'send')}
  </button>`;
}

/** Beside the button that stops: what is written meanwhile goes when the answer is complete. */
function queueButton(context: PartContext): TemplateResult | typeof nothing {
  const { strings, ui, state } = context;
  const empty = ui.draft.trim() === '' && state.context.length === 0;
  if (empty || !isRunning(context)) return nothing;
  return html`<button
    class="ds-iconButton"
    type="button"
    aria-label=${strings.queueMessage}
    title=${strings.queueHint}
    @click=${() => submit(context)}
  >
    ${icon('queue')}
  </button>`;
}

/** What is written stays where it is in a chat that can only be read. */
function submit({ state, actions }: PartContext): void {
  if (state.panel.onlyShown !== true) actions.submit();
}

function onKeyDown(event: KeyboardEvent, context: PartContext): void {
  if (context.composition.owns(event)) return;
  if (enterSends(event, context.state.panel.sendWith)) {
    event.preventDefault();
    submit(context);
    return;
  }
  if (context.actions.recall(event)) event.preventDefault();
}

function textOfField(event: Event): string {
  return event.currentTarget instanceof HTMLTextAreaElement ? event.currentTarget.value : '';
}

/** Where the person writes: text, what the next message will use, and one button to send or stop. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { activeBranch } from '../../src/conversation/branch.ts';
import { enterSends } from '../composition.ts';
import { attached } from './chip.ts';
import type { PartContext } from './context.ts';
import { icon } from './icon.ts';
import { modelPicker, thinkingPicker } from './pickers.ts';
import { starterButton, starterField } from './starter.ts';

/** Whether a turn runs, so that the one button stops it. */
export function isRunning({ state }: Pick<PartContext, 'state'>): boolean {
  return state.conversation.openTurn !== null || state.panel.activity !== null;
}

/** The composer. */
export function composer(context: PartContext): TemplateResult {
  const { strings, ui, actions, composition } = context;
  return html`<div class="ds-composer">
    ${attached(context)} ${starterField(context)}
    <textarea
      class="ds-composer__text"
      rows="1"
      aria-label=${strings.composerLabel}
      placeholder=${strings.composerPlaceholder}
      .value=${live(ui.draft)}
      @input=${(event: Event) => actions.setDraft(textOfField(event))}
      @keydown=${(event: KeyboardEvent) => onKeyDown(event, context)}
      @keyup=${() => composition.onKeyUp()}
      @compositionstart=${() => composition.onStart()}
      @compositionend=${(event: Event) => composition.onEnd(event)}
    ></textarea>
    <div class="ds-composer__bar">
      ${modelPicker(context)} ${thinkingPicker(context)} ${starterButton(context)}
      <span class="ds-composer__gap"></span>
      ${button(context)}
    </div>
  </div>`;
}

function button(context: PartContext): TemplateResult {
  const { strings, ui, actions } = context;
  const running = isRunning(context);
  const idle = !running && ui.draft.trim() === '' && context.state.context.length === 0;
  const label = running ? strings.stop : strings.send;
  const needsKey = !running && context.state.panel.key === 'missing';
  return html`<button
    class="ds-send ${running ? 'ds-send--stop' : ''}"
    type="button"
    aria-label=${label}
    title=${needsKey ? strings.composerHint : label}
    aria-disabled=${idle ? 'true' : nothing}
    @click=${() => (running ? actions.post({ type: 'stop' }) : actions.submit())}
  >
    ${icon(running ? 'stop' : 'send')}
  </button>`;
}

function onKeyDown(event: KeyboardEvent, context: PartContext): void {
  if (context.composition.owns(event)) return;
  if (enterSends(event, context.state.panel.sendWith)) {
    event.preventDefault();
    if (!isRunning(context)) context.actions.submit();
    return;
  }
  if (event.key === 'ArrowUp' && context.ui.draft === '' && !event.ctrlKey && !event.metaKey) {
    const last = activeBranch(context.state.conversation).at(-1)?.user.text;
    if (last === undefined) return;
    event.preventDefault();
    context.actions.setDraft(last);
  }
}

function textOfField(event: Event): string {
  return event.currentTarget instanceof HTMLTextAreaElement ? event.currentTarget.value : '';
}

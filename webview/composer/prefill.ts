/** The answer's first words, chosen by the user: a button in the composer's bar, and a field above the text. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { messageLimits } from '../../src/conversation/limits.ts';
import { enterSends } from './imeComposition.ts';
import type { PartContext } from '../state/templateContext.ts';
import { icon } from '../widgets/icon.ts';

/** Opens or closes the field; where the server cannot do it, says so and does nothing. */
export function starterButton({ strings, state, ui, actions }: PartContext): TemplateResult {
  const reason = state.panel.starterFixed;
  const open = ui.starter !== undefined;
  return html`<button
    class="ds-iconButton ds-starterButton"
    type="button"
    aria-label=${strings.starter}
    aria-expanded=${open ? 'true' : 'false'}
    aria-disabled=${reason === undefined ? nothing : 'true'}
    aria-description=${reason ?? nothing}
    title=${reason ?? strings.starter}
    @click=${(event: Event) => {
      if (reason !== undefined) return;
      actions.setStarter(open ? undefined : '');
      if (!open) focusWhenDrawn(event);
    }}
  >
    ${icon('starter')}
  </button>`;
}

/** The field, while it is open. */
export function starterField(context: PartContext): TemplateResult | typeof nothing {
  const { strings, ui, actions, composition } = context;
  if (ui.starter === undefined) return nothing;
  return html`<div class="ds-starter">
    <textarea
      class="ds-starter__text"
      dir="auto"
      rows="1"
      maxlength=${messageLimits.text}
      aria-label=${strings.starter}
      placeholder=${strings.starterPlaceholder}
      .value=${live(ui.starter)}
      @input=${(event: Event) => actions.setStarter(textOf(event))}
      @keydown=${(event: KeyboardEvent) => onKeyDown(event, context)}
      @keyup=${() => composition.onKeyUp()}
      @compositionstart=${() => composition.onStart()}
      @compositionend=${(event: CompositionEvent) => composition.onEnd(event)}
    ></textarea>
    <button
      class="ds-iconButton"
      type="button"
      aria-label=${strings.starterRemove}
      title=${strings.starterRemove}
      @click=${(event: Event) => close(event, context)}
    >
      ${icon('close')}
    </button>
  </div>`;
}

function onKeyDown(event: KeyboardEvent, context: PartContext): void {
  if (context.composition.owns(event)) return;
  if (event.key === 'Escape') {
    // It closes the field and stops no answer.
    event.stopPropagation();
    event.preventDefault();
    close(event, context);
  } else if (enterSends(event, context.state.panel.sendWith)) {
    event.preventDefault();
    composerOf(event)?.focus();
  }
}

/** The caret goes back to the message. */
function close(event: Event, { actions }: PartContext): void {
  const composer = composerOf(event);
  actions.setStarter(undefined);
  composer?.focus();
}

function composerOf(event: Event): HTMLTextAreaElement | null | undefined {
  return frameOf(event)?.querySelector<HTMLTextAreaElement>('.ds-composer__text');
}

function frameOf(event: Event): Element | null {
  return event.currentTarget instanceof Element
    ? event.currentTarget.closest('.ds-composer')
    : null;
}

/** The field is there only after the next drawing. */
function focusWhenDrawn(event: Event): void {
  const frame = frameOf(event);
  const look = () => {
    const field = frame?.querySelector<HTMLTextAreaElement>('.ds-starter__text');
    if (field === null || field === undefined) return;
    field.focus();
    watch.disconnect();
  };
  const watch = new MutationObserver(look);
  if (frame !== null) watch.observe(frame, { childList: true, subtree: true });
}

function textOf(event: Event): string {
  return event.currentTarget instanceof HTMLTextAreaElement ? event.currentTarget.value : '';
}

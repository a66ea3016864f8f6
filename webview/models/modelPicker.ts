/** The model picker: the next message's model, and a searchable list of others. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { fill } from '../../src/protocol/strings/uiStrings.ts';
import type { PartContext } from '../state/templateContext.ts';
import { errorTitle } from '../transcript/status/errorCard.ts';
import { icon } from '../widgets/icon.ts';
import { shown } from '../widgets/shown.ts';
import { activeModel, choosable, modelOptions, moved, type ModelListUi } from './modelFilter.ts';

const listId = 'ds-models';

/** The picker; its list is over the composer while it is open. */
export function modelPicker(context: PartContext): TemplateResult {
  const { strings, state } = context;
  const { model, modelNotes = {} } = state.panel;
  const open = openList(context);
  const note = modelNotes[model];
  const words = note === undefined ? model : `${model}, ${note}`;
  return html`<div
    class="ds-modelPicker"
    @keydown=${(event: KeyboardEvent) => onKeyDown(event, context)}
    @focusout=${(event: FocusEvent) => onFocusOut(event, context)}
  >
    <button
      class="ds-picker ds-picker--model"
      type="button"
      role="combobox"
      aria-haspopup="listbox"
      aria-expanded=${open === undefined ? 'false' : 'true'}
      aria-controls=${open === undefined ? nothing : listId}
      aria-label=${strings.model}
      aria-description=${words}
      title=${words}
      data-close-popup=${open === undefined ? nothing : ''}
      @click=${(event: Event) => (openList(context) === undefined ? show(event, context) : close(context))}
    >
      <span class="ds-picker__value"><bdi>${shown(model)}</bdi></span
      >${icon('chevronDown')}
    </button>
    ${open === undefined ? nothing : list(open, context)}
  </div>`;
}

/** The list as it is now, not as it was drawn. */
function openList({ actions }: PartContext): ModelListUi | undefined {
  return actions.modelList();
}

function list(ui: ModelListUi, context: PartContext): TemplateResult {
  const { strings, state } = context;
  const options = modelOptions(state.panel, ui.query);
  const active = activeModel(ui, options, state.panel.model);
  const ids = choosable(options);
  return html`<div class="ds-models">
    <div class="ds-models__bar">
      <input
        class="ds-models__search"
        type="search"
        spellcheck="false"
        autocomplete="off"
        aria-label=${strings.modelSearch}
        placeholder=${strings.modelSearch}
        aria-controls=${listId}
        aria-activedescendant=${active === undefined ? nothing : optionId(ids.indexOf(active))}
        .value=${live(ui.query)}
        @input=${(event: Event) => search(event, context)}
      />
      <span class="ds-models__count" role="status"
        >${fill(strings.modelCount, options.shown.length, options.total)}</span
      >
    </div>
    ${listing(context)}
    <div
      class="ds-models__list"
      id=${listId}
      role="listbox"
      tabindex="-1"
      aria-label=${strings.modelList}
    >
      ${repeat(
        ids,
        (id) => id,
        (id, index) => option(id, index, id === active, id === options.typed, context),
      )}
    </div>
    ${options.shown.length === 0 ? html`<p class="ds-models__note">${strings.modelNone}</p>` : nothing}
  </div>`;
}

function option(
  id: string,
  index: number,
  isActive: boolean,
  isTyped: boolean,
  context: PartContext,
): TemplateResult {
  const { strings, state } = context;
  const { model, modelNotes = {} } = state.panel;
  const note = isTyped ? strings.modelTyped : modelNotes[id];
  return html`<div
    class="ds-models__option ${isActive ? 'ds-models__option--active' : ''}"
    id=${optionId(index)}
    role="option"
    aria-selected=${id === model ? 'true' : 'false'}
    title=${id}
    @mousedown=${(event: Event) => event.preventDefault()}
    @click=${() => choose(id, context)}
  >
    <span class="ds-models__mark">${id === model ? icon('check') : nothing}</span>
    <span class="ds-models__id">${shown(id)}</span>
    ${note === undefined ? nothing : html`<span class="ds-models__note">${note}</span>`}
  </div>`;
}

/** Why the server's own list is not there, and how to ask for it again. */
function listing({ strings, state, actions }: PartContext): TemplateResult | typeof nothing {
  const { modelListing } = state.panel;
  if (modelListing === undefined) return nothing;
  if (modelListing === 'loading') {
    return html`<p class="ds-models__note" role="status">${strings.modelsLoading}</p>`;
  }
  return html`<p class="ds-models__note" role="status">
    ${errorTitle(modelListing, strings)}
    <button
      class="ds-textButton"
      type="button"
      @click=${() => actions.post({ type: 'loadModels' })}
    >
      ${strings.actionRetry}
    </button>
  </p>`;
}

function optionId(index: number): string {
  return `ds-model-${String(index)}`;
}

function show(event: Event, context: PartContext, query = ''): void {
  const { state, actions } = context;
  actions.setModelList({ of: state.conversation.id, query });
  actions.post({ type: 'loadModels' });
  const picker = pickerOf(event);
  requestAnimationFrame(() => {
    picker?.querySelector<HTMLElement>('.ds-models__search')?.focus();
    revealActive(picker);
  });
}

function close({ actions }: PartContext): void {
  actions.setModelList(undefined);
}

function choose(id: string, context: PartContext): void {
  const { state, actions } = context;
  if (id !== state.panel.model) actions.post({ type: 'selectModel', model: id });
  focusTrigger();
  close(context);
}

function search(event: Event, { actions }: PartContext): void {
  const open = actions.modelList();
  const { currentTarget } = event;
  if (open === undefined || !(currentTarget instanceof HTMLInputElement)) return;
  actions.setModelList({ of: open.of, query: currentTarget.value });
}

function onKeyDown(event: KeyboardEvent, context: PartContext): void {
  const open = openList(context);
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const inButton =
    event.target instanceof Element && event.target.closest('.ds-textButton') !== null;
  if (open === undefined) return onClosedKey(event, context);
  const { panel } = context.state;
  const options = modelOptions(panel, open.query);
  const active = activeModel(open, options, panel.model);
  const next = moved(event.key, active, options);
  if (next !== undefined) {
    context.actions.setModelList({ ...open, active: next });
    requestAnimationFrame(() => revealActive(pickerOf(event)));
  } else if (event.key === 'Enter' && !inButton) {
    if (active !== undefined) choose(active, context);
  } else if (event.key === 'Escape') {
    focusTrigger();
    close(context);
  } else if (event.key.length === 1 && isTrigger(event.target)) {
    // The search has not got the focus yet.
    context.actions.setModelList({ of: open.of, query: open.query + event.key });
  } else return;
  event.preventDefault();
}

/** Arrows open the list; what is typed is looked for at once. */
function onClosedKey(event: KeyboardEvent, context: PartContext): void {
  const types = event.key.length === 1 && event.key !== ' ';
  if (!types && event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  show(event, context, types ? event.key : '');
}

/** The list closes when the focus goes elsewhere on the page; that VS Code loses it changes nothing. */
function onFocusOut(event: FocusEvent, context: PartContext): void {
  const { relatedTarget } = event;
  const stays = relatedTarget instanceof Node && pickerOf(event)?.contains(relatedTarget) === true;
  if (!stays && document.hasFocus() && openList(context) !== undefined) close(context);
}

function isTrigger(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('.ds-picker--model');
}

function focusTrigger(): void {
  document.querySelector<HTMLElement>('.ds-picker--model')?.focus();
}

function pickerOf(event: Event): Element | null {
  return event.target instanceof Element ? event.target.closest('.ds-modelPicker') : null;
}

function revealActive(picker: Element | null): void {
  picker?.querySelector('.ds-models__option--active')?.scrollIntoView({ block: 'nearest' });
}

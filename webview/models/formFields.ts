/** Form fields of the parameter sheet: a label, a control, and a line for errors and hints. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { messageLimits } from '../../src/conversation/limits.ts';
import { fill, type UiStrings } from '../../src/protocol/strings/uiStrings.ts';
import { icon } from '../widgets/icon.ts';

/** What every field has. */
export interface Field {
  readonly name: string;
  readonly label: string;
  /** Why it is not sent; it cannot be changed then. */
  readonly unsent?: string | undefined;
  /** Whether something is set although it is not sent. */
  readonly isSet: boolean;
  /** What is wrong with what is typed. */
  readonly problem?: string | undefined;
  readonly hint?: string | undefined;
  /** Whether it differs from the settings. */
  readonly changed: boolean;
}

/** A field whose value is typed; `onCommit` comes when the typing is over. */
export interface TextField extends Field {
  readonly text: string;
  readonly onInput: (text: string) => void;
  readonly onCommit: () => void;
}

/** A choice of a list. */
export interface SelectField extends Field {
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly onPick: (value: string) => void;
}

/** On or off. */
export interface CheckField extends Field {
  readonly checked: boolean;
  readonly onToggle: (checked: boolean) => void;
}

/** A number, or a short text. */
export function textField(field: TextField, strings: UiStrings): TemplateResult {
  return html`<div class="ds-field">
    ${label(field)}
    <input
      class="ds-field__input"
      id=${idOf(field)}
      type="text"
      inputmode="decimal"
      autocomplete="off"
      spellcheck="false"
      .value=${live(field.text)}
      ?disabled=${field.unsent !== undefined}
      aria-invalid=${field.problem === undefined ? nothing : 'true'}
      aria-describedby=${describedBy(field)}
      @input=${(event: Event) => field.onInput(textOf(event))}
      @change=${() => field.onCommit()}
    />
    ${notes(field, strings)}
  </div>`;
}

/** Several lines. */
export function areaField(
  field: TextField & { readonly readonly?: boolean },
  strings: UiStrings,
): TemplateResult {
  return html`<div class="ds-field ds-field--wide">
    ${label(field)}
    <textarea
      class="ds-field__input ds-field__area"
      dir="auto"
      id=${idOf(field)}
      rows="2"
      maxlength=${messageLimits.systemPrompt}
      spellcheck="false"
      .value=${live(field.text)}
      ?disabled=${field.unsent !== undefined}
      ?readonly=${field.readonly === true}
      aria-invalid=${field.problem === undefined ? nothing : 'true'}
      aria-describedby=${describedBy(field)}
      @input=${(event: Event) => field.onInput(textOf(event))}
      @change=${() => field.onCommit()}
    ></textarea>
    ${notes(field, strings)}
  </div>`;
}

/** One of several. */
export function selectField(field: SelectField, strings: UiStrings): TemplateResult {
  return html`<div class="ds-field">
    ${label(field)}
    <select
      class="ds-field__input"
      id=${idOf(field)}
      .value=${live(field.value)}
      ?disabled=${field.unsent !== undefined}
      aria-describedby=${describedBy(field)}
      @change=${(event: Event) => field.onPick(textOf(event))}
    >
      ${field.choices.map(
        (choice) =>
          html`<option value=${choice.value} ?selected=${choice.value === field.value}>
            ${choice.label}
          </option>`,
      )}
    </select>
    ${notes(field, strings)}
  </div>`;
}

/** On or off. */
export function checkField(field: CheckField, strings: UiStrings): TemplateResult {
  return html`<div class="ds-field ds-field--check">
    <input
      class="ds-field__box"
      id=${idOf(field)}
      type="checkbox"
      .checked=${live(field.checked)}
      ?disabled=${field.unsent !== undefined}
      aria-describedby=${describedBy(field)}
      @change=${(event: Event) =>
        field.onToggle(
          event.currentTarget instanceof HTMLInputElement && event.currentTarget.checked,
        )}
    />
    ${label(field)} ${notes(field, strings)}
  </div>`;
}

function label(field: Field): TemplateResult {
  return html`<label
    class="ds-field__label ${field.changed ? 'ds-field__label--changed' : ''}"
    for=${idOf(field)}
    >${field.label}</label
  >`;
}

/** One line at most, the most urgent. */
function notes(field: Field, strings: UiStrings): TemplateResult | typeof nothing {
  const text = noteOf(field, strings);
  if (text === undefined) return nothing;
  const wrong = field.problem !== undefined;
  return html`<div
    class="ds-field__note ${wrong ? 'ds-field__note--wrong' : ''}"
    id="${idOf(field)}-note"
    role=${wrong ? 'alert' : nothing}
  >
    ${wrong ? icon('error') : nothing}${text}
  </div>`;
}

function noteOf(field: Field, strings: UiStrings): string | undefined {
  if (field.unsent !== undefined) {
    return fill(field.isSet ? strings.setNotSent : strings.parameterNotSent, field.unsent);
  }
  return field.problem ?? field.hint;
}

function describedBy(field: Field): string | typeof nothing {
  const has = field.unsent ?? field.problem ?? field.hint;
  return has === undefined ? nothing : `${idOf(field)}-note`;
}

function idOf(field: Field): string {
  return `parameter-${field.name}`;
}

function textOf(event: Event): string {
  const target = event.currentTarget;
  return target !== null && 'value' in target && typeof target.value === 'string'
    ? target.value
    : '';
}

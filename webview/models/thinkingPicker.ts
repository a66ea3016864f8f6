/** Picks whether and how hard the next answer thinks. */

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ReasoningEffort } from '../../src/conversation/model.ts';
import type { Intent, PanelState } from '../../src/protocol/messages.ts';
import { fill, type UiStrings } from '../../src/protocol/strings/uiStrings.ts';
import type { PartContext } from '../state/templateContext.ts';
import { icon } from '../widgets/icon.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Whether and how hard the next answer thinks; out of use, with the reason, where the model decides that. */
export function thinkingPicker({ strings, state, actions }: PartContext): TemplateResult {
  const { panel } = state;
  const value = panel.thinking === 'on' ? panel.effort : panel.thinking;
  const choices = thinkingChoices(strings);
  const label = choices.find((choice) => choice.value === value)?.label ?? value;
  return picker({
    name: strings.thinking,
    style: 'ds-picker--thinking',
    value,
    label,
    shown: fill(strings.thinkingValue, label),
    choices,
    ...(panel.thinkingFixed === undefined ? {} : { reason: panel.thinkingFixed }),
    onPick: (picked) => actions.post(thinkingIntent(picked)),
  });
}

/** What a choice of the thinking picker asks for; an effort means on. */
export function thinkingIntent(value: string): Intent {
  return value === 'auto' || value === 'off'
    ? { type: 'selectThinking', thinking: value }
    : { type: 'selectThinking', thinking: 'on', effort: value as ReasoningEffort };
}

function thinkingChoices(strings: UiStrings): Choice[] {
  const efforts: Readonly<Record<PanelState['effort'], string>> = {
    low: strings.effortLow,
    high: strings.effortHigh,
    max: strings.effortMax,
  };
  return [
    { value: 'auto', label: strings.thinkingAuto },
    ...Object.entries(efforts).map(([value, label]) => ({ value, label })),
    { value: 'off', label: strings.thinkingOff },
  ];
}

interface Picker {
  readonly name: string;
  readonly style: string;
  readonly value: string;
  /** The value's own text. */
  readonly label: string;
  /** The text of the closed picker, which has the value's own in it. */
  readonly shown: string;
  readonly choices: readonly Choice[];
  /** Why it is out of use. */
  readonly reason?: string;
  readonly onPick: (value: string) => void;
}

function picker(item: Picker): TemplateResult {
  return html`<vscode-dropdown
    class="ds-picker ${item.style}"
    position="above"
    aria-label=${item.name}
    aria-description=${item.reason ?? item.shown}
    title=${item.reason ?? item.name}
    ?disabled=${item.reason !== undefined}
    .value=${item.value}
    @change=${(event: Event) => {
      const value = valueOf(event.currentTarget);
      if (value !== undefined && value !== item.value) item.onPick(value);
    }}
  >
    <div slot="selected-value" class="ds-picker__value">
      ${icon('lightbulb')}${nameless(item.shown, item.label)}
    </div>
    ${icon('chevronDown', 'indicator')}
    ${repeat(
      item.choices,
      (choice) => choice.value,
      (choice) =>
        html`<vscode-option
          value=${choice.value}
          ?selected=${choice.value === item.value}
          title=${choice.value === choice.label ? nothing : choice.label}
          >${choice.label}</vscode-option
        >`,
    )}
  </vscode-dropdown>`;
}

/** A text of which only the value stays where it is narrow. */
function nameless(shown: string, label: string): TemplateResult {
  const at = shown.indexOf(label);
  const name = (text: string) =>
    text === '' ? nothing : html`<span class="ds-picker__name">${text}</span>`;
  return html`${name(shown.slice(0, at))}${label}${name(shown.slice(at + label.length))}`;
}

function valueOf(target: EventTarget | null): string | undefined {
  return target !== null && 'value' in target && typeof target.value === 'string'
    ? target.value
    : undefined;
}

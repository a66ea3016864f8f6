/** The rows of the parameter sheet. */

import { html, nothing, type TemplateResult } from 'lit';
import {
  parameters,
  samplingParameters,
  type FlagParameter,
  type NumberParameter,
  type ParameterKey,
  type ParameterValues,
  type SamplingParameter,
} from '../../src/conversation/parameters.ts';
import { fill, type UiStrings } from '../../src/protocol/strings/uiStrings.ts';
import type { PartContext } from '../state/templateContext.ts';
import {
  areaField,
  checkField,
  selectField,
  textField,
  type Field,
  type SelectField,
} from './formFields.ts';
import {
  choose,
  commit,
  problemOf,
  textOf,
  type,
  type TypedParameter,
} from './parameterSheetState.ts';

/** The labels that are not named like their parameter. */
const otherLabels = {
  reasoningEffort: 'effort',
  stop: 'stopSequences',
  stream: 'streamAnswer',
} as const;

/** What a parameter is called. */
export function parameterLabel(key: ParameterKey, strings: UiStrings): string {
  return strings[isOther(key) ? otherLabels[key] : key];
}

function isOther(key: ParameterKey): key is keyof typeof otherLabels {
  return Object.hasOwn(otherLabels, key);
}

function hintOf(key: SamplingParameter, strings: UiStrings): string | undefined {
  const hint = `${key}Hint`;
  return hint in strings ? strings[hint as keyof UiStrings] : undefined;
}

function field(name: ParameterKey, context: PartContext, hint?: string): Field {
  const { values, unsent, hints, changed } = context.state.panel.parameters;
  const value = values[name];
  const isSet = Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
  return {
    name,
    label: parameterLabel(name, context.strings),
    unsent: unsent[name],
    isSet: isSet && name !== 'reasoningEffort' && name !== 'thinking',
    hint: hints[name] ?? hint,
    changed: changed.includes(name),
  };
}

function typed(name: TypedParameter, context: PartContext, hint?: string) {
  return {
    ...field(name, context, hint),
    text: textOf(name, context),
    problem: problemOf(name, context),
    onInput: (text: string) => type(name, text, context),
    onCommit: () => commit(name, context),
  };
}

function number(name: NumberParameter, context: PartContext, hint?: string): TemplateResult {
  return textField(typed(name, context, hint), context.strings);
}

function flag(name: FlagParameter, context: PartContext, hint?: string): TemplateResult {
  return checkField(
    {
      ...field(name, context, hint),
      checked: context.state.panel.parameters.values[name],
      onToggle: (checked) => choose({ [name]: checked }, context),
    },
    context.strings,
  );
}

/** The sampling parameters; the ones that are named here come first. */
const sheetOrder = new Set<SamplingParameter>([
  'temperature',
  'topP',
  'maxTokens',
  ...samplingParameters,
]);

/** A field for each sampling parameter, and the presets below the temperature. */
export function samplingFields(context: PartContext): readonly TemplateResult[] {
  return [...sheetOrder].map((name) => {
    const hint = hintOf(name, context.strings);
    if (name === 'temperature') return html`${number(name, context, hint)} ${presets(context)}`;
    if (name === 'stop') return areaField(typed(name, context, hint), context.strings);
    return isFlag(name) ? flag(name, context, hint) : number(name, context, hint);
  });
}

function isFlag(name: SamplingParameter): name is FlagParameter {
  return parameters[name].kind === 'flag';
}

/** Model, thinking and effort. */
export function modelFields(context: PartContext): TemplateResult {
  const { strings, state } = context;
  const { panel, conversation } = state;
  const { values } = panel.parameters;
  const begun = conversation.turns.size > 0 || conversation.openTurn !== null;
  const ids = panel.models.includes(values.model) ? panel.models : [values.model, ...panel.models];
  const select = (item: Omit<SelectField, keyof Field>, of: Field) =>
    selectField({ ...of, ...item }, strings);
  return html`${select(
    {
      value: values.model,
      choices: [
        { value: 'auto', label: fill(strings.modelAuto, panel.model) },
        ...ids.filter((id) => id !== 'auto').map((id) => ({ value: id, label: id })),
      ],
      onPick: (model) => choose({ model }, context),
    },
    field('model', context, begun ? strings.modelCacheNote : undefined),
  )}
  ${select(
    {
      value: values.thinking,
      choices: [
        { value: 'auto', label: strings.thinkingAuto },
        { value: 'on', label: strings.thinkingAlways },
        { value: 'off', label: strings.thinkingOff },
      ],
      onPick: (thinking) => choose({ thinking: thinking as ParameterValues['thinking'] }, context),
    },
    field('thinking', context),
  )}
  ${select(
    {
      value: values.reasoningEffort,
      choices: [
        { value: 'low', label: strings.effortLow },
        { value: 'high', label: strings.effortHigh },
        { value: 'max', label: strings.effortMax },
      ],
      onPick: (effort) =>
        choose({ reasoningEffort: effort as ParameterValues['reasoningEffort'] }, context),
    },
    field('reasoningEffort', context),
  )}`;
}

/** The vendor's advice of 2025, for models that read it (contract 15). */
const temperatures: readonly (readonly [number, keyof UiStrings])[] = [
  [0, 'presetCode'],
  [1, 'presetData'],
  [1.3, 'presetTalk'],
  [1.5, 'presetCreative'],
];

/** The recommended temperatures, each with what it is for. */
function presets(context: PartContext): TemplateResult {
  const { strings, state } = context;
  const { values, unsent } = state.panel.parameters;
  return html`<div
    class="ds-presets ds-field--wide"
    role="group"
    aria-label=${strings.temperaturePresets}
  >
    ${temperatures.map(
      ([temperature, meaning]) =>
        html`<button
          class="ds-preset"
          type="button"
          aria-pressed=${values.temperature === temperature ? 'true' : 'false'}
          ?disabled=${unsent.temperature !== undefined}
          @click=${() => choose({ temperature }, context)}
        >
          ${strings[meaning]} · ${temperature}
        </button>`,
    )}
  </div>`;
}

/** The system prompt, to be written or picked until the chat begins. */
export function systemFields(context: PartContext): TemplateResult {
  const { strings, state, actions } = context;
  const { systemFrozen, prompts } = state.panel.parameters;
  const names = Object.keys(prompts);
  const saved: SelectField = {
    name: 'prompts',
    label: strings.savedPrompts,
    isSet: false,
    changed: false,
    value: '',
    choices: ['', ...names].map((name) => ({
      value: name,
      label: name === '' ? strings.savedPromptsChoose : name,
    })),
    onPick: (name) => {
      const systemPrompt = prompts[name];
      if (systemPrompt !== undefined) choose({ systemPrompt }, context);
    },
  };
  const hint = systemFrozen ? strings.systemFrozen : strings.systemHint;
  return html`${systemFrozen || names.length === 0 ? nothing : selectField(saved, strings)}
  ${areaField({ ...typed('systemPrompt', context, hint), readonly: systemFrozen }, strings)}
  ${
    systemFrozen
      ? html`<button
          class="ds-textButton ds-field--wide"
          type="button"
          @click=${() => actions.post({ type: 'newChat' })}
        >
          ${strings.newChat}
        </button>`
      : nothing
  }`;
}

/** State of the parameter sheet: open, unsaved input, chosen values. */

import type { ConversationSettings, ParameterValues } from '../../src/conversation/parameters.ts';
import type { NumberParameter } from '../../src/protocol/panelParameters.ts';
import type { PartContext, SheetUi } from '../state/templateContext.ts';
import { readNumber, readStops, writeStops, type Typed } from './parameterInput.ts';

/** A parameter that is typed. */
export type TypedParameter = NumberParameter | 'stop' | 'systemPrompt';

/** The open sheet of the chat that is shown. */
export function openSheet({ ui, state }: PartContext): SheetUi | undefined {
  return ui.sheet?.of === state.conversation.id ? ui.sheet : undefined;
}

/** Opens the sheet with the caret in its first field, or closes it. */
export function toggleSheet(context: PartContext, button: EventTarget | null): void {
  if (context.actions.sheet() !== undefined) {
    closeSheet(context);
    return;
  }
  context.actions.setSheet({ of: context.state.conversation.id, drafts: {} });
  const root = button instanceof Element ? button.closest('.ds-panel') : null;
  // Asked for after the drawing was, so that it comes after it in the same frame.
  requestAnimationFrame(() => root?.querySelector<HTMLElement>('.ds-sheet select')?.focus());
}

/** Takes what is rightly typed, closes the sheet, and gives the focus back to its button. */
export function closeSheet(context: PartContext): void {
  const sheet = context.actions.sheet();
  if (sheet === undefined) return;
  for (const name of Object.keys(sheet.drafts) as TypedParameter[]) take(name, context);
  context.actions.setSheet(undefined);
  document.querySelector<HTMLElement>('.ds-parameters')?.focus();
}

/** Remembers what is typed. */
export function type(name: TypedParameter, text: string, context: PartContext): void {
  const sheet = context.actions.sheet();
  if (sheet !== undefined) setDrafts({ ...sheet.drafts, [name]: text }, context);
}

/** Takes what is typed into a field if it is right; what is wrong stays in the field and goes nowhere. */
export function commit(name: TypedParameter, context: PartContext): void {
  if (take(name, context)) forget([name], context);
}

/** Chooses values; what is typed into their fields is gone. */
export function choose(change: ConversationSettings, context: PartContext): void {
  context.actions.post({ type: 'changeParameters', change });
  forget(Object.keys(change), context);
}

/** Lets everything be as the settings say. */
export function reset(context: PartContext): void {
  context.actions.post({ type: 'resetParameters' });
  setDrafts({}, context);
}

/** The text of a field: what is typed, or the value. */
export function textOf(name: TypedParameter, context: PartContext): string {
  return openSheet(context)?.drafts[name] ?? write(name, context);
}

/** What is wrong with a field's text. */
export function problemOf(name: TypedParameter, context: PartContext): string | undefined {
  const draft = openSheet(context)?.drafts[name];
  if (draft === undefined) return undefined;
  const typed = read(name, draft, context);
  return typed.ok ? undefined : typed.problem;
}

function take(name: TypedParameter, context: PartContext): boolean {
  const draft = context.actions.sheet()?.drafts[name];
  if (draft === undefined) return false;
  const typed = read(name, draft, context);
  if (!typed.ok) return false;
  const before = context.state.panel.parameters.values[name];
  if (JSON.stringify(typed.value) !== JSON.stringify(before)) {
    context.actions.post({ type: 'changeParameters', change: { [name]: typed.value } });
  }
  return true;
}

function read(
  name: TypedParameter,
  text: string,
  { state, strings }: PartContext,
): Typed<ParameterValues[TypedParameter]> {
  if (name === 'systemPrompt') return { ok: true, value: text };
  if (name === 'stop') return readStops(text, strings);
  return readNumber(text, state.panel.parameters.ranges[name], strings);
}

function write(name: TypedParameter, { state }: PartContext): string {
  const { values, systemText, systemFrozen } = state.panel.parameters;
  if (name === 'systemPrompt') return systemFrozen ? systemText : values.systemPrompt;
  if (name === 'stop') return writeStops(values.stop);
  return values[name] === null ? '' : String(values[name]);
}

function forget(names: readonly string[], context: PartContext): void {
  const drafts = Object.entries(context.actions.sheet()?.drafts ?? {});
  // Drawn only for a reason: the host has not answered yet, and the old value would flash up.
  if (!drafts.some(([name]) => names.includes(name))) return;
  setDrafts(Object.fromEntries(drafts.filter(([name]) => !names.includes(name))), context);
}

function setDrafts(drafts: SheetUi['drafts'], { actions, state }: PartContext): void {
  actions.setSheet({ of: state.conversation.id, drafts });
}

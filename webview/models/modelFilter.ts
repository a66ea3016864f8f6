/** Filters the model list by the search text; pure. */

import type { PanelState } from '../../src/protocol/messages.ts';

/** The open list. */
export interface ModelListUi {
  /** The conversation that it was opened for. */
  readonly of: string;
  readonly query: string;
  /** The id that Enter chooses; none until the user moves, then it is the one in use, or the first. */
  readonly active?: string;
}

/** What can be chosen. */
export interface ModelOptions {
  /** Ids in the order of the server. */
  readonly shown: readonly string[];
  /** What is typed, where no model is called so: a server may have more than it lists. */
  readonly typed?: string;
  readonly total: number;
}

/** The models that have every word of the query in their id. */
export function modelOptions(
  { model, models }: Pick<PanelState, 'model' | 'models'>,
  query: string,
): ModelOptions {
  const all = models.includes(model) ? models : [model, ...models];
  const words = query.toLowerCase().split(/\s+/);
  const shown = all.filter((id) => words.every((word) => id.toLowerCase().includes(word)));
  const typed = query.trim();
  return {
    shown,
    total: all.length,
    ...(typed === '' || all.includes(typed) ? {} : { typed }),
  };
}

/** Everything that can be chosen, in order. */
export function choosable({ shown, typed }: ModelOptions): readonly string[] {
  return typed === undefined ? shown : [...shown, typed];
}

/** What Enter chooses. */
export function activeModel(
  ui: ModelListUi,
  options: ModelOptions,
  model: string,
): string | undefined {
  const ids = choosable(options);
  if (ui.active !== undefined && ids.includes(ui.active)) return ui.active;
  return ids.includes(model) ? model : ids[0];
}

/** How many places a key of the list moves by. */
const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 8,
  PageUp: -8,
  End: Infinity,
  Home: -Infinity,
};

/** Where a key leads from the active id; none for keys that do not move. */
export function moved(
  key: string,
  active: string | undefined,
  options: ModelOptions,
): string | undefined {
  const step = steps[key];
  const ids = choosable(options);
  if (step === undefined || active === undefined) return undefined;
  return ids[Math.min(ids.length - 1, Math.max(0, ids.indexOf(active) + step))];
}

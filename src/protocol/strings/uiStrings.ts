/** All texts of the page; the host translates them, `{0}` is a placeholder. */

import type { createUiStrings } from './english/uiStrings.ts';

/** Keyed by use; `src/protocol/strings/english` declares the keys. */
export type UiStrings = Readonly<ReturnType<typeof createUiStrings>>;

/** Puts values into the placeholders `{0}`, `{1}`, … of a text. */
export function fill(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? whole : String(value);
  });
}

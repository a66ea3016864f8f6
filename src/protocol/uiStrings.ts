/** Every text that the page shows; the host translates them, `{0}` stands for a value. */

/** Keyed by use; English in `src/views/uiStrings.ts`. */
export interface UiStrings {
  readonly composerLabel: string;
  readonly send: string;
  readonly stop: string;
}

/** Puts values into the placeholders `{0}`, `{1}`, … of a text. */
export function fill(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d+)\}/g, (whole, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? whole : String(value);
  });
}

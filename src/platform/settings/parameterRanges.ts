/** The valid range of each parameter (contract 4); a model may allow less. */

/** Bounds of a number; `above` excludes the lower one. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
  /** The number must be greater than `min`. */
  readonly above?: true;
}

/** The bounds of every parameter that is a number. */
export const parameterRanges = {
  temperature: { min: 0, max: 2 },
  topP: { min: 0, max: 1, above: true },
  frequencyPenalty: { min: -2, max: 2 },
  presencePenalty: { min: -2, max: 2 },
  maxTokens: { min: 1, max: 10_000_000, whole: true },
  topLogprobs: { min: 0, max: 20, whole: true },
} as const satisfies Readonly<Record<string, NumberRange>>;

/** A parameter that is a number. */
export type NumberParameter = keyof typeof parameterRanges;

/** How many stop sequences a request may have. */
export const mostStops = 16;
/** How long a stop sequence may be, in UTF-16 code units; the API names no limit. */
export const longestStop = 1_000;

/** Whether a value is a number within bounds. */
export function isInRange(value: unknown, range: NumberRange): value is number {
  return (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (range.above === true ? value > range.min : value >= range.min) &&
    value <= range.max &&
    (range.whole !== true || Number.isInteger(value))
  );
}

/** Whether a value is a list of stop sequences as the API takes it. */
export function isStopList(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= mostStops &&
    value.every((one) => typeof one === 'string' && one !== '' && one.length <= longestStop)
  );
}

/** Whether a text can be a `user_id` (contract 4). */
export function isUserId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,512}$/.test(value);
}

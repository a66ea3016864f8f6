/** The values that a parameter may have in general (contract 4); a model may allow fewer. */

import {
  parameters,
  type NumberParameter,
  type NumberRange,
  type Parameter,
  type ParameterKey,
} from './parameters.ts';

/** Bounds of the numeric parameters. */
export const parameterRanges = Object.fromEntries(
  Object.entries(parameters).flatMap(([key, row]) =>
    row.kind === 'number' ? [[key, row.range]] : [],
  ),
) as Readonly<Record<NumberParameter, NumberRange>>;

/** Maximum number of stop sequences per request. */
export const maxStops = 16;
/** Maximum length of a stop sequence, in UTF-16 code units; the API does not specify one. */
export const maxStopLength = 1_000;

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

/** Whether a value is a list of stop sequences that the API accepts. */
export function isStopList(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= maxStops &&
    value.every((stop) => typeof stop === 'string' && stop !== '' && stop.length <= maxStopLength)
  );
}

/** Whether the user may choose this value for a parameter. */
export function isParameterValue(key: ParameterKey, value: unknown): boolean {
  const row: Parameter = parameters[key];
  switch (row.kind) {
    case 'number':
      return value === null || isInRange(value, row.range);
    case 'flag':
      return typeof value === 'boolean';
    case 'stops':
      return isStopList(value);
    case 'choice':
      return row.choices.includes(value as string);
    case 'text':
      return typeof value === 'string' && value.length <= row.maxLength;
  }
}

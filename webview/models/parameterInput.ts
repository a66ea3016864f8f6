/** From what is typed into the sheet of parameters to a value, and back. */

import type { NumberRange } from '../../src/conversation/parameters.ts';
import { isInRange, maxStopLength, maxStops } from '../../src/conversation/parameterValues.ts';
import { fill, type UiStrings } from '../../src/protocol/strings/uiStrings.ts';

/** A value, or what is wrong with the text in the user's language. */
export type Typed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Reads a number within its range; nothing typed is `null`, a comma may stand for the point. */
export function readNumber(
  text: string,
  range: NumberRange,
  strings: UiStrings,
): Typed<number | null> {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: true, value: null };
  const value = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)$/.test(trimmed)
    ? Number(trimmed.replace(',', '.'))
    : NaN;
  return isInRange(value, range)
    ? { ok: true, value }
    : { ok: false, problem: rangeText(range, strings) };
}

function rangeText(range: NumberRange, strings: UiStrings): string {
  const text =
    range.whole === true
      ? strings.rangeWhole
      : range.above === true
        ? strings.rangeAbove
        : strings.rangeNumber;
  return fill(text, range.min, range.max);
}

/** Reads stop sequences, one a line; `\n`, `\t` and `\\` stand for what they stand for elsewhere. */
export function readStops(text: string, strings: UiStrings): Typed<readonly string[]> {
  const value = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map(unescape);
  if (value.length > maxStops) return { ok: false, problem: strings.stopTooMany };
  return value.some((stop) => stop.length > maxStopLength)
    ? { ok: false, problem: strings.stopTooLong }
    : { ok: true, value };
}

/** Stop sequences as they are typed. */
export function writeStops(stops: readonly string[]): string {
  return stops
    .map((stop) =>
      stop
        .replaceAll('\\', '\\\\')
        .replaceAll('\n', '\\n')
        .replaceAll('\t', '\\t')
        .replaceAll('\r', '\\r'),
    )
    .join('\n');
}

function unescape(line: string): string {
  const signs: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };
  return line.replace(/\\(.)/g, (whole, sign: string) => signs[sign] ?? whole);
}

/** Primitive values of events as stored in the log; `events/fieldKinds.ts` has the import limits. */

import { logLimits } from '../limits.ts';
import { plain } from './schema.ts';

const isString = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);

export const flag = plain<boolean>('flag', (value) => typeof value === 'boolean');
/** Stored only if true. */
export const mark = plain<true>('flag', flag);
export const text = plain<string>('text', isString);
/** The text of an answer, for which imports allow more than for other texts. */
export const answer = plain<string>('answer', isString);
/** A short text: a title, a path, or a name that a server assigned. */
export const name = plain<string>('name', isString);
/** A name; only some values are known. */
export const nameOf = <T extends string>() => plain<T>('name', isString);
export const id = plain<string>('id', isString);
export const origin = plain<string>('origin', isString);
export const path = plain<string>('path', isString);
export const header = plain<string>('header', isString);
export const number = plain<number>('number', isNumber);
export const count = plain<number>('count', isNumber);
/** A time that every formatter accepts, in milliseconds since the epoch. */
export const time = plain<number>(
  'time',
  (value) => isNumber(value) && Math.abs(value as number) <= logLimits.time,
);
/** An offset in a text, in UTF-16 code units; the reader checks it against the text's length. */
export const offset = plain<number>(
  'offset',
  (value) => Number.isInteger(value) && (value as number) >= 0,
);

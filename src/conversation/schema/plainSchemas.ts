/** The plain values that events are made of, as the log holds them; `events/fieldKinds.ts` has the limits of an import. */

import { logLimits } from '../limits.ts';
import { plain } from './schema.ts';

const isString = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);

export const flag = plain<boolean>('flag', (value) => typeof value === 'boolean');
/** Stored only where it is on. */
export const mark = plain<true>('flag', flag);
export const text = plain<string>('text', isString);
/** The text of an answer, whose imports may be longer than other texts. */
export const answer = plain<string>('answer', isString);
/** A short text: a title, a path, what servers call things. */
export const name = plain<string>('name', isString);
/** A name of which only some values are known. */
export const nameOf = <T extends string>() => plain<T>('name', isString);
export const id = plain<string>('id', isString);
export const origin = plain<string>('origin', isString);
export const path = plain<string>('path', isString);
export const header = plain<string>('header', isString);
export const number = plain<number>('number', isNumber);
export const count = plain<number>('count', isNumber);
/** A moment that every formatter takes, in milliseconds since the epoch. */
export const time = plain<number>(
  'time',
  (value) => isNumber(value) && Math.abs(value as number) <= logLimits.time,
);
/** A place in a text, in UTF-16 code units; whether the text is so long is for its reader to find out. */
export const offset = plain<number>(
  'offset',
  (value) => Number.isInteger(value) && (value as number) >= 0,
);

/** Field types of imported events: validation and fallback value. */

import { importLimits, logLimits } from '../limits.ts';
import type { PlainKind } from '../schema/schema.ts';
import { isRequestOrigin, isRequestPath } from '../requestOrigin.ts';

/** Why a value is invalid. */
export type FieldFault =
  'missing' | 'type' | 'word' | 'range' | 'length' | 'id' | 'origin' | 'path' | 'header';

/** A field type. */
export interface FieldKind {
  /** The reason a value is invalid; undefined if it may be stored. */
  readonly faultOf: (value: unknown) => FieldFault | undefined;
  /** The nearest valid value, so that every exported chat can be imported. */
  readonly fit?: (value: unknown) => unknown;
}

/** A number between `min` and `max`. */
function number(min: number, max: number): FieldKind {
  return {
    faultOf: (value) => {
      if (typeof value !== 'number') return 'type';
      return value >= min && value <= max ? undefined : 'range';
    },
    fit: (value) => (typeof value === 'number' ? Math.min(max, Math.max(min, value)) : value),
  };
}

/** A string of at most `max` UTF-16 code units. */
function text(max: number): FieldKind {
  return {
    faultOf: (value) => {
      if (typeof value !== 'string') return 'type';
      return value.length <= max ? undefined : 'length';
    },
    fit: (value) => (typeof value === 'string' ? value.slice(0, max) : value),
  };
}

function matching(test: (value: string) => boolean, fault: FieldFault): FieldKind {
  return {
    faultOf: (value) => {
      if (typeof value !== 'string') return 'type';
      return test(value) ? undefined : fault;
    },
  };
}

/** Validates a value that must be one of these words. */
export function wordFault(value: unknown, words: readonly string[]): FieldFault | undefined {
  if (typeof value !== 'string') return 'type';
  return words.includes(value) ? undefined : 'word';
}

/** The characters of generated ids, which also become file names and map keys. */
const idPattern = /^[a-z0-9-]{1,64}$/;
/** A header name that cannot inject another header (RFC 9110, 5.6.2). */
const headerPattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/;

/** Whether a string is a valid header name. */
export function isHeaderName(name: string): boolean {
  return headerPattern.test(name);
}

/** The field types used by events. */
export const kinds: Readonly<Record<PlainKind, FieldKind>> = {
  flag: {
    faultOf: (value) => (typeof value === 'boolean' ? undefined : 'type'),
  },
  text: text(logLimits.text),
  answer: text(importLimits.text),
  name: text(importLimits.name),
  id: matching((value) => idPattern.test(value), 'id'),
  time: number(importLimits.earliest, importLimits.latest),
  offset: {
    faultOf: (value) => {
      if (typeof value !== 'number') return 'type';
      return Number.isInteger(value) && value >= 0 && value <= importLimits.text
        ? undefined
        : 'range';
    },
  },
  count: number(0, Number.MAX_SAFE_INTEGER),
  number: number(-Number.MAX_VALUE, Number.MAX_VALUE),
  origin: matching(isRequestOrigin, 'origin'),
  path: matching(isRequestPath, 'path'),
  header: matching(isHeaderName, 'header'),
};

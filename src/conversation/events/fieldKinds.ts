/** Field types of imported events: how a value is checked, and its fallback. */

import { importLimits, logLimits } from '../limits.ts';
import type { PlainKind } from '../schema/schema.ts';
import { isRequestOrigin, isRequestPath } from '../requestOrigin.ts';

/** Why a value was refused. */
export type FieldFault =
  'missing' | 'type' | 'word' | 'range' | 'length' | 'id' | 'origin' | 'path' | 'header';

/** One kind of plain value. */
export interface FieldKind {
  /** What is wrong with a value; none when it may be stored. */
  readonly faultOf: (value: unknown) => FieldFault | undefined;
  /** The nearest value that may be stored, so that every exported chat can be imported. */
  readonly fit?: (value: unknown) => unknown;
}

/** A number from `min` to `max`. */
function number(min: number, max: number): FieldKind {
  return {
    faultOf: (value) => {
      if (typeof value !== 'number') return 'type';
      return value >= min && value <= max ? undefined : 'range';
    },
    fit: (value) => (typeof value === 'number' ? Math.min(max, Math.max(min, value)) : value),
  };
}

/** A text of at most `max` UTF-16 code units. */
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

/** What is wrong with a value that has to be one of these words. */
export function wordFault(value: unknown, words: readonly string[]): FieldFault | undefined {
  if (typeof value !== 'string') return 'type';
  return words.includes(value) ? undefined : 'word';
}

/** What the extension makes ids of; they also become names of files and keys of maps. */
const idPattern = /^[a-z0-9-]{1,64}$/;
/** A name of a header, and nothing that could begin another one (RFC 9110, 5.6.2). */
const headerPattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/;

/** Whether a text can be the name of a header. */
export function isHeaderName(name: string): boolean {
  return headerPattern.test(name);
}

/** The kinds that events are made of. */
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

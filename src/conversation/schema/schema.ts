/**
 * Schemas of external data. A schema is a type guard that knows its fields, so one declaration defines the type
 * (`Infer`), the guard, and the fields that an import may contain.
 */

/** A guard with its structure; most have one of these properties. */
export type Schema<T> = ((value: unknown) => value is T) & Structure;

interface Structure {
  /** For a plain value: what an import validates more strictly. */
  readonly kind?: PlainKind;
  /** For an enumeration. */
  readonly words?: readonly string[];
  /** For a list. */
  readonly item?: Schema<unknown>;
  /** For an object. */
  readonly fields?: Fields;
  /** For `optional`, `orNull` and `local`. */
  readonly inner?: Schema<unknown>;
  readonly wrap?: 'optional' | 'orNull' | 'local';
}

/** An object's fields by name. */
export type Fields = Readonly<Record<string, Schema<unknown>>>;

/** Kinds of plain values. */
export type PlainKind =
  | 'flag'
  | 'text'
  | 'answer'
  | 'name'
  | 'id'
  | 'time'
  | 'offset'
  | 'count'
  | 'number'
  | 'origin'
  | 'path'
  | 'header';

/** The type that a schema guards. */
export type Infer<S> = S extends (value: unknown) => value is infer T ? T : never;

type OptionalKeys<F> = { [K in keyof F]: undefined extends Infer<F[K]> ? K : never }[keyof F];

/** The type of an object with these fields. */
export type ObjectOf<F> = {
  readonly [K in keyof F as K extends OptionalKeys<F> ? never : K]: Infer<F[K]>;
} & {
  readonly [K in keyof F as K extends OptionalKeys<F> ? K : never]?: Exclude<
    Infer<F[K]>,
    undefined
  >;
} extends infer T
  ? { [K in keyof T]: T[K] }
  : never;

function schema<T>(check: (value: unknown) => boolean, structure: Structure): Schema<T> {
  return Object.assign((value: unknown): value is T => check(value), structure);
}

/** A value described only by a guard. */
export function checked<T>(check: (value: unknown) => boolean): Schema<T> {
  return schema(check, {});
}

/** A plain value. */
export function plain<T>(kind: PlainKind, check: (value: unknown) => boolean): Schema<T> {
  return schema(check, { kind });
}

/** An enumeration of strings. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Schema<Word> {
  return schema((value) => words.includes(value as Word), { words });
}

/** A list of items. */
export function list<T>(item: Schema<T>): Schema<readonly T[]> {
  return schema((value) => Array.isArray(value) && value.every(item), { item });
}

/** An object with these fields; further fields are ignored. */
export function object<F extends Fields>(fields: F): Schema<ObjectOf<F>> {
  const checks = Object.entries(fields);
  const check = (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    checks.every(([name, isField]) => isField((value as Record<string, unknown>)[name]));
  return schema(check, { fields });
}

/** The schema, or a missing field. */
export function optional<T>(inner: Schema<T>): Schema<T | undefined> {
  return schema((value) => value === undefined || inner(value), { inner, wrap: 'optional' });
}

/** The schema, or `null`. */
export function orNull<T>(inner: Schema<T>): Schema<T | null> {
  return schema((value) => value === null || inner(value), { inner, wrap: 'orNull' });
}

/** Dropped by an import, because the value is only meaningful on this machine. */
export function local<T>(inner: Schema<T>): Schema<T> {
  return schema(inner, { inner, wrap: 'local' });
}

/** Validates and picks the fields of imported events; fields not in the schema are dropped. */

import type { Fields, Schema } from '../schema/schema.ts';
import type { ConversationEvent } from './events.ts';
import { eventSchemas } from './eventSchemas.ts';
import { kinds, wordFault, type FieldFault } from './fieldKinds.ts';
import { isEventType } from './isConversationEvent.ts';

/** An invalid field, as a path such as `user.context[0].id`, and the reason. */
export interface WrongField {
  readonly field: string;
  readonly fault: FieldFault;
}

/** Queue events are local: an imported chat has nothing to send. */
type ImportedType = Exclude<
  ConversationEvent['type'],
  'messageQueued' | 'messageUnqueued' | 'queueOrdered'
>;

/** Whether an import may contain events of this type. */
export function isImportedType(type: string): type is ImportedType {
  return isEventType(type) && eventSchemas[type].wrap !== 'local';
}

/** The first invalid field of an event; undefined if the event is valid. */
export function findWrongField(
  type: ImportedType,
  event: Readonly<Record<string, unknown>>,
): WrongField | undefined {
  return wrongIn(event, eventSchemas[type], '');
}

/** The event reduced to known fields, with well-formed strings and no negative zeros, which JSON cannot represent. */
export function pickKnownFields(event: ConversationEvent): ConversationEvent {
  return copy(event, (value) => {
    if (typeof value === 'number') return value + 0;
    return typeof value === 'string' ? value.toWellFormed() : value;
  });
}

/** The event reduced to known fields, with numbers and names clamped to the import limits. */
export function withFittingFields(event: ConversationEvent): ConversationEvent {
  return copy(event, (value, { kind }) =>
    kind === undefined || value === null ? value : (kinds[kind].fit?.(value) ?? value),
  );
}

type Take = (value: unknown, schema: Schema<unknown>) => unknown;

function copy(event: ConversationEvent, take: Take): ConversationEvent {
  if (!isImportedType(event.type)) return event;
  const kept = keep(event, eventSchemas[event.type], take) as Record<string, unknown>;
  return { type: event.type, ...kept } as ConversationEvent;
}

/** Copies the fields in the schema; `undefined` if the value has another type. */
function keep(value: unknown, schema: Schema<unknown>, take: Take): unknown {
  const { inner, item, fields } = schema;
  if (inner !== undefined) return keep(value, inner, take);
  if (item !== undefined) {
    return Array.isArray(value)
      ? value.map((entry: unknown) => keep(entry, item, take))
      : undefined;
  }
  if (fields === undefined) return isObject(value) ? undefined : take(value, schema);
  if (!isObject(value)) return undefined;
  const kept: Record<string, unknown> = {};
  for (const [key, field] of importedFields(fields)) {
    if (!Object.hasOwn(value, key)) continue;
    const held = keep(value[key], field, take);
    if (held !== undefined) kept[key] = held;
  }
  return kept;
}

function wrongIn(value: unknown, schema: Schema<unknown>, at: string): WrongField | undefined {
  const { wrap, inner, item, fields } = schema;
  if (inner !== undefined) {
    return wrap === 'orNull' && value === null ? undefined : wrongIn(value, inner, at);
  }
  if (item !== undefined) {
    if (!Array.isArray(value)) return { field: at, fault: 'type' };
    for (const [index, entry] of (value as unknown[]).entries()) {
      const wrong = wrongIn(entry, item, `${at}[${String(index)}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }
  if (fields !== undefined) return wrongField(value, fields, at);
  const fault = plainFault(value, schema);
  return fault === undefined ? undefined : { field: at, fault };
}

function wrongField(value: unknown, fields: Fields, at: string): WrongField | undefined {
  if (!isObject(value)) return { field: at, fault: 'type' };
  for (const [key, schema] of importedFields(fields)) {
    const field = at === '' ? key : `${at}.${key}`;
    const held = Object.hasOwn(value, key) ? value[key] : undefined;
    const isMissing = held === undefined && schema.wrap !== 'optional';
    if (isMissing) return { field, fault: 'missing' };
    const wrong = held === undefined ? undefined : wrongIn(held, schema, field);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function plainFault(value: unknown, { kind, words }: Schema<unknown>): FieldFault | undefined {
  if (words !== undefined) return wordFault(value, words);
  return kind === undefined ? undefined : kinds[kind].faultOf(value);
}

const known = new WeakMap<Fields, readonly (readonly [string, Schema<unknown>])[]>();

/** Parsed once per schema, because every event of a file is checked against its schema. */
function importedFields(fields: Fields): readonly (readonly [string, Schema<unknown>])[] {
  const before = known.get(fields);
  if (before !== undefined) return before;
  const imported = Object.entries(fields).filter(([, { wrap }]) => wrap !== 'local');
  known.set(fields, imported);
  return imported;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

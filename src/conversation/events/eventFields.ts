/** Schema of the fields of imported events; fields not named here are dropped. */

import { errorKinds, failureReasons } from '../errors.ts';
import type { ConversationEvent } from './events.ts';
import { kinds, oneOf, orNull, type FieldFault, type FieldKind } from './fieldKinds.ts';

/** A list has the shape of its items; the name of a field that may be missing ends in `?`. */
type Shape = FieldKind | readonly [Shape] | Fields;
interface Fields {
  readonly [name: string]: Shape;
}

/** One field of a shape. */
interface Field {
  readonly key: string;
  readonly optional: boolean;
  readonly shape: Shape;
}

/** A field that holds what it must not, as a path such as `user.context[0].id`, and why. */
export interface WrongField {
  readonly field: string;
  readonly fault: FieldFault;
}

const { text, name, id, time, offset, count, number, flag, origin, path, header } = kinds;
const amount = orNull(number);

const sampling: Fields = {
  'temperature?': amount,
  'topP?': amount,
  'frequencyPenalty?': amount,
  'presencePenalty?': amount,
  'maxTokens?': amount,
  'stop?': [text],
  'jsonOutput?': flag,
  'stream?': flag,
  'logprobs?': flag,
  'topLogprobs?': amount,
};
const settings: Fields = {
  'model?': name,
  'thinking?': oneOf('auto', 'on', 'off'),
  'reasoningEffort?': oneOf('low', 'high', 'max'),
  'systemPrompt?': text,
  ...sampling,
};
const usage: Fields = {
  prompt: count,
  cached: count,
  uncached: count,
  completion: count,
  'reasoning?': count,
  'estimated?': flag,
};
const user: Fields = {
  text,
  context: [
    {
      id: name,
      kind: oneOf('selection', 'file'),
      path: name,
      'startLine?': count,
      'endLine?': count,
      'language?': name,
      text,
    },
  ],
};
const form: Fields = {
  at: time,
  path,
  'headers?': [header],
  'keyless?': flag,
  'merges?': flag,
  'sendsReasoning?': flag,
  'asksForUsage?': flag,
  'prefix?': oneOf('content', 'thinking'),
  'begun?': { content: count, reasoning: count },
  'extraBody?': text,
  'withheld?': [name],
  'restored?': [name],
  'altered?': [{ field: name, 'sent?': text, 'words?': text }],
};
const request: Fields = {
  profile: oneOf('official', 'legacy', 'compatible'),
  origin,
  parameters: {
    model: name,
    thinking: oneOf('enabled', 'disabled', 'unset'),
    'reasoningEffort?': name,
    'jsonInstruction?': flag,
    'userId?': name,
    ...sampling,
  },
  'after?': { turnId: id, messages: count },
  messageHashes: [name],
  bodySha256: name,
  repairs: [name],
  'priced?': flag,
  'form?': form,
};
const error: Fields = {
  kind: oneOf(...errorKinds),
  message: text,
  'reason?': oneOf(...failureReasons),
  'status?': number,
  'retryAfterMs?': count,
  'host?': name,
  'models?': [name],
  'tokens?': { limit: count, 'requested?': count },
};

/** What of the queue happened is nobody else's to bring along: an imported chat has nothing to send. */
type ImportedType = Exclude<
  ConversationEvent['type'],
  'messageQueued' | 'messageUnqueued' | 'queueOrdered'
>;

const shapes: Readonly<Record<ImportedType, Fields>> = {
  conversationCreated: { id: name, at: time, systemPrompt: text },
  turnStarted: {
    turnId: id,
    parentId: orNull(id),
    at: time,
    user,
    'settings?': settings,
    'continues?': id,
    'starter?': text,
    'withoutTools?': flag,
  },
  requestSent: { turnId: id, request },
  responseStarted: { turnId: id, 'responseId?': name, 'traceId?': name },
  partAppended: {
    turnId: id,
    partId: id,
    kind: oneOf('reasoning', 'content'),
    offset,
    text,
    at: time,
    'field?': name,
  },
  logprobsReported: {
    turnId: id,
    partId: id,
    offset,
    tokens: [{ text, logprob: number, 'top?': [{ text, logprob: number }] }],
  },
  toolCallRequested: { turnId: id, partId: id, at: time, callId: name, name, arguments: text },
  toolCallResolved: { turnId: id, partId: id, result: text },
  usageReported: { turnId: id, usage, 'timing?': { firstTextMs: number, textMs: number } },
  turnEnded: {
    turnId: id,
    at: time,
    status: oneOf('complete', 'stopped', 'interrupted', 'failed'),
    'finishReason?': name,
    'error?': error,
  },
  turnsSummarised: { turnId: id, at: time, text, model: name, turns: count, 'usage?': usage },
  summaryUsed: { turnId: id, used: flag },
  turnHidden: { turnId: id, hidden: flag },
  turnExcluded: { turnId: id, excluded: flag },
  contextExcluded: { turnId: id, contextId: name, excluded: flag },
  branchSelected: { leaf: orNull(id) },
  titled: { title: name, by: oneOf('person', 'local', 'model') },
  pinned: { pinned: flag },
  settingsChanged: { settings },
};

/** Whether an import may hold events of this type. */
export function isImportedType(type: string): type is ImportedType {
  return Object.hasOwn(shapes, type);
}

/** The first field of an event that holds what it must not; none when the event can be taken. */
export function findWrongField(
  type: ImportedType,
  event: Readonly<Record<string, unknown>>,
): WrongField | undefined {
  return wrongIn(event, shapes[type], '');
}

/** The same event with its known fields alone, with well-formed texts, and without negative zeros, which JSON has not. */
export function withKnownFields(event: ConversationEvent): ConversationEvent {
  return copy(event, (value) => {
    if (typeof value === 'number') return value + 0;
    return typeof value === 'string' ? value.toWellFormed() : value;
  });
}

/** The same event with its known fields alone, and with numbers and names within what an import takes. */
export function withFittingFields(event: ConversationEvent): ConversationEvent {
  return copy(event, (value, kind) => (kind.fit === undefined ? value : kind.fit(value)));
}

type Take = (value: unknown, kind: FieldKind) => unknown;

function copy(event: ConversationEvent, take: Take): ConversationEvent {
  if (!isImportedType(event.type)) return event;
  const kept = keep(event, shapes[event.type], take) as Record<string, unknown>;
  return { type: event.type, ...kept } as ConversationEvent;
}

/** A copy that has what the shape names; `undefined` where the value is of another kind. */
function keep(value: unknown, shape: Shape, take: Take): unknown {
  if (isKind(shape)) return isObject(value) ? undefined : take(value, shape);
  if (isList(shape)) {
    const [item] = shape;
    return Array.isArray(value) ? value.map((one: unknown) => keep(one, item, take)) : undefined;
  }
  if (!isObject(value)) return undefined;
  const kept: Record<string, unknown> = {};
  for (const { key, shape: inner } of fieldsOf(shape)) {
    if (!Object.hasOwn(value, key)) continue;
    const held = keep(value[key], inner, take);
    if (held !== undefined) kept[key] = held;
  }
  return kept;
}

function wrongIn(value: unknown, shape: Shape, at: string): WrongField | undefined {
  if (isKind(shape)) {
    const fault = shape.faultOf(value);
    return fault === undefined ? undefined : { field: at, fault };
  }
  if (isList(shape)) {
    if (!Array.isArray(value)) return { field: at, fault: 'type' };
    for (const [index, item] of (value as unknown[]).entries()) {
      const wrong = wrongIn(item, shape[0], `${at}[${String(index)}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }
  if (!isObject(value)) return { field: at, fault: 'type' };
  for (const { key, optional, shape: inner } of fieldsOf(shape)) {
    const field = at === '' ? key : `${at}.${key}`;
    const held = Object.hasOwn(value, key) ? value[key] : undefined;
    const missing: WrongField | undefined = optional ? undefined : { field, fault: 'missing' };
    const wrong = held === undefined ? missing : wrongIn(held, inner, field);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const known = new WeakMap<Fields, readonly Field[]>();

/** Taken apart once, since each of a file's events is held against its shape. */
function fieldsOf(shape: Fields): readonly Field[] {
  const before = known.get(shape);
  if (before !== undefined) return before;
  const fields = Object.entries(shape).map(([named, inner]) => {
    const optional = named.endsWith('?');
    return { key: optional ? named.slice(0, -1) : named, optional, shape: inner };
  });
  known.set(shape, fields);
  return fields;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isKind(shape: Shape): shape is FieldKind {
  return 'faultOf' in shape && typeof shape.faultOf === 'function';
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

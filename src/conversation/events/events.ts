/** The conversation events that the log stores and that host and webview fold. */

import type { Infer } from '../schema/schema.ts';
import type { eventSchemas } from './eventSchemas.ts';

type Schemas = typeof eventSchemas;

/** The type tag of an event. */
export type EventType = keyof Schemas;

/** The event with this type tag. */
export type EventOf<Type extends EventType> = {
  [T in Type]: { readonly type: T } & Infer<Schemas[T]> extends infer E
    ? { [Key in keyof E]: E[Key] }
    : never;
}[Type];

/** Validated by a schema in `eventSchemas.ts`. */
export type ConversationEvent = EventOf<EventType>;

/** Text arrived. */
export type PartAppended = EventOf<'partAppended'>;

/** Log probabilities of streamed tokens. */
export type LogprobsReported = EventOf<'logprobsReported'>;

/** Everything that determines a request's bytes, apart from the texts, the parameters and the earlier messages. */

import { count, header, mark, name, path, text, time } from './schema/plainSchemas.ts';
import { list, object, oneOf, optional, type Infer } from './schema/schema.ts';

/** A body field that the server did not accept as requested. */
const alteredFieldSchema = object({
  /** Its name in the API. */
  field: name,
  /** The value sent instead; missing if the field was left out. */
  sent: optional(text),
  /** The server's message. */
  words: optional(text),
});

/** The type that `alteredFieldSchema` validates. */
export type ChangedField = Infer<typeof alteredFieldSchema>;

/** Stored with each request so that its bytes can be rebuilt from the log alone. */
export const requestFormSchema = object({
  /** When it was sent, in milliseconds since the epoch. */
  at: time,
  /** Path of the endpoint on its origin. */
  path,
  /** Names of the headers sent from the `extraHeaders` setting. */
  headers: optional(list(header)),
  /** Sent without an API key. */
  keyless: optional(mark),
  /** Adjacent messages of the same role were merged (contract 6.4). */
  merges: optional(mark),
  /** Earlier answers included their reasoning (contract 6.3). */
  sendsReasoning: optional(mark),
  /** Usage was requested (contract 7.3). */
  asksForUsage: optional(mark),
  /** What the answer continued by prefix completion (contract 12). */
  prefix: optional(oneOf('content', 'thinking')),
  /** Length of the text that the answer started with, in UTF-16 code units. */
  begun: optional(object({ content: count, reasoning: count })),
  /** JSON of the fields sent from the `extraBody` setting, with credentials redacted. */
  extraBody: optional(text),
  /**
   * What is left out from this request on, and what is included again: `TURN`, `TURN/PIECE` for attached context, or
   * `TURN/=summary` for the turns that the summary of TURN replaces.
   */
  withheld: optional(list(name)),
  restored: optional(list(name)),
  /** Requested values that a repair removed or changed (contract 17.3). */
  altered: optional(list(alteredFieldSchema)),
});

/** The type that `requestFormSchema` validates. */
export type RequestFingerprint = Infer<typeof requestFormSchema>;

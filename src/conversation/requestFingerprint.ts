/** Everything that decided a request's bytes besides the text, the parameters and the earlier messages. */

import { count, header, mark, name, path, text, time } from './schema/plainSchemas.ts';
import { list, object, oneOf, optional, type Infer } from './schema/schema.ts';

/** A field of the body that the server did not take as it was wanted. */
const alteredFieldSchema = object({
  /** Its name in the API. */
  field: name,
  /** What was sent instead; missing where nothing was. */
  sent: optional(text),
  /** The server's own words. */
  words: optional(text),
});

/** What `alteredFieldSchema` declares. */
export type ChangedField = Infer<typeof alteredFieldSchema>;

/** Kept with each request, so that its bytes can be made again from the log alone. */
export const requestFormSchema = object({
  /** When it was sent, in milliseconds since the epoch. */
  at: time,
  /** Where on its origin it was sent to. */
  path,
  /** Names of the headers of the setting `extraHeaders` that went with it. */
  headers: optional(list(header)),
  /** No key went with it. */
  keyless: optional(mark),
  /** Neighbours of the same role were joined (contract 6.4). */
  merges: optional(mark),
  /** Earlier answers carried their thoughts (contract 6.3). */
  sendsReasoning: optional(mark),
  /** Usage was asked for (contract 7.3). */
  asksForUsage: optional(mark),
  /** What the answer went on from by prefix completion (contract 12). */
  prefix: optional(oneOf('content', 'thinking')),
  /** How much of the answer was there before it was asked for, in UTF-16 code units. */
  begun: optional(object({ content: count, reasoning: count })),
  /** JSON of the fields of the setting `extraBody` that went with it; what looks like a credential is masked. */
  extraBody: optional(text),
  /**
   * What is left out from this request on, and what is included again: `TURN`, `TURN/PIECE` for attached context, or
   * `TURN/=summary` for the turns that the summary of TURN replaces.
   */
  withheld: optional(list(name)),
  restored: optional(list(name)),
  /** What a repair left out or changed of what was wanted (contract 17.3). */
  altered: optional(list(alteredFieldSchema)),
});

/** What `requestFormSchema` declares. */
export type RequestFingerprint = Infer<typeof requestFormSchema>;

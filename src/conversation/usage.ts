/** Token usage of a request, as reported by the server (contract 9). */

import { count, mark, number } from './schema/plainSchemas.ts';
import { object, optional, type Infer } from './schema/schema.ts';

/** Token counts of one request; `cached + uncached = prompt`, and `completion` includes `reasoning`. */
export const usageSchema = object({
  prompt: count,
  /** Prompt tokens served from the context cache. */
  cached: count,
  uncached: count,
  completion: count,
  reasoning: optional(count),
  /** The server reported nothing; these are local estimates. */
  estimated: optional(mark),
});

/** The type that `usageSchema` validates. */
export type Usage = Infer<typeof usageSchema>;

/** Whether these counts come from the server. */
export function isCountedByServer(usage: Usage | undefined): usage is Usage {
  return usage !== undefined && usage.estimated !== true;
}

/** Latency of an answer, in milliseconds. */
export const timingSchema = object({
  /** From the request's start to the first text. */
  firstTextMs: number,
  /** From the first text to the last. */
  textMs: number,
});

/** The type that `timingSchema` validates. */
export type AnswerTiming = Infer<typeof timingSchema>;

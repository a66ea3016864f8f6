/** A server's response as bytes, how it ends, and how it must be read. */

import type { ApiProfile } from '../../../src/conversation/model.ts';

/** Plain JSON. */
export interface StreamCase {
  /** Human-readable description of the format. */
  readonly style: string;
  readonly profile: ApiProfile;
  /** Whether it comes from the vendor's origin. */
  readonly vendor: boolean;
  readonly model: string;
  /** Whether a stream was requested. */
  readonly streamed: boolean;
  readonly status: number;
  readonly contentType: string;
  /** The body, one character per byte. */
  readonly body: string;
  /** Ends of packets, ascending. */
  readonly cuts: readonly number[];
  readonly end: StreamEnd;
  /** Number of packets after which the user stops the answer. */
  readonly stopAfter?: number;
  /** Whether it is read in a chat turn, including retries, and not only by the client. */
  readonly isTurn?: boolean;
  readonly truth: StreamTruth;
}

/** What follows the last packet: the end, a reset, silence, or the same packet repeatedly. */
export type StreamEnd = 'clean' | 'reset' | 'silence' | { readonly repeat: string };

/** The expected result; empty if the document was mutated. */
export interface StreamTruth {
  /** Exactly this must be read. */
  readonly exact?: AnswerTexts & { readonly finishReason: string };
  /** The result must be a prefix of this. */
  readonly beginningOf?: AnswerTexts;
  /** Why it must not count as complete. */
  readonly incomplete?: string;
}

/** The two texts of an answer. */
export interface AnswerTexts {
  readonly reasoning: string;
  readonly content: string;
}

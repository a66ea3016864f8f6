/** One answer of a server as bytes, how it ends, and what is known of how it must be read. */

import type { ApiProfile } from '../../../src/conversation/model.ts';

/** Plain JSON. */
export interface StreamCase {
  /** How the answer is written, to be read by people. */
  readonly style: string;
  readonly profile: ApiProfile;
  /** Whether it comes from the vendor's own origin. */
  readonly vendor: boolean;
  readonly model: string;
  /** Whether a stream was asked for. */
  readonly streamed: boolean;
  readonly status: number;
  readonly contentType: string;
  /** The body, one character a byte. */
  readonly body: string;
  /** Where packets end, ascending. */
  readonly cuts: readonly number[];
  readonly end: StreamEnd;
  /** After how many packets the user stops it. */
  readonly stopAfter?: number;
  /** Whether it is read in a turn of a chat, with its retries, and not by the client alone. */
  readonly isTurn?: boolean;
  readonly truth: StreamTruth;
}

/** What comes after the last packet: the end, a reset, silence for ever, or the same packet again and again. */
export type StreamEnd = 'clean' | 'reset' | 'silence' | { readonly repeat: string };

/** What the grammar knows; nothing where the document was mutated. */
export interface StreamTruth {
  /** Exactly this must be read. */
  readonly exact?: AnswerTexts & { readonly finishReason: string };
  /** What is read must be the beginning of this. */
  readonly beginningOf?: AnswerTexts;
  /** Why it must not count as complete. */
  readonly incomplete?: string;
}

/** The two texts of an answer. */
export interface AnswerTexts {
  readonly reasoning: string;
  readonly content: string;
}

/** Input of the validation rules. */

import type { ModelFacts } from '../models.ts';
import type { Generation, JsonObject } from '../types.ts';

/** The rules for a request. */
export interface CheckContext {
  readonly generation: Generation;
  /** Whether the path was below `/beta`. */
  readonly beta: boolean;
  /** Rejects fields that the contract does not list; the real server ignores them. */
  readonly strictFields: boolean;
  /** Replaces the model's context length, in tokens. */
  readonly contextTokens?: number;
}

/** What a rule about one part of the request may depend on. */
export interface CheckedRequest extends CheckContext {
  readonly body: JsonObject;
  readonly model: ModelFacts;
  readonly thinking: boolean;
}

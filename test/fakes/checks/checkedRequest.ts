/** What the validation rules work on. */

import type { ModelFacts } from '../models.ts';
import type { Generation, JsonObject } from '../types.ts';

/** Under which rules a request is checked. */
export interface CheckContext {
  readonly generation: Generation;
  /** Whether the path was under `/beta`. */
  readonly beta: boolean;
  /** Refuse fields the contract does not list; the real server ignores them. */
  readonly strictFields: boolean;
  /** Replaces the model's context length, in tokens. */
  readonly contextTokens?: number;
}

/** Everything a rule about one part of the request may depend on. */
export interface CheckedRequest extends CheckContext {
  readonly body: JsonObject;
  readonly model: ModelFacts;
  readonly thinking: boolean;
}

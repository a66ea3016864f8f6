/** Remembers by origin what servers refuse, so that later requests are right the first time. */

import type { ParameterName } from '../../deepseek/models/parameterSupport.ts';

/** A change of the request's shape that a server asked for (contract 17.3), in words of its own. */
export type Repair = RepairChange & { readonly words?: string };

/** A change to later requests, learned from a refusal. */
export type RepairChange =
  /** Neighbours of the same role are joined. */
  | { readonly name: 'alternation' }
  /** Every earlier answer carries its reasoning, or none does. */
  | { readonly name: 'reasoningMissing' | 'reasoningForbidden' }
  /** Usage is not asked for. */
  | { readonly name: 'streamOptions' }
  /** Neither `thinking` nor `reasoning_effort` is sent. */
  | { readonly name: 'thinkingUnsupported' }
  /** `logprobs` and `top_logprobs` stay here. */
  | { readonly name: 'logprobs' }
  /** `tool_choice` of the setting stays here. */
  | { readonly name: 'toolChoice' }
  /** `response_format` stays here for this model; where JSON is wanted it is asked for in words. */
  | { readonly name: 'jsonUnsupported'; readonly model: string }
  /** `json_schema` of the setting becomes `json_object`. */
  | { readonly name: 'jsonSchema' }
  /** JSON is asked for in words also where the word is there. */
  | { readonly name: 'jsonWord' }
  /** Prefix completion is not asked for; an answer goes on by a plain request. */
  | { readonly name: 'prefix' }
  /** `max_tokens` is brought into this model's range. */
  | {
      readonly name: 'maxTokens';
      readonly model: string;
      readonly min: number;
      readonly max: number;
    };

/** By name, so that what a server says last counts. */
export type Repairs = ReadonlyMap<string, Repair>;

/** Adds a repair to others; of the two about reasoning, the later one holds. */
export function withRepair(repairs: Repairs, repair: Repair): Repairs {
  const next = new Map(repairs);
  if (repair.name === 'reasoningMissing') next.delete('reasoningForbidden');
  if (repair.name === 'reasoningForbidden') next.delete('reasoningMissing');
  // Delete and set, so that the latest is last.
  next.delete(repair.name);
  return next.set(repair.name, repair);
}

/** What a server said of thoughts in the history. */
export function learnedReasoningRule(repairs: Repairs): 'missing' | 'forbidden' | undefined {
  if (repairs.has('reasoningMissing')) return 'missing';
  return repairs.has('reasoningForbidden') ? 'forbidden' : undefined;
}

/** What the server does not take with this model, so that the sheet can say so. */
export function refusedParameters(repairs: Repairs, model: string): ReadonlySet<ParameterName> {
  const refused = new Set<ParameterName>();
  if (repairs.has('logprobs')) refused.add('logprobs');
  if (repairs.has('thinkingUnsupported')) refused.add('thinking').add('reasoningEffort');
  const json = repairs.get('jsonUnsupported');
  if (json?.name === 'jsonUnsupported' && json.model === model) refused.add('jsonOutput');
  return refused;
}

/** The most tokens that the server said it takes for this model; endless where it said nothing. */
export function maxAcceptedTokens(repairs: Repairs, model: string): number {
  const repair = repairs.get('maxTokens');
  return repair?.name === 'maxTokens' && repair.model === model ? repair.max : Infinity;
}

/** Remembers repairs for each origin, for the session. */
export class RepairMemory {
  readonly #origins = new Map<string, Repairs>();

  /** The repairs that requests to this origin need. */
  of(origin: string): Repairs {
    return this.#origins.get(origin) ?? new Map();
  }

  /** Takes repairs with which a server of this origin took a request. */
  remember(origin: string, repairs: Repairs): void {
    let known = this.of(origin);
    for (const repair of repairs.values()) known = withRepair(known, repair);
    this.#origins.set(origin, known);
  }
}

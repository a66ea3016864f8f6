/** What servers refused with a known message, remembered for the origin, so that it is sent right from then on. */

import type { ErrorData } from '../conversation/errors.ts';
import type { ParameterName } from '../deepseek/parameterSupport.ts';
import { repairHint, type RepairHint } from '../deepseek/repairHint.ts';
import type { SentParameters } from './parameters.ts';
import type { RequestPlan } from './requestBuilder.ts';

/** A change of the request's shape that a server asked for (contract 17.3). */
export type Repair =
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
  /** `response_format` of the setting stays here. */
  | { readonly name: 'jsonUnsupported' }
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

/** Which repair a refusal asks for, if it is one that changes the request without asking the person. */
export function repairFor(
  error: ErrorData,
  { model, prefix }: Pick<RequestPlan, 'model' | 'prefix'>,
): Repair | undefined {
  // Where there is no `/beta` there is no prefix completion.
  if (error.status === 404 && prefix !== 'none') return { name: 'prefix' };
  if (error.status !== 400 && error.status !== 422) return undefined;
  const hint = repairHint(error.message);
  return hint === undefined ? undefined : toRepair(hint, model);
}

function toRepair(hint: RepairHint, model: string): Repair | undefined {
  switch (hint.name) {
    case 'alternation':
    case 'reasoningMissing':
    case 'reasoningForbidden':
    case 'streamOptions':
    case 'thinkingUnsupported':
    case 'logprobs':
    case 'prefix':
    case 'toolChoice':
    case 'jsonUnsupported':
    case 'jsonSchema':
    case 'jsonWord':
      return { name: hint.name };
    case 'maxTokens':
      return { name: 'maxTokens', model, min: hint.min, max: hint.max };
    default:
      // The others are about what is never sent, or what only a person can change.
      return undefined;
  }
}

/** Adds a repair to others; of the two about reasoning, the later one holds. */
export function withRepair(repairs: Repairs, repair: Repair): Repairs {
  const next = new Map(repairs);
  if (repair.name === 'reasoningMissing') next.delete('reasoningForbidden');
  if (repair.name === 'reasoningForbidden') next.delete('reasoningMissing');
  // Set anew, so that the latest stands last.
  next.delete(repair.name);
  return next.set(repair.name, repair);
}

/** What a server said of thoughts in the history. */
export function saidOfReasoning(repairs: Repairs): 'missing' | 'forbidden' | undefined {
  if (repairs.has('reasoningMissing')) return 'missing';
  return repairs.has('reasoningForbidden') ? 'forbidden' : undefined;
}

/** A plan as the repairs want it. */
export function repairedPlan(plan: RequestPlan, repairs: Repairs): RequestPlan {
  let repaired = plan;
  for (const repair of repairs.values()) repaired = apply(repaired, repair);
  return repaired;
}

function apply(plan: RequestPlan, repair: Repair): RequestPlan {
  switch (repair.name) {
    case 'alternation':
      return { ...plan, mergesSameRole: true };
    case 'reasoningMissing':
    case 'reasoningForbidden':
      // The policy has heard of it.
      return plan;
    case 'streamOptions':
      return { ...plan, asksForUsage: false };
    case 'thinkingUnsupported':
      return {
        ...plan,
        thinking: 'unset',
        extraBody: without(plan.extraBody, ['thinking', 'reasoning_effort']),
      };
    case 'logprobs':
      return {
        ...plan,
        ...(plan.parameters === undefined ? {} : { parameters: withoutLogprobs(plan.parameters) }),
        extraBody: without(plan.extraBody, ['logprobs', 'top_logprobs']),
      };
    case 'prefix':
      return { ...plan, prefix: 'none' };
    case 'toolChoice':
      return { ...plan, extraBody: without(plan.extraBody, ['tool_choice']) };
    case 'jsonUnsupported':
      return { ...plan, extraBody: without(plan.extraBody, ['response_format']) };
    case 'jsonSchema':
      return { ...plan, extraBody: withoutSchema(plan.extraBody) };
    case 'jsonWord':
      return asksForJson(plan) ? { ...plan, insistsOnJson: true } : plan;
    case 'maxTokens':
      return repair.model === plan.model ? clamped(plan, repair.min, repair.max) : plan;
  }
}

type Fields = RequestPlan['extraBody'];

function without(fields: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function withoutSchema(fields: Fields): Fields {
  const format = fields['response_format'] as { readonly type?: unknown } | null | undefined;
  if (format?.type !== 'json_schema') return fields;
  return { ...fields, response_format: { type: 'json_object' } };
}

function asksForJson({ parameters, extraBody }: RequestPlan): boolean {
  return parameters?.jsonOutput === true || 'response_format' in extraBody;
}

function withoutLogprobs(parameters: SentParameters): SentParameters {
  const left = Object.entries(parameters).filter(
    ([name]) => name !== 'logprobs' && name !== 'topLogprobs',
  );
  return Object.fromEntries(left);
}

function clamped(plan: RequestPlan, min: number, max: number): RequestPlan {
  const clamp = (tokens: number) => Math.min(max, Math.max(min, tokens));
  const { parameters, extraBody } = plan;
  const extra = extraBody['max_tokens'];
  return {
    ...plan,
    ...(parameters?.maxTokens === undefined
      ? {}
      : { parameters: { ...parameters, maxTokens: clamp(parameters.maxTokens) } }),
    extraBody: typeof extra === 'number' ? { ...extraBody, max_tokens: clamp(extra) } : extraBody,
  };
}

/** What the server does not take, so that the sheet can say so. */
export function refusedParameters(repairs: Repairs): ReadonlySet<ParameterName> {
  const refused = new Set<ParameterName>();
  if (repairs.has('logprobs')) refused.add('logprobs');
  if (repairs.has('thinkingUnsupported')) refused.add('thinking').add('reasoningEffort');
  return refused;
}

/** The most tokens that the server said it takes for this model; endless where it said nothing. */
export function mostTokensTaken(repairs: Repairs, model: string): number {
  const repair = repairs.get('maxTokens');
  return repair?.name === 'maxTokens' && repair.model === model ? repair.max : Infinity;
}

/** Remembers repairs for each origin, for the session. */
export class RepairMemory {
  private readonly origins = new Map<string, Repairs>();

  /** The repairs that requests to this origin need. */
  of(origin: string): Repairs {
    return this.origins.get(origin) ?? new Map();
  }

  /** Takes repairs with which a server of this origin took a request. */
  remember(origin: string, repairs: Repairs): void {
    let known = this.of(origin);
    for (const repair of repairs.values()) known = withRepair(known, repair);
    this.origins.set(origin, known);
  }
}

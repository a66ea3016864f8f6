/** Applies repairs to the options of a request (contract 17.3); pure. */

import type { ChangedField } from '../../conversation/requestFingerprint.ts';
import type { Repair, Repairs } from './repairMemory.ts';
import { toBody } from './requestBody.ts';
import type { RequestPlan } from './requestOptions.ts';

/** A plan as the repairs want it, and which fields of the body are others for it. */
export function applyRepairs(
  wanted: RequestPlan,
  repairs: Repairs,
): { readonly plan: RequestPlan; readonly altered: readonly ChangedField[] } {
  let plan = wanted;
  const altered = new Map<string, ChangedField>();
  for (const repair of repairs.values()) {
    const repaired = apply(plan, repair);
    for (const field of alteredFields(plan, repaired, repair.words)) {
      altered.set(field.field, field);
    }
    plan = repaired;
  }
  return { plan, altered: [...altered.values()] };
}

/** Of the fields that nobody sets there is nothing to tell. */
const untold: ReadonlySet<string> = new Set(['messages', 'stream_options']);

function alteredFields(
  before: RequestPlan,
  after: RequestPlan,
  words: string | undefined,
): ChangedField[] {
  const now = toBody(after, []);
  return Object.entries(toBody(before, []))
    .filter(([field, value]) => !untold.has(field) && !isSame(value, now[field]))
    .map(([field]) => ({
      field,
      ...(now[field] === undefined ? {} : { sent: JSON.stringify(now[field]) }),
      ...(words === undefined ? {} : { words }),
    }));
}

function isSame(item: unknown, other: unknown): boolean {
  return JSON.stringify(item) === JSON.stringify(other);
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
        parameters: without(plan.parameters ?? {}, ['logprobs', 'topLogprobs']),
        extraBody: without(plan.extraBody, ['logprobs', 'top_logprobs']),
      };
    case 'prefix':
      return { ...plan, prefix: 'none' };
    case 'toolChoice':
      return { ...plan, extraBody: without(plan.extraBody, ['tool_choice']) };
    case 'jsonUnsupported':
      return repair.model === plan.model ? withoutJson(plan) : plan;
    case 'jsonSchema':
      return { ...plan, extraBody: withoutSchema(plan.extraBody) };
    case 'jsonWord':
      return asksForJson(plan) ? { ...plan, insistsOnJson: true } : plan;
    case 'maxTokens':
      return repair.model === plan.model ? clamped(plan, repair.min, repair.max) : plan;
  }
}

type Fields = RequestPlan['extraBody'];

function without(fields: object, names: readonly string[]): Fields {
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

/** The answer may be JSON all the same, if the question asks for it. */
function withoutJson(plan: RequestPlan): RequestPlan {
  const { parameters = {} } = plan;
  return {
    ...plan,
    ...(parameters.jsonOutput === true ? { insistsOnJson: true } : {}),
    parameters: without(parameters, ['jsonOutput']),
    extraBody: without(plan.extraBody, ['response_format']),
  };
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

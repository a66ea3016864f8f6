/** Chooses the repair for a refused request (contract 17.3). */

import type { ErrorData } from '../../conversation/errors.ts';
import { repairHint, type RepairHint } from '../../deepseek/http/repairHint.ts';
import type { RepairChange, Repair } from './repairMemory.ts';
import type { RequestPlan } from './requestOptions.ts';

/** Which repair a refusal asks for, if it is one that changes the request without asking the user. */
export function chooseRepair(
  error: ErrorData,
  { model, prefix }: Pick<RequestPlan, 'model' | 'prefix'>,
): Repair | undefined {
  // Where there is no `/beta` there is no prefix completion.
  if (error.status === 404 && prefix !== 'none') return { name: 'prefix' };
  if (error.status !== 400 && error.status !== 422) return undefined;
  const hint = repairHint(error.message);
  const change = hint && toChange(hint, model);
  return change && { ...change, words: error.message };
}

function toChange(hint: RepairHint, model: string): RepairChange | undefined {
  switch (hint.name) {
    case 'alternation':
    case 'reasoningMissing':
    case 'reasoningForbidden':
    case 'streamOptions':
    case 'thinkingUnsupported':
    case 'logprobs':
    case 'prefix':
    case 'toolChoice':
    case 'jsonSchema':
    case 'jsonWord':
      return { name: hint.name };
    case 'jsonUnsupported':
      return { name: 'jsonUnsupported', model };
    case 'maxTokens':
      return { name: 'maxTokens', model, min: hint.min, max: hint.max };
    case 'contentArray':
    case 'context':
    case 'encoding':
    case 'model':
    case 'moderation':
    case 'role':
    case 'toolPairing':
    case 'toolsUnsupported':
    case 'vision':
      // About what is never sent, or what only the user can change.
      return undefined;
  }
}

/** Builds the request body from branch, choices and profile: a pure function, byte for byte repeatable. */

import type { Turn } from '../../conversation/model.ts';
import type { ChatBody } from '../../deepseek/types.ts';
import { toBody } from './requestBody.ts';
import type { RequestPlan } from './requestOptions.ts';
import { toSourcedMessages } from './requestMessages.ts';

/** Builds the body of a chat request; `branch` ends with the turn that asks. */
export function buildRequest(
  systemPrompt: string,
  branch: readonly Turn[],
  plan: RequestPlan,
): ChatBody {
  return toBody(plan, toSourcedMessages(systemPrompt, branch, plan));
}

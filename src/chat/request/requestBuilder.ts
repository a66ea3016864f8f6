/** From a branch, the choices and the profile to the request body: one pure function, the same bytes every time. */

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

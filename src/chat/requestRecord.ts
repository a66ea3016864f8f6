/** What is kept of a request: enough to rebuild it and to prove by hash that it was this one. */

import { createHash } from 'node:crypto';
import type { Profile, RequestRecord } from '../conversation/model.ts';
import type { ChatBody } from '../deepseek/types.ts';
import type { RequestPlan } from './requestBuilder.ts';

/** Makes the record of a body that is about to be sent to `origin`. */
export function toRequestRecord(
  body: ChatBody,
  plan: RequestPlan,
  sent: {
    readonly profile: Profile;
    readonly origin: string;
    readonly repairs: readonly string[];
    readonly jsonInstruction: boolean;
  },
): RequestRecord {
  return {
    profile: sent.profile,
    origin: sent.origin,
    parameters: {
      model: plan.model,
      thinking: plan.thinking,
      ...(body.reasoning_effort === undefined ? {} : { reasoningEffort: body.reasoning_effort }),
      ...plan.parameters,
      ...(sent.jsonInstruction ? { jsonInstruction: true } : {}),
    },
    messageHashes: body.messages.map((message) => sha256(JSON.stringify(message))),
    bodySha256: sha256(JSON.stringify(body)),
    repairs: sent.repairs,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

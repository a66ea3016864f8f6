/** The fields of a request body in a fixed order, without its messages. */

import type { ChatBody } from '../../deepseek/types.ts';
import { extraFields } from './extraBody.ts';
import type { SentParameters } from './requestParameters.ts';
import type { SourcedMessage } from './requestMessages.ts';
import type { RequestPlan } from './requestOptions.ts';

/**
 * The body with these messages. They come last, so that the bytes of one request begin those of the next and the
 * server finds its cached prefix (contract 14).
 */
export function toBody(plan: RequestPlan, messages: readonly SourcedMessage[]): ChatBody {
  const stream = plan.parameters?.stream !== false;
  return {
    model: plan.model,
    ...(plan.thinking === 'unset' ? {} : { thinking: { type: plan.thinking } }),
    ...(plan.reasoningEffort === undefined || plan.thinking !== 'enabled'
      ? {}
      : { reasoning_effort: plan.reasoningEffort }),
    ...toFields(plan.parameters ?? {}),
    ...extraFields(plan.extraBody),
    stream,
    ...(plan.asksForUsage && stream ? { stream_options: { include_usage: true } } : {}),
    messages: messages.map(({ message }) => message),
  };
}

/** The parameters under their names on the wire, always in this order. */
function toFields(parameters: SentParameters): Partial<ChatBody> {
  const fields = {
    max_tokens: parameters.maxTokens,
    temperature: parameters.temperature,
    top_p: parameters.topP,
    frequency_penalty: parameters.frequencyPenalty,
    presence_penalty: parameters.presencePenalty,
    stop: parameters.stop?.map((one) => one.toWellFormed()),
    response_format: parameters.jsonOutput && ({ type: 'json_object' } as const),
    logprobs: parameters.logprobs,
    top_logprobs: parameters.topLogprobs,
    user_id: parameters.userId,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

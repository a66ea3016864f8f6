/** The fields of a request body in a fixed order, without its messages. */

import {
  parameters,
  sentParameters,
  type SentParameter,
  type SentParameters,
} from '../../conversation/parameters.ts';
import type { ChatBody } from '../../deepseek/types.ts';
import { extraFields } from './extraBody.ts';
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

/** The parameters under their names on the wire, always in the same order. */
function toFields(sent: SentParameters): Partial<ChatBody> {
  const fields = sentParameters.flatMap((key) => {
    const value = sent[key];
    return value === undefined ? [] : [[parameters[key].field, toFieldValue(key, value)]];
  });
  return {
    ...(Object.fromEntries(fields) as Partial<ChatBody>),
    ...(sent.userId === undefined ? {} : { user_id: sent.userId }),
  };
}

function toFieldValue(key: SentParameter, value: SentParameters[SentParameter]): unknown {
  if (key === 'jsonOutput') return value && { type: 'json_object' };
  return Array.isArray(value) ? value.map((stop: string) => stop.toWellFormed()) : value;
}

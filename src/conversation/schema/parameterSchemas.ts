/** Schemas of the parameters in a log; bounds are left to the API. */

import { importLimits } from '../limits.ts';
import { flag, mark, name, nameOf, number, text } from './plainSchemas.ts';
import {
  parameterKeys,
  parameters,
  samplingParameters,
  type ConversationSettings,
  type Parameter,
  type ParameterKey,
  type ReasoningEffort,
  type SamplingParameter,
  type TurnParameters,
} from '../parameters.ts';
import { list, object, oneOf, optional, orNull, type Schema } from './schema.ts';

/** The chosen settings. */
export const settingsSchema = object(
  Object.fromEntries(parameterKeys.map((key) => [key, optional(chosen(key))])),
) as Schema<ConversationSettings>;

/** The parameters that a request was sent with. */
export const turnParametersSchema = object({
  model: name,
  thinking: oneOf('enabled', 'disabled', 'unset'),
  reasoningEffort: optional(nameOf<ReasoningEffort>()),
  jsonInstruction: optional(mark),
  userId: optional(name),
  ...Object.fromEntries(samplingParameters.map((key) => [key, optional(sent(key))])),
}) as Schema<TurnParameters>;

function chosen(key: ParameterKey): Schema<unknown> {
  const row: Parameter = parameters[key];
  switch (row.kind) {
    case 'number':
      return orNull(number);
    case 'flag':
      return flag;
    case 'stops':
      return list(text);
    case 'choice':
      return oneOf(...row.choices);
    case 'text':
      return row.maxLength > importLimits.name ? text : name;
  }
}

function sent(key: SamplingParameter): Schema<unknown> {
  return parameters[key].kind === 'number' ? number : chosen(key);
}

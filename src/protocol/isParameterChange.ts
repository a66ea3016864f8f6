/** Validates a parameter change from the page: known names, right types, values in range. */

import {
  parameters,
  type ConversationSettings,
  type ParameterKey,
} from '../conversation/parameters.ts';
import { isParameterValue } from '../conversation/parameterValues.ts';

/** Whether a value changes one parameter or more, all of them rightly. */
export function isParameterChange(value: unknown): value is ConversationSettings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length > 0 &&
    entries.every(
      ([key, item]) =>
        Object.hasOwn(parameters, key) && isParameterValue(key as ParameterKey, item),
    )
  );
}

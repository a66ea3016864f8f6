/** Validates every field of a message from the page. */

import { messageLimits } from '../conversation/limits.ts';
import { intentSchemas, type Intent, type IntentType } from './intents.ts';
import { isBoundedMessage } from './isBoundedMessage.ts';

/** The longest text that a page may send, in UTF-16 code units. */
export const maxTextLength = messageLimits.text;

/** Whether a message from the page is an intent, with no field too many; never throws. */
export function isIntent(value: unknown): value is Intent {
  try {
    return isBoundedMessage(value) && hasIntentFields(value);
  } catch {
    // An object that cannot be looked at was not made by the page.
    return false;
  }
}

function hasIntentFields(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const message = value as Readonly<Record<string, unknown>>;
  const own = (name: string) => (Object.hasOwn(message, name) ? message[name] : undefined);
  const type = own('type');
  if (typeof type !== 'string' || !Object.hasOwn(intentSchemas, type)) return false;
  const { fields = {} } = intentSchemas[type as IntentType];
  return (
    Object.keys(message).every((name) => name === 'type' || Object.hasOwn(fields, name)) &&
    Object.entries(fields).every(([name, isField]) => isField(own(name)))
  );
}

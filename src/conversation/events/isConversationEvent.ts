/** Validates events read from a log. */

import { logLimits } from '../limits.ts';
import type { ConversationEvent, EventType } from './events.ts';
import { eventSchemas } from './eventSchemas.ts';

/** Whether this version knows events of this type. */
export function isEventType(type: string): type is EventType {
  return Object.hasOwn(eventSchemas, type);
}

/** Whether an untrusted value is a conversation event of this version. */
export function isConversationEvent(value: unknown): value is ConversationEvent {
  const type = (value as { type?: unknown } | null | undefined)?.type;
  return (
    typeof type === 'string' &&
    isEventType(type) &&
    eventSchemas[type](value) &&
    isShallow(value, logLimits.depth)
  );
}

/** Unknown fields are kept, so their nesting must stay within what can be written back. */
function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

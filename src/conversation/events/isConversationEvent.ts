/** Validates events that are read from a log. */

import { logLimits } from '../limits.ts';
import type { ConversationEvent, EventType } from './events.ts';
import { eventSchemas } from './eventSchemas.ts';

/** Whether this version knows events of this type. */
export function isEventType(type: string): type is EventType {
  return Object.hasOwn(eventSchemas, type);
}

/** Whether a value read from outside is a conversation event of this version. */
export function isConversationEvent(value: unknown): value is ConversationEvent {
  const type = (value as { type?: unknown } | null | undefined)?.type;
  return (
    typeof type === 'string' &&
    isEventType(type) &&
    eventSchemas[type](value) &&
    isShallow(value, logLimits.depth)
  );
}

/** Fields that nobody knows come along as well, and what is nested too deeply could be written by nobody again. */
function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

/** Generated conversations as the bytes of their logs. */

import type { ConversationEvent } from '../../src/conversation/events/events.ts';
import { logSchema, toLine } from '../../src/storage/log/logFormat.ts';

/** A complete log of these events. */
export function toLog(events: Iterable<ConversationEvent>): Uint8Array {
  const lines = [toLine({ schema: logSchema, writer: '0.0.0', generation: 0 })];
  for (const event of events) lines.push(toLine(event));
  return Buffer.concat(lines);
}

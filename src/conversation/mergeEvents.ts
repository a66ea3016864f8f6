/** Joins adjacent pieces of streamed text, so that each road carries as few events as it likes. */

import type { ConversationEvent, PartAppended } from './events.ts';

/** Adds an event to a list; text that continues the last one is joined to it, keeping the first's time. */
export function pushMerged(events: ConversationEvent[], event: ConversationEvent): void {
  const last = events.at(-1);
  if (last?.type === 'partAppended' && event.type === 'partAppended' && continues(last, event)) {
    events[events.length - 1] = { ...last, text: last.text + event.text };
  } else {
    events.push(event);
  }
}

/** Whether `pushMerged` would join two events that follow each other. */
export function areJoinable(last: ConversationEvent | undefined, next: ConversationEvent): boolean {
  return last?.type === 'partAppended' && next.type === 'partAppended' && continues(last, next);
}

function continues(last: PartAppended, next: PartAppended): boolean {
  return (
    last.turnId === next.turnId &&
    last.partId === next.partId &&
    last.kind === next.kind &&
    last.offset + last.text.length === next.offset
  );
}

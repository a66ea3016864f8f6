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

function continues(last: PartAppended, next: PartAppended): boolean {
  return (
    last.turnId === next.turnId &&
    last.partId === next.partId &&
    last.kind === next.kind &&
    last.offset + last.text.length === next.offset
  );
}

/** Merges adjacent pieces of streamed text into fewer events. */

import type { ConversationEvent, PartAppended } from './events.ts';
import { logLimits } from '../limits.ts';

/**
 * Adds an event to a list; text that continues the last one is joined to it, keeping the first's time. No text becomes
 * longer than one line of a log may be, and one that is comes in pieces.
 */
export function pushMerged(events: ConversationEvent[], event: ConversationEvent): void {
  if (event.type === 'partAppended' && event.text.length > logLimits.piece) {
    for (const piece of piecesOf(event)) events.push(piece);
    return;
  }
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
    last.offset + last.text.length === next.offset &&
    last.text.length + next.text.length <= logLimits.piece
  );
}

function piecesOf(event: PartAppended): PartAppended[] {
  const pieces: PartAppended[] = [];
  for (let at = 0; at < event.text.length;) {
    let end = Math.min(event.text.length, at + logLimits.piece);
    // A character is not cut in two.
    if (end < event.text.length && isLowSurrogate(event.text.charCodeAt(end))) end -= 1;
    pieces.push({ ...event, offset: event.offset + at, text: event.text.slice(at, end) });
    at = end;
  }
  return pieces;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

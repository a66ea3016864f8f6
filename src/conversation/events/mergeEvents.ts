/** Merges adjacent streamed text into fewer events. */

import type { ConversationEvent, PartAppended } from './events.ts';
import { logLimits } from '../limits.ts';

/**
 * Appends an event to a list. Text that continues the previous event is merged into it, keeping the first time. Text
 * longer than the limit of a log line is split.
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

/** Whether `pushMerged` would merge two adjacent events. */
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
    // Does not split a surrogate pair.
    if (end < event.text.length && isLowSurrogate(event.text.charCodeAt(end))) end -= 1;
    pieces.push({ ...event, offset: event.offset + at, text: event.text.slice(at, end) });
    at = end;
  }
  return pieces;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

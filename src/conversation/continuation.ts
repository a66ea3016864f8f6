/** Turns that continue an interrupted answer or a prefill. */

import type { ConversationEvent } from './events/events.ts';
import type { Part, TextPart, Turn } from './model.ts';

/** What a server can continue by prefix completion (contract 12): nothing, content, or content and reasoning. */
export type PrefixSupport = 'none' | 'content' | 'thinking';

/** Finish reasons that mean the answer may be incomplete (contract 8). */
const cutReasons: ReadonlySet<string> = new Set([
  'length',
  'insufficient_system_resource',
  'aborted',
]);

/** Whether the answer may be incomplete. */
export function isCut(turn: Turn): boolean {
  switch (turn.status) {
    case 'stopped':
    case 'interrupted':
      return true;
    case 'failed':
      // A failed continuation still contains the cut-off answer.
      return turn.continues !== undefined;
    case 'complete':
      return cutReasons.has(turn.finishReason ?? '');
    case 'inProgress':
      return false;
  }
}

/** Whether a turn can be continued: it was cut off, and the server can continue what it contains. */
export function canContinue(turn: Turn, prefix: PrefixSupport): boolean {
  if (!isCut(turn)) return false;
  const has = (kind: Part['kind']) =>
    turn.parts.some((part) => part.kind === kind && 'text' in part && part.text.trim() !== '');
  return has('content') || (prefix === 'thinking' && has('reasoning'));
}

/** A turn's initial parts: the continued turn's parts, or the user's prefill. */
export function openingParts(
  event: Extract<ConversationEvent, { type: 'turnStarted' }>,
  continued: Turn | undefined,
): readonly Part[] {
  if (continued !== undefined) {
    // The pause between the two is not thinking time.
    const pause = Math.max(0, event.at - (continued.endedAt ?? event.at));
    return continued.parts.map((part, index) => {
      const isLast = index === continued.parts.length - 1;
      const kept = isLast && part.kind !== 'toolCall' ? wholeCharacters(part) : part;
      if (pause === 0) return kept;
      const moved = { ...kept, startedAt: kept.startedAt + pause };
      if (moved.kind !== 'toolCall') moveEnd(kept, moved);
      return moved;
    });
  }
  const { starter } = event;
  if (starter === undefined || starter === '') return [];
  return [{ kind: 'content', id: starterPart, text: starter, startedAt: event.at }];
}

/** Id of the prefill part; generated ids never have this value. */
export const starterPart = 'starter';

/** The last piece of a part's text, and the text before it. */
interface TextEnd {
  readonly before: string;
  readonly piece: string;
}

/** Reading the end of a concatenated string would flatten all of it for each continued turn. */
const ends = new WeakMap<Part, TextEnd>();

/** Remembers the last piece that was appended to a part. */
export function keepEnd(part: Part, end: TextEnd): void {
  ends.set(part, end);
}

function moveEnd(from: Part, to: Part): void {
  const end = ends.get(from);
  if (end !== undefined) ends.set(to, end);
}

/** A lone high surrogate at the end cannot be sent, so it is dropped and the model writes the character again. */
function wholeCharacters(part: TextPart): TextPart {
  const { before, piece } = ends.get(part) ?? { before: '', piece: part.text };
  const last = piece.charCodeAt(piece.length - 1);
  if (!(last >= 0xd800 && last <= 0xdbff)) return part;
  return { ...part, text: before + piece.slice(0, -1) };
}

/** Whether the model added nothing to the prefill. */
export function addsNoText(turn: Turn): boolean {
  return turn.starter !== undefined && contentOf(turn) === turn.starter;
}

function contentOf(turn: Turn): string {
  return turn.parts.map((part) => (part.kind === 'content' ? part.text : '')).join('');
}

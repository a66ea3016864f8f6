/** Turns whose answer continues an interrupted one or a prefill: how they begin. */

import type { ConversationEvent } from './events/events.ts';
import type { Part, TextPart, Turn } from './model.ts';

/** What a server can go on from by prefix completion (contract 12): nothing, an answer, or thoughts as well. */
export type PrefixSupport = 'none' | 'content' | 'thinking';

/** Finish reasons after which there may be more of the answer (contract 8). */
const cutReasons: ReadonlySet<string> = new Set([
  'length',
  'insufficient_system_resource',
  'aborted',
]);

/** Whether the answer may have more to say than it holds. */
export function isCut(turn: Turn): boolean {
  switch (turn.status) {
    case 'stopped':
    case 'interrupted':
      return true;
    case 'failed':
      // What it was to go on from is still there.
      return turn.continues !== undefined;
    case 'complete':
      return cutReasons.has(turn.finishReason ?? '');
    case 'inProgress':
      return false;
  }
}

/** Whether a turn can go on: it is cut, and the server can take up what there is of it. */
export function canContinue(turn: Turn, prefix: PrefixSupport): boolean {
  if (!isCut(turn)) return false;
  const has = (kind: Part['kind']) =>
    turn.parts.some((part) => part.kind === kind && 'text' in part && part.text.trim() !== '');
  return has('content') || (prefix === 'thinking' && has('reasoning'));
}

/** The parts that a turn begins with: those of the turn it goes on from, or the user's own first words. */
export function openingParts(
  event: Extract<ConversationEvent, { type: 'turnStarted' }>,
  continued: Turn | undefined,
): readonly Part[] {
  if (continued !== undefined) {
    // The pause between the two is nobody's thinking time.
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

/** Names the part that begins with the user's words; no made id is like it. */
export const starterPart = 'starter';

/** The last piece of a part's text, and the text before it. */
interface TextEnd {
  readonly before: string;
  readonly piece: string;
}

/** Looking at the end of a text that was joined from pieces would copy all of it, once for each turn that goes on. */
const ends = new WeakMap<Part, TextEnd>();

/** Remembers how the text of a part was joined. */
export function keepEnd(part: Part, end: TextEnd): void {
  ends.set(part, end);
}

function moveEnd(from: Part, to: Part): void {
  const end = ends.get(from);
  if (end !== undefined) ends.set(to, end);
}

/** Half a character at the end could not be sent; the model writes it again, whole. */
function wholeCharacters(part: TextPart): TextPart {
  const { before, piece } = ends.get(part) ?? { before: '', piece: part.text };
  const last = piece.charCodeAt(piece.length - 1);
  if (!(last >= 0xd800 && last <= 0xdbff)) return part;
  return { ...part, text: before + piece.slice(0, -1) };
}

/** Whether a turn holds nothing of the model's but what it began with. */
export function addsNoText(turn: Turn): boolean {
  return turn.starter !== undefined && contentOf(turn) === turn.starter;
}

function contentOf(turn: Turn): string {
  return turn.parts.map((part) => (part.kind === 'content' ? part.text : '')).join('');
}

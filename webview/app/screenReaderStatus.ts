/** Announces politely when an answer begins or ends, or context is attached. */

import { findTurn } from '../../src/conversation/activeBranch.ts';
import type { Conversation, Turn } from '../../src/conversation/model.ts';
import type { ContextChip } from '../../src/protocol/messages.ts';
import { fill, type UiStrings } from '../../src/protocol/strings/uiStrings.ts';
import { errorTitle } from '../transcript/status/errorCard.ts';

/** The announcement of the step from one state to the next; none when no answer began or ended. */
export function announcement(
  before: Conversation,
  after: Conversation,
  strings: UiStrings,
): string | undefined {
  // A chat that has no name yet gets it with its first turn.
  if (before.id !== '' && after.id !== before.id) return undefined;
  const open = after.openTurn;
  if (open !== null && open.id !== before.openTurn?.id) return strings.announceStart;
  if (before.openTurn === null) return undefined;
  const ended = findTurn(after, before.openTurn.id);
  return ended === undefined ? undefined : ending(ended, strings);
}

function ending(turn: Turn, strings: UiStrings): string | undefined {
  switch (turn.status) {
    case 'inProgress':
      return undefined;
    case 'complete':
      return strings.announceComplete;
    case 'stopped':
      return strings.announceStopped;
    case 'interrupted':
      return strings.announceInterrupted;
    case 'failed':
      return fill(
        strings.announceFailed,
        errorTitle(turn.error ?? { kind: 'unknown', message: '' }, strings),
      );
  }
}

/** The announcement of what was attached to the next message; none when nothing was. */
export function attachedAnnouncement(
  before: readonly ContextChip[],
  after: readonly ContextChip[],
  strings: UiStrings,
): string | undefined {
  const added = after.filter(({ id }) => !before.some((other) => other.id === id));
  if (added.length === 0) return undefined;
  return fill(strings.announceAttached, added.map(({ label }) => label).join(', '));
}

/** Which turns of which branch a page shows, so that it gets a new window when events alone would mislead it. */

import { activeBranch, findTurn, pathTo } from '../conversation/branch.ts';
import type { ConversationEvent } from '../conversation/events.ts';
import type { Conversation, TurnId } from '../conversation/model.ts';
import { visibleChildren } from '../conversation/siblings.ts';

/** What one page was told of the branch. */
export class ShownBranch {
  private first: TurnId | undefined;
  private leaf: TurnId | null = null;

  /** Nothing is shown yet. */
  clear(): void {
    this.first = undefined;
    this.leaf = null;
  }

  /** The page got a window that begins with this turn. */
  onWindow(first: TurnId | undefined, conversation: Conversation): void {
    this.first = first;
    this.leaf = activeBranch(conversation).at(-1)?.id ?? null;
  }

  /** The page got earlier turns, the first of which this is. */
  onEarlier(first: TurnId | undefined): void {
    this.first = first ?? this.first;
  }

  /**
   * The turn that a new window should begin with, so that the reader keeps what was shown: the first turn shown, or
   * where that is on another branch now, the last one before it that both branches have.
   */
  firstShown(conversation: Conversation): TurnId | undefined {
    if (this.first === undefined) return undefined;
    const branch = activeBranch(conversation);
    const shown = new Set(branch.map(({ id }) => id));
    if (shown.has(this.first)) return this.first;
    const before = pathTo(conversation, this.first).map(({ id }) => id);
    const common = before.findLast((id) => shown.has(id)) ?? null;
    return branch.find(({ parentId }) => parentId === common)?.id;
  }

  /** Whether the page cannot fold these events into what it shows; `conversation` has them already. */
  isChangedBy(events: readonly ConversationEvent[], conversation: Conversation): boolean {
    return events.some((event) => {
      if (event.type === 'branchSelected' || event.type === 'turnHidden') return true;
      if (event.type !== 'turnStarted') return false;
      const goesOn = event.parentId === this.leaf;
      this.leaf = event.turnId;
      return !goesOn || this.hasSiblings(event.turnId, conversation);
    });
  }

  private hasSiblings(id: TurnId, conversation: Conversation): boolean {
    const turn = findTurn(conversation, id);
    return turn !== undefined && visibleChildren(conversation, turn.parentId).length > 1;
  }
}

/** Where in its conversation one page reads: at the end, or around a turn. */

import { activeBranch } from '../conversation/branch.ts';
import type { ConversationEvent } from '../conversation/events.ts';
import type { Conversation, TurnId } from '../conversation/model.ts';
import { visibleChildren } from '../conversation/siblings.ts';
import type { Fact, Intent } from '../protocol/messages.ts';
import { earlierTurns, laterTurns, toWindow, type ConversationWindow } from '../protocol/window.ts';

/** The page, as far as its window is concerned. */
export interface WindowPort {
  readonly conversation: () => Conversation;
  readonly post: (
    fact:
      | Omit<Extract<Fact, { type: 'earlier' }>, 'revision'>
      | Omit<Extract<Fact, { type: 'later' }>, 'revision'>,
  ) => void;
  /** Posts a snapshot with the window as it is now. */
  readonly snapshot: (show?: TurnId | null) => void;
}

type TurnStarted = Extract<ConversationEvent, { type: 'turnStarted' }>;

/** What changes turns that may lie beyond the window. */
const moving: ReadonlySet<ConversationEvent['type']> = new Set([
  'branchSelected',
  'turnHidden',
  'turnsSummarised',
  'summaryUsed',
]);

/** Knows the place, moves it, and tells when only a snapshot can say what happened. */
export class WindowPlace {
  readonly #port: WindowPort;
  /** The turn that the window lies around; none while it ends where the branch ends. */
  #at: TurnId | undefined;
  #leaf: TurnId | null = null;

  constructor(port: WindowPort) {
    this.#port = port;
  }

  /** Reads at this turn from the next snapshot on, or at the end. */
  moveTo(at: TurnId | undefined): void {
    this.#at = at;
  }

  /** The window at this place; a turn that is not on the branch any more is the end. */
  window(): ConversationWindow {
    const conversation = this.#port.conversation();
    this.#leaf = lastShown(conversation);
    const window = toWindow(conversation, this.#at);
    if (window.later === 0) this.#at = undefined;
    return window;
  }

  /** Carries out an intent that is about the window; `false` when it is about something else. */
  handle(intent: Intent): boolean {
    switch (intent.type) {
      case 'loadEarlier':
        if (this.#at !== undefined) this.#at = intent.before;
        this.#port.post({
          type: 'earlier',
          ...earlierTurns(this.#port.conversation(), intent.before),
        });
        return true;
      case 'loadLater': {
        const page = laterTurns(this.#port.conversation(), intent.after);
        this.#at = page.later === 0 ? undefined : intent.after;
        this.#port.post({ type: 'later', ...page });
        return true;
      }
      case 'showTurn':
        this.show(intent.turnId);
        return true;
      case 'showLatest':
        this.#at = undefined;
        this.#port.snapshot(null);
        return true;
      case 'readingAt':
        this.#at = intent.turnId;
        return true;
      case 'selectBranch':
        // Where the reader sees the branch change; carrying it out is not about the window.
        this.#at = intent.turnId;
        return false;
      default:
        return false;
    }
  }

  /** Brings a turn into sight. */
  show(turnId: TurnId): void {
    this.#at = turnId;
    this.#port.snapshot(turnId);
  }

  /**
   * Tells when the page cannot fold these events, since they may move the branch out of its window; `own` are those
   * that the page itself has asked for, which it is shown.
   */
  follow(events: readonly ConversationEvent[], own: boolean): 'fold' | 'stay' | 'goToLatest' {
    const leaf = this.#leaf;
    this.#leaf = lastShown(this.#port.conversation());
    const begun = events.find((event) => event.type === 'turnStarted');
    if (begun !== undefined && (this.#at !== undefined || this.#isBeside(begun, leaf))) {
      if (own) this.#at = undefined;
      return own ? 'goToLatest' : 'stay';
    }
    const moved = events.some(({ type }) => moving.has(type));
    return moved ? 'stay' : 'fold';
  }

  /** Whether a turn does not simply go on from the leaf that was shown; its siblings then have to be told. */
  #isBeside({ turnId, parentId }: TurnStarted, leaf: TurnId | null): boolean {
    if (parentId !== leaf) return true;
    const siblings = visibleChildren(this.#port.conversation(), parentId);
    return siblings.some(({ id }) => id !== turnId);
  }
}

/** The last turn of the active branch, which the next message follows. */
function lastShown(conversation: Conversation): TurnId | null {
  return activeBranch(conversation).at(-1)?.id ?? null;
}

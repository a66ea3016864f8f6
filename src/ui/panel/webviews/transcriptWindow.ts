/** The window of turns that one page shows: at the end of the branch, or around a turn. */

import { activeBranch } from '../../../conversation/activeBranch.ts';
import type { ConversationEvent } from '../../../conversation/events/events.ts';
import type { Conversation, TurnId } from '../../../conversation/model.ts';
import { visibleChildren } from '../../../conversation/branches.ts';
import type { FactBody } from '../../../protocol/messages.ts';
import {
  earlierTurns,
  laterTurns,
  toWindow,
  type ConversationWindow,
} from '../../../protocol/window.ts';
import type { IntentHandlers } from '../intents/intentHandlers.ts';

/** The page, as far as its window is concerned. */
export interface WindowPort {
  readonly conversation: () => Conversation;
  readonly post: (fact: Extract<FactBody, { type: 'earlier' | 'later' }>) => void;
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

type WindowIntentType = 'loadEarlier' | 'loadLater' | 'showTurn' | 'showLatest' | 'readingAt';

/** Keeps and moves the window's position, and reports when only a snapshot can show a change. */
export class TranscriptWindow {
  readonly #port: WindowPort;
  /** The turn that the window lies around; none while it ends where the branch ends. */
  #at: TurnId | undefined;
  #leaf: TurnId | null = null;
  #followed: TurnId | undefined;

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

  /** The handlers of the window. */
  readonly intents: IntentHandlers<WindowIntentType> = {
    loadEarlier: ({ before }) => {
      if (this.#at !== undefined) this.#at = before;
      this.#port.post({ type: 'earlier', ...earlierTurns(this.#port.conversation(), before) });
    },
    loadLater: ({ after }) => {
      const page = laterTurns(this.#port.conversation(), after);
      this.#at = page.later === 0 ? undefined : after;
      this.#port.post({ type: 'later', ...page });
    },
    showTurn: ({ turnId }) => this.show(turnId),
    showLatest: () => {
      this.#at = undefined;
      this.#port.snapshot(null);
    },
    readingAt: ({ turnId }) => this.moveTo(turnId),
  };

  /** Brings a turn into sight. */
  show(turnId: TurnId): void {
    this.#at = turnId;
    this.#port.snapshot(turnId);
  }

  /** The page itself has asked for this turn, so it goes to the end when the turn begins. */
  followTurn(turnId: TurnId): void {
    this.#followed = turnId;
  }

  /** Says when the page cannot fold these events, since they may move the branch out of its window. */
  follow(events: readonly ConversationEvent[]): 'fold' | 'stay' | 'goToLatest' {
    const leaf = this.#leaf;
    this.#leaf = lastShown(this.#port.conversation());
    const begun = events.find((event) => event.type === 'turnStarted');
    if (begun !== undefined && (this.#at !== undefined || this.#isBeside(begun, leaf))) {
      if (begun.turnId !== this.#followed) return 'stay';
      this.#at = undefined;
      return 'goToLatest';
    }
    const moved = events.some(({ type }) => moving.has(type));
    return moved ? 'stay' : 'fold';
  }

  /** Whether a turn does not follow the shown leaf, so that its siblings must be posted too. */
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

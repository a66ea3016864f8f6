/** What can be done with a chat besides asking: its branches, what is hidden or left out, its name and its settings. */

import { findTurn } from '../../conversation/activeBranch.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { Conversation, ConversationSettings, TurnId } from '../../conversation/model.ts';
import type { NewSummary } from '../../conversation/turnSummary.ts';
import {
  branchSelection,
  contextExclusion,
  excludeTurnEvents,
  hideTurnEvents,
} from '../../conversation/visibility.ts';
import type { Emitter } from '../../platform/emitter.ts';
import type { ChatPorts } from '../ports.ts';
import { changedChoices } from '../request/requestParameters.ts';
import type { LoggedConversation } from './loggedConversation.ts';
import type { SharedChat } from './sharedChat.ts';

/** A conversation that can be read and rearranged. */
export abstract class EditableChat {
  readonly #log: LoggedConversation;
  readonly #ports: Pick<ChatPorts, 'clock' | 'settings'>;

  constructor(log: LoggedConversation, ports: Pick<ChatPorts, 'clock' | 'settings'>) {
    this.#log = log;
    this.#ports = ports;
  }

  /** Whether a turn is in progress here. */
  abstract get busy(): boolean;

  /** The conversation as it is now. */
  get conversation(): Conversation {
    return this.#log.current;
  }

  /** Whether there is, or is about to be, a log of it: something was said. */
  get isStored(): boolean {
    return this.#log.isStored;
  }

  /** Made by a newer version of the extension, so it is only shown. */
  get readOnly(): boolean {
    return this.#log.readOnly;
  }

  /** Which window writes it. */
  get share(): SharedChat {
    return this.#log.share;
  }

  /** What happened, in order. */
  get onEvents(): Emitter<readonly ConversationEvent[]> {
    return this.#log.onEvents;
  }

  /** The conversation may have been replaced. */
  get onReplaced(): Emitter<void> {
    return this.#log.onReplaced;
  }

  /** Another window writes this chat: it is shown as it grows there, and nothing can be changed here. */
  get elsewhere(): boolean {
    return this.share.openInOtherWindow;
  }

  /** Shows what another window wrote. */
  take(events: readonly ConversationEvent[]): void {
    this.#log.fold(events);
  }

  /** Shows what is in the log now; `stored` says whether that has a beginning. */
  replace(conversation: Conversation, stored: boolean): void {
    this.#log.replace(conversation, stored);
  }

  /** Shows another branch. */
  selectBranch(leaf: TurnId): void {
    const selection = branchSelection(this.conversation, leaf);
    if (!this.elsewhere) this.#rearrange(selection);
    // A reader may look at any branch, until the window that writes shows another one; the log is not its to tell.
    else if (selection.length > 0) this.#log.fold(selection);
  }

  /** Takes a turn and what follows it out of the chat and out of requests, or shows it again. */
  hideTurn(turnId: TurnId, hidden: boolean): void {
    this.#rearrange(hideTurnEvents(this.conversation, turnId, hidden));
  }

  /** Leaves a turn out of requests, or takes it in again. */
  excludeTurn(turnId: TurnId, excluded: boolean): void {
    this.#rearrange(excludeTurnEvents(this.conversation, turnId, excluded));
  }

  /** Leaves an attached piece out of requests, or takes it in again. */
  excludeContext(turnId: TurnId, contextId: string, excluded: boolean): void {
    this.#rearrange(contextExclusion(this.conversation, turnId, contextId, excluded));
  }

  /** Lets a summary stand for its turns; it was paid for, so that a turn in progress does not keep it out. */
  useSummaryOf({ turnId, ...made }: NewSummary): void {
    const known = findTurn(this.conversation, turnId)?.summary?.text === made.text;
    if (known) return this.useSummary(turnId, true);
    const at = this.#ports.clock.now();
    this.#log.change([{ type: 'turnsSummarised', turnId, at, ...made }]);
  }

  /** Lets a summary stand for its turns again, or the turns for themselves. */
  useSummary(turnId: TurnId, used: boolean): void {
    this.#rearrange([{ type: 'summaryUsed', turnId, used }]);
  }

  /** Changes what this conversation has chosen for itself. */
  changeSettings(settings: ConversationSettings): void {
    this.#log.change([
      { type: 'settingsChanged', settings: { ...this.conversation.settings, ...settings } },
    ]);
  }

  /** Gives the conversation a name; a person's stays. */
  rename(title: string, by: 'person' | 'model'): void {
    this.#log.change([{ type: 'titled', title, by }]);
  }

  /** Keeps the conversation at the top of lists, or no longer. */
  pin(pinned: boolean): void {
    this.#log.change([{ type: 'pinned', pinned }]);
  }

  /** Changes its parameters; what the settings say anyway follows them again. The system text of a chat that has begun stays. */
  changeParameters(change: ConversationSettings): void {
    const { settings: own } = this.conversation;
    const settings = changedChoices(this.#ports.settings(), own, change, this.isStored);
    this.#log.change([{ type: 'settingsChanged', settings }]);
  }

  /** Lets everything be as the settings say. */
  resetParameters(): void {
    this.#log.change([{ type: 'settingsChanged', settings: {} }]);
  }

  /** What only changes what is shown and sent waits until no turn is in progress. */
  #rearrange(events: readonly ConversationEvent[]): void {
    if (!this.busy && events.length > 0) this.#log.change(events);
  }
}

/** A conversation and its log: folds events and passes them to the store. */

import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { Conversation } from '../../conversation/model.ts';
import { reduceAll } from '../../conversation/events/reduce.ts';
import { Emitter } from '../../platform/emitter.ts';
import { toSystemText } from '../request/requestParameters.ts';
import type { ChatPorts } from '../ports.ts';
import type { SharedChat } from './sharedChat.ts';

/** How a conversation comes to be open here. */
export interface LoggedOptions {
  /** Whether the log already has the event that begins it. */
  readonly stored: boolean;
  /** Made by a newer version of the extension, so it is only shown. */
  readonly readOnly: boolean;
  /** Which window writes it. */
  readonly share: SharedChat;
}

/** The only place where the events of one conversation are folded and stored. */
export class LoggedConversation {
  /** What happened, in order. */
  readonly onEvents = new Emitter<readonly ConversationEvent[]>();
  /** The conversation may have been replaced. */
  readonly onReplaced = new Emitter<void>();
  readonly readOnly: boolean;
  readonly share: SharedChat;

  readonly #ports: Pick<ChatPorts, 'store' | 'settings'>;
  #state: Conversation;
  #stored: boolean;

  constructor(
    conversation: Conversation,
    { stored, readOnly, share }: LoggedOptions,
    ports: Pick<ChatPorts, 'store' | 'settings'>,
  ) {
    this.#state = conversation;
    this.#stored = stored;
    this.readOnly = readOnly;
    this.share = share;
    this.#ports = ports;
  }

  /** As it is now. */
  get current(): Conversation {
    return this.#state;
  }

  /** Whether there is, or is about to be, a log of it: something was said. */
  get isStored(): boolean {
    return this.#stored;
  }

  /** Folds events that are already in the log or must never be written to it. */
  fold(events: readonly ConversationEvent[]): void {
    this.#state = reduceAll(this.#state, events);
    this.onEvents.fire(events);
  }

  /** Becomes what the log says now; `stored` says whether that has a beginning. */
  replace(conversation: Conversation, stored: boolean): void {
    this.#state = conversation;
    this.#stored = stored;
    this.onReplaced.fire();
  }

  /** Something happened in a turn; nothing happens here while another window writes. */
  emit(events: readonly ConversationEvent[]): void {
    if (this.share.openInOtherWindow) return;
    this.fold(events);
    this.#ports.store.append(this.#state.id, events);
  }

  /** A change that is not part of a turn; a conversation nobody wrote in is not stored for its sake. */
  change(events: readonly ConversationEvent[]): void {
    if (this.share.openInOtherWindow) return;
    if (this.#stored && !this.readOnly) this.emit(events);
    else this.fold(events);
  }

  /** Resolves when events that were folded are on the disk, or could not be written. */
  storeSynced(events: readonly ConversationEvent[]): Promise<void> {
    return this.#ports.store.appendSynced(this.#state.id, events);
  }

  /** The first events of a log, once there is something to keep; none afterwards. */
  begin(): ConversationEvent[] {
    if (this.#stored) return [];
    this.#stored = true;
    const { id, createdAt, workspace, settings } = this.#state;
    // Frozen now and for ever, so that each request begins with the bytes of the one before.
    const systemPrompt = toSystemText(this.#ports.settings(), settings);
    return [
      {
        type: 'conversationCreated',
        id,
        at: createdAt,
        systemPrompt,
        ...(workspace === undefined ? {} : { workspace }),
      },
      ...(Object.keys(settings).length === 0
        ? []
        : [{ type: 'settingsChanged', settings } as const]),
    ];
  }
}

/** One open chat among the windows that may have it open too: written here, or shown as another window writes it. */

import { emptyConversation, reduceAll } from '../../conversation/events/reduce.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { Conversation, ConversationId, UserMessage } from '../../conversation/model.ts';
import type { Clock, Logger } from '../../platform/ports.ts';
import type { ChatFollower, ChatSharing, ChatTenant } from '../ports.ts';
import type { LogUpdate } from '../../conversation/storedConversation.ts';

/** How often the log is looked at while another window writes it, in milliseconds. */
const pollMs = 250;

/** The session, as far as sharing it goes. */
export interface SharedSession {
  readonly conversation: Conversation;
  readonly readOnly: boolean;
  /** Whether a turn is in progress here. */
  readonly busy: boolean;
  /** Another window wrote these. */
  take(events: readonly ConversationEvent[]): void;
  /** The chat is this now; `stored` says whether its log has a beginning. */
  replace(conversation: Conversation, stored: boolean): void;
  /** Who may write it has changed, or is about to. */
  onWriterChanged(): void;
  /** What the user said reached nobody; it goes back to where it was written. */
  giveBack(user: UserMessage): void;
  endInterrupted(): void;
}

/** Which window writes a chat, seen from here. */
export class SharedChat implements ChatTenant {
  /** Another window writes; here it is only shown. */
  elsewhere = false;
  /** The other window was asked to hand it over. */
  asked = false;

  readonly #id: ConversationId;
  readonly #sharing: ChatSharing | undefined;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #session: SharedSession | undefined;
  #claimed = false;
  #claiming: Promise<boolean> | undefined;
  #follower: ChatFollower | undefined;
  #cancelPoll: (() => void) | undefined;
  #polling: Promise<void> = Promise.resolve();
  #closed = false;
  /** Nobody looks, so that the log of the other window is not followed. */
  #isPaused = false;
  #resting: Promise<boolean> | undefined;
  /** What the log was when the chat was given back for a rest. */
  #restedAt: string | undefined;

  constructor(
    id: ConversationId,
    ports: { readonly sharing?: ChatSharing; readonly clock: Clock; readonly logger: Logger },
  ) {
    this.#id = id;
    this.#sharing = ports.sharing;
    this.#clock = ports.clock;
    this.#logger = ports.logger;
  }

  /** Names the session; before, the chat can be read but nothing is told of it. */
  attach(session: SharedSession): void {
    this.#session = session;
    if (this.elsewhere) this.#schedule();
  }

  /** Reads the chat and becomes its writer if no other window is; `undefined` when there is none. */
  async open(): Promise<{ conversation: Conversation; readOnly: boolean } | undefined> {
    const sharing = this.#sharing;
    if (sharing === undefined) return undefined;
    const follower = (this.#follower = sharing.follow(this.#id));
    const news = await follower.poll();
    if (news.kind !== 'whole') return undefined;
    if (news.stored.readOnly) return news.stored;
    this.#claimed = await sharing.claim(this.#id, this);
    this.elsewhere = !this.#claimed;
    if (!this.#claimed) return news.stored;
    // What another window wrote between reading and claiming.
    const later = await follower.poll();
    await sharing.tidy(this.#id, follower);
    if (later.kind === 'whole') return later.stored;
    const added = later.kind === 'added' ? later.events : [];
    return { ...news.stored, conversation: reduceAll(news.stored.conversation, added) };
  }

  /** Before something is written: whether this window may. */
  async claim(): Promise<boolean> {
    await this.#resting;
    if (this.elsewhere) return false;
    if (this.#claimed || this.#sharing === undefined) return true;
    // What is asked twice at once would be refused the second time.
    this.#claiming ??= this.#claimAgain(this.#sharing);
    const claimed = await this.#claiming;
    this.#claiming = undefined;
    if (claimed) this.#claimed = true;
    else if (!this.elsewhere) this.#giveUp();
    return this.#claimed;
  }

  /** Gives the chat back, or stops following it, while nobody uses it here; `false` where something waits to be written. */
  rest(): Promise<boolean> {
    this.#resting ??= this.#rest().finally(() => (this.#resting = undefined));
    return this.#resting;
  }

  /** Somebody uses it again: claims it, or follows it. */
  wake(): void {
    if (this.#closed) return;
    const wasPaused = this.#isPaused;
    this.#isPaused = false;
    if (this.elsewhere && wasPaused) this.#schedule();
    else if (this.#restedAt !== undefined) void this.claim();
  }

  /** The chat was opened again while it rested: whoever still has this one can only look at it. */
  retire(): void {
    this.#closed = true;
    this.#cancelPoll?.();
    this.#claimed = false;
    this.elsewhere = true;
  }

  /** Asks the window that writes to hand the chat over. */
  async takeOver(): Promise<void> {
    if (!this.elsewhere || this.#sharing === undefined) return;
    this.asked = true;
    this.#session?.onWriterChanged();
    try {
      await this.#sharing.ask(this.#id);
    } catch (error) {
      // The disk takes nothing now; asking is repeated for as long as the chat is open elsewhere.
      this.#logger.warn(`The window that has a chat could not be asked for it: ${String(error)}`);
    }
  }

  /** Lets go of it; afterwards nothing is read or claimed any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelPoll?.();
    await this.#polling;
    await this.#resting;
  }

  get busy(): boolean {
    return this.#session?.busy === true;
  }

  onLeft(): void {
    this.#giveUp();
  }

  onLost(unsaved: readonly ConversationEvent[]): void {
    this.#giveUp();
    for (const event of unsaved) {
      if (event.type === 'turnStarted') this.#session?.giveBack(event.user);
      if (event.type === 'messageQueued') this.#session?.giveBack(event.message.user);
    }
  }

  async #rest(): Promise<boolean> {
    await this.#claiming;
    if (this.elsewhere) {
      this.#isPaused = true;
      this.#cancelPoll?.();
      this.#cancelPoll = undefined;
      await this.#polling;
      // The last look may have found it free.
      this.#isPaused = this.elsewhere;
      return this.elsewhere;
    }
    if (!this.#claimed || this.#sharing?.leave === undefined) return true;
    this.#claimed = false;
    const state = await this.#sharing.leave(this.#id, this);
    // Another window may have taken it just then.
    if (this.elsewhere) return false;
    this.#claimed = state === undefined;
    this.#restedAt = state;
    return state !== undefined;
  }

  /** After a rest it is this window's only if nobody has written into it meanwhile; otherwise it is read first. */
  async #claimAgain(sharing: ChatSharing): Promise<boolean> {
    const claimed = await sharing.claim(this.#id, this);
    const state = this.#restedAt;
    this.#restedAt = undefined;
    if (!claimed || state === undefined) return claimed;
    return (await sharing.stateOf?.(this.#id)) === state;
  }

  #giveUp(): void {
    this.#claimed = false;
    this.#restedAt = undefined;
    this.elsewhere = true;
    // What it shows may differ from the log, so that is read from its beginning.
    this.#follower = undefined;
    this.#session?.onWriterChanged();
    this.#schedule();
  }

  #schedule(): void {
    if (this.#closed || this.#isPaused) return;
    this.#cancelPoll ??= this.#clock.after(pollMs, () => {
      this.#polling = this.#poll();
    });
  }

  async #poll(): Promise<void> {
    const [sharing, session] = [this.#sharing, this.#session];
    if (sharing === undefined || session === undefined) return;
    try {
      this.#show(await this.#news(sharing));
      if (!this.#closed && (await sharing.claim(this.#id, this))) {
        // What the other window wrote last.
        this.#show(await this.#news(sharing));
        this.#claimed = true;
        this.elsewhere = false;
        this.asked = false;
        session.onWriterChanged();
        session.endInterrupted();
      }
    } catch (error) {
      this.#logger.warn(`A chat of another window could not be read: ${String(error)}`);
    }
    this.#cancelPoll = undefined;
    if (this.elsewhere) this.#schedule();
  }

  async #news(sharing: ChatSharing): Promise<LogUpdate> {
    this.#follower ??= sharing.follow(this.#id);
    return await this.#follower.poll();
  }

  #show(news: LogUpdate): void {
    const session = this.#session;
    if (session === undefined) return;
    if (news.kind === 'whole') session.replace(news.stored.conversation, true);
    else if (news.kind === 'added' && news.events.length > 0) session.take(news.events);
    else if (news.kind === 'gone' && session.conversation.activeLeaf !== null) {
      const { id, createdAt, systemPrompt } = session.conversation;
      session.replace({ ...emptyConversation, id, createdAt, systemPrompt }, false);
    }
  }
}

/** One open chat shared between windows: written here, or followed from another window's log. */

import { emptyConversation, reduceAll } from '../../conversation/events/reduce.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { Conversation, ConversationId, UserMessage } from '../../conversation/model.ts';
import type { Clock, Logger } from '../../platform/ports.ts';
import type { LogUpdate } from '../../conversation/storedConversation.ts';
import type { ChatFollower, WindowCoordination, LeaseHolder } from '../ports.ts';

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
  returnToDraft(user: UserMessage): void;
  endInterrupted(): void;
}

/** Which window writes a chat, seen from here. */
export class SharedChat implements LeaseHolder {
  /** Another window writes; here it is only shown. */
  openInOtherWindow = false;
  /** The other window was asked to hand it over. */
  asked = false;

  readonly #id: ConversationId;
  readonly #sharing: WindowCoordination | undefined;
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
  /** The state of the log when the idle chat was released. */
  #restedAt: string | undefined;

  constructor(
    id: ConversationId,
    ports: {
      readonly sharing?: WindowCoordination;
      readonly clock: Clock;
      readonly logger: Logger;
    },
  ) {
    this.#id = id;
    this.#sharing = ports.sharing;
    this.#clock = ports.clock;
    this.#logger = ports.logger;
  }

  /** Attaches the session; before that, the chat can be read but reports no changes. */
  attach(session: SharedSession): void {
    this.#session = session;
    if (this.openInOtherWindow) this.#schedule();
  }

  /** Reads the chat and becomes its writer if no other window is; `undefined` when there is none. */
  async open(): Promise<{ conversation: Conversation; readOnly: boolean } | undefined> {
    const sharing = this.#sharing;
    if (sharing === undefined) return undefined;
    const follower = (this.#follower = sharing.follow(this.#id));
    const update = await follower.poll();
    if (update.kind !== 'whole') return undefined;
    if (update.stored.readOnly) return update.stored;
    this.#claimed = await sharing.claim(this.#id, this);
    this.openInOtherWindow = !this.#claimed;
    if (!this.#claimed) return update.stored;
    // What another window wrote between reading and claiming.
    const later = await follower.poll();
    await sharing.tidy(this.#id, follower);
    if (later.kind === 'whole') return later.stored;
    const added = later.kind === 'added' ? later.events : [];
    return { ...update.stored, conversation: reduceAll(update.stored.conversation, added) };
  }

  /** Before something is written: whether this window may. */
  async claim(): Promise<boolean> {
    await this.#resting;
    if (this.openInOtherWindow) return false;
    if (this.#claimed || this.#sharing === undefined) return true;
    // What is asked twice at once would be refused the second time.
    this.#claiming ??= this.#claimAgain(this.#sharing);
    const claimed = await this.#claiming;
    this.#claiming = undefined;
    if (claimed) this.#claimed = true;
    else if (!this.openInOtherWindow) this.#giveUp();
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
    if (this.openInOtherWindow && wasPaused) this.#schedule();
    else if (this.#restedAt !== undefined) void this.claim();
  }

  /** The chat was opened again while it rested: whoever still has this one can only look at it. */
  retire(): void {
    this.#closed = true;
    this.#cancelPoll?.();
    this.#claimed = false;
    this.openInOtherWindow = true;
  }

  /** Asks the window that writes to hand the chat over. */
  async takeOver(): Promise<void> {
    if (!this.openInOtherWindow || this.#sharing === undefined) return;
    this.asked = true;
    this.#session?.onWriterChanged();
    try {
      await this.#sharing.ask(this.#id);
    } catch (error) {
      // The disk takes nothing now; asking is repeated for as long as the chat is open elsewhere.
      this.#logger.warn(`The window that has a chat could not be asked for it: ${String(error)}`);
    }
  }

  /** Releases the chat; afterwards nothing is read or claimed. */
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
      if (event.type === 'turnStarted') this.#session?.returnToDraft(event.user);
      if (event.type === 'messageQueued') this.#session?.returnToDraft(event.message.user);
    }
  }

  async #rest(): Promise<boolean> {
    await this.#claiming;
    if (this.openInOtherWindow) {
      this.#isPaused = true;
      this.#cancelPoll?.();
      this.#cancelPoll = undefined;
      await this.#polling;
      // The last look may have found it free.
      this.#isPaused = this.openInOtherWindow;
      return this.openInOtherWindow;
    }
    if (!this.#claimed || this.#sharing?.leave === undefined) return true;
    this.#claimed = false;
    const state = await this.#sharing.leave(this.#id, this);
    // Another window may have taken it just then.
    if (this.openInOtherWindow) return false;
    this.#claimed = state === undefined;
    this.#restedAt = state;
    return state !== undefined;
  }

  /** After a rest it is this window's only if nobody has written into it meanwhile; otherwise it is read first. */
  async #claimAgain(sharing: WindowCoordination): Promise<boolean> {
    const claimed = await sharing.claim(this.#id, this);
    const state = this.#restedAt;
    this.#restedAt = undefined;
    if (!claimed || state === undefined) return claimed;
    return (await sharing.stateOf?.(this.#id)) === state;
  }

  #giveUp(): void {
    this.#claimed = false;
    this.#restedAt = undefined;
    this.openInOtherWindow = true;
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
    const sharing = this.#sharing;
    const session = this.#session;
    if (sharing === undefined || session === undefined) return;
    try {
      this.#show(await this.#readUpdate(sharing));
      if (!this.#closed && (await sharing.claim(this.#id, this))) {
        // What the other window wrote last.
        this.#show(await this.#readUpdate(sharing));
        this.#claimed = true;
        this.openInOtherWindow = false;
        this.asked = false;
        session.onWriterChanged();
        session.endInterrupted();
      }
    } catch (error) {
      this.#logger.warn(`A chat of another window could not be read: ${String(error)}`);
    }
    this.#cancelPoll = undefined;
    if (this.openInOtherWindow) this.#schedule();
  }

  async #readUpdate(sharing: WindowCoordination): Promise<LogUpdate> {
    this.#follower ??= sharing.follow(this.#id);
    return await this.#follower.poll();
  }

  #show(update: LogUpdate): void {
    const session = this.#session;
    if (session === undefined) return;
    if (update.kind === 'whole') session.replace(update.stored.conversation, true);
    else if (update.kind === 'added' && update.events.length > 0) session.take(update.events);
    else if (update.kind === 'gone' && session.conversation.activeLeaf !== null) {
      const { id, createdAt, systemPrompt } = session.conversation;
      session.replace({ ...emptyConversation, id, createdAt, systemPrompt }, false);
    }
  }
}

/** Sends the queued messages of one conversation when the previous turn is complete or the scheduled time comes. */

import { visiblePath } from '../../conversation/activeBranch.ts';
import type { AnswerProblem } from '../../conversation/answer/answerProblem.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type {
  Conversation,
  HoldReason,
  QueuedMessage,
  Turn,
  TurnId,
  UserMessage,
} from '../../conversation/model.ts';
import { queueOf } from '../../conversation/queue.ts';
import { Emitter } from '../../platform/emitter.ts';
import type { Clock, Ids } from '../../platform/ports.ts';
import type { Asked } from '../../conversation/question.ts';

/** The session, as far as its queue needs it. */
export interface QueuePort {
  readonly clock: Clock;
  readonly ids: Ids;
  conversation(): Conversation;
  /** Whether a turn is in progress here. */
  busy(): boolean;
  /** Whether this window may change the chat. */
  mayWrite(): boolean;
  /** Folds what happened to the queue, at once, and resolves when it is stored. */
  record(events: readonly ConversationEvent[]): Promise<void>;
  /** Asks it now; `false` when that cannot be. */
  send(message: QueuedMessage, asked: Asked): boolean;
}

/** What a message may bring along into the queue. */
export interface QueueOptions {
  readonly starter?: string | undefined;
  /** Not sent by itself before this, in milliseconds since the epoch. */
  readonly notBefore?: number | undefined;
}

/** A machine that sleeps is noticed within this, in milliseconds. */
const checkMs = 30_000;
/** So late a message is no more what was wished: the price may have changed again. In milliseconds. */
const lateMs = 10 * 60_000;
/** How many removed messages can be brought back. */
const maxRemoved = 20;

/** The queue of one conversation. Its state is in the conversation's events; only this class sends it. */
export class MessageQueue {
  /** It is held now, or no longer. */
  readonly onHeld = new Emitter<void>();

  readonly #port: QueuePort;
  #reason: HoldReason | undefined;
  /** Messages whose time has come while this window was there to see it. */
  readonly #due = new Set<TurnId>();
  /** Messages that the user has allowed to go to the end of whatever branch is shown. */
  readonly #anywhere = new Set<TurnId>();
  /** What was removed last, and which message it stood before. */
  readonly #removed = new Map<TurnId, { message: QueuedMessage; before?: TurnId }>();
  #storing: Promise<void> = Promise.resolve();
  #cancelLook: (() => void) | undefined;

  constructor(port: QueuePort) {
    this.#port = port;
  }

  /** Why it is held; nothing while it goes on by itself, or nothing waits that could. */
  get held(): HoldReason | undefined {
    return this.#messages.some((message) => !this.#isTimed(message)) ? this.#reason : undefined;
  }

  /** Whether a message waits that goes by itself, after a turn or at its time. */
  get willSend(): boolean {
    return this.#messages.some(
      (message) =>
        this.#isTimed(message) ||
        this.#due.has(message.id) ||
        (message.notBefore === undefined && this.#reason === undefined),
    );
  }

  /** Puts a message behind the others. */
  add(user: UserMessage, { starter, notBefore }: QueueOptions): void {
    const conversation = this.#port.conversation();
    const message: QueuedMessage = {
      id: this.#port.ids.next(),
      user,
      ...(starter === undefined ? {} : { starter }),
      after: visiblePath(conversation, conversation.activeLeaf).at(-1)?.id ?? null,
      ...(notBefore === undefined ? {} : { notBefore }),
    };
    this.#record({ type: 'messageQueued', message });
    this.#look();
  }

  /** Takes a message out; it can be brought back for as long as the window is open. */
  remove(id: TurnId): void {
    const messages = this.#messages;
    const index = messages.findIndex((message) => message.id === id);
    const message = messages[index];
    if (message === undefined) return;
    const before = messages[index + 1]?.id;
    this.#removed.set(id, { message, ...(before === undefined ? {} : { before }) });
    for (const oldest of this.#removed.keys()) {
      if (this.#removed.size > maxRemoved) this.#removed.delete(oldest);
    }
    this.#change({ type: 'messageUnqueued', messageId: id });
  }

  /** Brings a removed message back to where it was. */
  restore(id: TurnId, asked: Asked = {}): void {
    const found = this.#removed.get(id);
    if (found === undefined) return;
    this.#removed.delete(id);
    this.#change({ type: 'messageQueued', ...found });
    this.#look();
    this.#next(asked);
  }

  /** Moves a message by so many places, towards the end if positive. */
  move(id: TurnId, by: number): void {
    const ids = this.#messages.map((message) => message.id);
    const from = ids.indexOf(id);
    const to = Math.max(0, Math.min(ids.length - 1, from + by));
    if (from < 0 || from === to) return;
    const messageIds = ids.toSpliced(from, 1).toSpliced(to, 0, id);
    this.#change({ type: 'queueOrdered', messageIds });
  }

  /** Does not wait for a message's time: it goes now, or as soon as the turn in progress is whole. */
  sendNow(id: TurnId, asked: Asked = {}): void {
    const message = this.#messages.find((message) => message.id === id);
    if (message === undefined) return;
    if (!this.#port.busy()) {
      this.#send(message, asked);
      return;
    }
    const untimed: { -readonly [Key in keyof QueuedMessage]: QueuedMessage[Key] } = { ...message };
    delete untimed.notBefore;
    this.#change({ type: 'messageQueued', message: untimed });
  }

  /** Goes on after a hold: with the next message only, or with all. */
  goOn(all: boolean, asked: Asked = {}): void {
    if (this.#port.busy() && !all) return;
    const next = this.#messages.find((message) => !this.#isTimed(message));
    if (all) {
      this.#setHeld(undefined);
      // What is late waits for its time no longer.
      const late = this.#messages.filter(({ notBefore }) => this.#hasCome(notBefore));
      for (const { id } of late) this.#due.add(id);
      for (const { id } of this.#messages) this.#anywhere.add(id);
    }
    if (next !== undefined && !this.#port.busy()) this.#send(next, asked);
  }

  /** From now on nothing goes by itself; without a message that could, nothing is held. */
  hold(reason: HoldReason): void {
    if (this.#messages.some((message) => !this.#isTimed(message))) this.#setHeld(reason);
  }

  /** A turn has ended, with this trouble if any: what comes next, if all is well. */
  onTurnEnded(turn: Turn, trouble: AnswerProblem | undefined): void {
    if (turn.status === 'failed') this.hold('failed');
    else if (trouble !== undefined) this.hold(trouble === 'stopped' ? 'stopped' : 'notWhole');
    if (this.#messages.length === 0) this.#setHeld(undefined);
    this.#next();
  }

  /** The chat was opened, or is this window's again: what waited from before is not sent by surprise. */
  reopen(): void {
    const late = this.#messages.some(({ notBefore }) => this.#hasCome(notBefore));
    const others = this.#messages.some(({ notBefore }) => notBefore === undefined);
    if (others) this.#setHeld('reopened');
    else if (late) this.#setHeld('late');
    this.#look();
  }

  /** Nothing is sent by its time any more; resolves when all that happened is stored. */
  close(): Promise<void> {
    this.#forgetLook();
    return this.#storing;
  }

  #forgetLook(): void {
    this.#cancelLook?.();
    this.#cancelLook = undefined;
  }

  get #messages(): readonly QueuedMessage[] {
    return queueOf(this.#port.conversation());
  }

  /** Whether its time is still to come. */
  #isTimed({ notBefore }: QueuedMessage): boolean {
    return notBefore !== undefined && !this.#hasCome(notBefore);
  }

  #hasCome(notBefore: number | undefined): boolean {
    return notBefore !== undefined && notBefore <= this.#port.clock.now();
  }

  /** Sends the first message that may go, unless a turn is in progress. */
  #next(asked: Asked = {}): void {
    if (this.#port.busy() || !this.#port.mayWrite()) return;
    const message = this.#messages.find(
      ({ id, notBefore }) =>
        this.#due.has(id) || (notBefore === undefined && this.#reason === undefined),
    );
    if (message === undefined) return;
    if (this.#anywhere.has(message.id) || this.#isOnBranch(message)) this.#send(message, asked);
    else {
      this.#due.delete(message.id);
      this.#setHeld('branch');
    }
  }

  /** Whether the branch that is shown goes on from where the message was written. */
  #isOnBranch({ after }: QueuedMessage): boolean {
    const conversation = this.#port.conversation();
    const shown = visiblePath(conversation, conversation.activeLeaf);
    return after === null || shown.some(({ id }) => id === after);
  }

  #send(message: QueuedMessage, asked: Asked): void {
    if (!this.#port.send(message, asked)) return;
    this.#due.delete(message.id);
    this.#anywhere.delete(message.id);
    if (this.#messages.length === 0) this.#setHeld(undefined);
  }

  /** Looks when the next time comes, and again before, since a machine may sleep. */
  #look(): void {
    this.#forgetLook();
    const now = this.#port.clock.now();
    const times = this.#messages.flatMap(({ id, notBefore }) =>
      notBefore === undefined || this.#due.has(id) || notBefore <= now ? [] : [notBefore],
    );
    if (times.length === 0) return;
    const wait = times.reduce((least, time) => Math.min(least, time - now), checkMs);
    this.#cancelLook = this.#port.clock.after(wait, () => this.#onLook(new Set(times)));
  }

  #onLook(awaited: ReadonlySet<number>): void {
    const now = this.#port.clock.now();
    for (const { id, notBefore } of this.#messages) {
      if (notBefore === undefined || notBefore > now || !awaited.has(notBefore)) continue;
      if (now - notBefore <= lateMs) this.#due.add(id);
      else this.#setHeld('late');
    }
    this.#next();
    this.#look();
  }

  #change(event: ConversationEvent): void {
    if (!this.#port.mayWrite()) return;
    this.#record(event);
    if (this.#messages.length === 0) this.#setHeld(undefined);
  }

  #record(event: ConversationEvent): void {
    const stored = this.#port.record([event]);
    this.#storing = this.#storing.then(() => stored);
  }

  #setHeld(reason: HoldReason | undefined): void {
    if (this.#reason === reason) return;
    this.#reason = reason;
    this.onHeld.fire();
  }
}

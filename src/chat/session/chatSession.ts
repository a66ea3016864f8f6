/** One open conversation: handles the user's actions, runs turns, and is the only source of its events. */

import { findTurn, visiblePath } from '../../conversation/activeBranch.ts';
import { canContinue, type PrefixSupport } from '../../conversation/continuation.ts';
import type {
  ContextItem,
  Conversation,
  ConversationSettings,
  TurnId,
  UserMessage,
} from '../../conversation/model.ts';
import { Emitter } from '../../platform/emitter.ts';
import type { Clock } from '../../platform/ports.ts';
import type { TurnActivity } from '../turn/turnActivity.ts';
import type { RateLimiter } from '../rateLimiter.ts';
import { EditableChat } from './editableChat.ts';
import { LoggedConversation, type LoggedOptions } from './loggedConversation.ts';
import type { ChatPorts } from '../ports.ts';
import {
  toRegeneration,
  toEdit,
  isEmptyQuestion,
  type Asked,
  type AnswerPrefill,
  type Question,
} from '../../conversation/question.ts';
import { createQueue } from './persistedQueue.ts';
import type { MessageQueue, QueueOptions } from './messageQueue.ts';
import type { RequestPlanner } from '../request/requestPlanner.ts';
import type { SharedSession } from './sharedChat.ts';
import { TurnInProgress, type LoadTurnRunner, type StartingTurn } from './activeTurn.ts';

/** Why a message was not taken. */
export type Refusal =
  'empty' | 'busy' | 'readOnly' | 'elsewhere' | 'noSuchTurn' | 'nothingToContinue';

/** A conversation that can be talked in. */
export class ChatSession extends EditableChat implements SharedSession {
  /** What the user said was not taken after all, since another window has the chat. */
  readonly onMessageReturned = new Emitter<UserMessage>();
  /** The messages that wait to be sent here. */
  readonly queue: MessageQueue;

  /** Somebody began or ceased to use it. */
  readonly onUsers = new Emitter<void>();
  #users = 0;

  readonly #log: LoggedConversation;
  readonly #clock: Clock;
  readonly #planner: RequestPlanner;
  readonly #inProgress: TurnInProgress;

  constructor(
    conversation: Conversation,
    options: LoggedOptions,
    ports: ChatPorts,
    rateLimiter: RateLimiter,
    planner: RequestPlanner,
    loadTurnRunner: LoadTurnRunner,
  ) {
    const log = new LoggedConversation(conversation, options, ports);
    super(log, ports);
    this.#log = log;
    this.#clock = ports.clock;
    this.#planner = planner;
    this.#inProgress = new TurnInProgress(this.#log, ports, rateLimiter, planner, {
      loadTurnRunner,
      returnToDraft: (user) => this.returnToDraft(user),
    });
    this.queue = createQueue(this.#log, ports, {
      busy: () => this.busy,
      start: (question) => this.#start(question) === undefined,
      returnToDraft: (user) => this.returnToDraft(user),
    });
    this.#inProgress.onEnded.on(({ turn, trouble }) => this.queue.onTurnEnded(turn, trouble));
    this.share.attach(this);
  }

  /** The turn in progress waits for something else now, or the turn ended. */
  get onActivity(): Emitter<void> {
    return this.#inProgress.onActivity;
  }

  /** A turn is about to begin here; fired before its first event. */
  get onTurnStarting(): Emitter<StartingTurn> {
    return this.#inProgress.onStarting;
  }

  /** Whether a turn is in progress here. */
  get busy(): boolean {
    return this.#inProgress.running;
  }

  /** Keeps it open, as a page does that shows it, until the returned function is called. */
  hold(): () => void {
    let isHeld = true;
    this.#users += 1;
    this.onUsers.fire();
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#users -= 1;
      this.onUsers.fire();
    };
  }

  /** Whether nobody uses it and nothing goes on by itself. */
  get canRest(): boolean {
    return this.#users === 0 && this.isStored && !this.busy && !this.queue.willSend;
  }

  /** Another window has begun to write, this one may again, or the other was asked. */
  onWriterChanged(): void {
    if (this.elsewhere) this.#inProgress.stop();
    this.onActivity.fire();
  }

  /** What the user said did not get into the chat. */
  returnToDraft(user: UserMessage): void {
    this.onMessageReturned.fire(user);
  }

  /** What the turn in progress is waiting for. */
  get activity(): TurnActivity | null {
    return this.#inProgress.activity;
  }

  /** Asks something; the message is on the disk before the request leaves. */
  send(
    text: string,
    context: readonly ContextItem[] = [],
    opening: AnswerPrefill = {},
  ): Refusal | undefined {
    return this.#start({
      user: { text, context },
      parentId: this.conversation.activeLeaf,
      ...opening,
    });
  }

  /** Lets a message wait until the turns before it are whole, or its time has come; the refusal where it may not. */
  enqueue(text: string, context: readonly ContextItem[], wish: QueueOptions): Refusal | undefined {
    if (this.readOnly) return 'readOnly';
    if (this.elsewhere) return 'elsewhere';
    const user = { text, context };
    if (isEmptyQuestion({ user })) return 'empty';
    this.queue.add(user, wish);
    return undefined;
  }

  /**
   * Asks again, as a sibling of the turn, with the turn's own choices unless others are given. `withoutTools` forbids
   * tool calls.
   */
  regenerate(
    turnId: TurnId,
    settings?: ConversationSettings,
    { withoutTools = false, askedBy }: Pick<AnswerPrefill, 'withoutTools' | 'askedBy'> = {},
  ): Refusal | undefined {
    const turn = findTurn(this.conversation, turnId);
    if (turn === undefined) return 'noSuchTurn';
    return this.#start({ ...toRegeneration(turn, settings, withoutTools), askedBy });
  }

  /** Goes on with a cut answer, in a turn that begins with what there is of it. */
  continue(turnId: TurnId, { askedBy }: Asked = {}): Refusal | undefined {
    const turn = findTurn(this.conversation, turnId);
    if (turn === undefined) return 'noSuchTurn';
    if (!canContinue(turn, this.prefixSupport)) return 'nothingToContinue';
    return this.#start({ ...turn, continues: turnId, starter: undefined, askedBy });
  }

  /** Tries a failed turn again, with the choices that it had unless it is given others: one that was to go on still is. */
  retry(turnId: TurnId, settings?: ConversationSettings, asked: Asked = {}): Refusal | undefined {
    const turn = findTurn(this.conversation, turnId);
    const goesOn = turn?.continues !== undefined && canContinue(turn, this.prefixSupport);
    return goesOn ? this.continue(turnId, asked) : this.regenerate(turnId, settings, asked);
  }

  /** What the present server can go on from, as far as is known. */
  get prefixSupport(): PrefixSupport {
    return this.#planner.next(this.conversation.settings)?.prefix ?? 'none';
  }

  /** Asks something else in the place of an earlier question, beside the turn that was; what was attached stays. */
  edit(turnId: TurnId, text: string, { askedBy }: Asked = {}): Refusal | undefined {
    const turn = findTurn(this.conversation, turnId);
    if (turn === undefined) return 'noSuchTurn';
    return this.#start({ ...toEdit(turn, text), askedBy });
  }

  /** Stops the turn in progress; what it has written stays. */
  stop(): void {
    // At once: a turn that is whole before it can be stopped must not let the next one go.
    if (this.busy) this.queue.hold('stopped');
    this.#inProgress.stop();
  }

  /** Stops, and resolves when there is nothing more to be stored. */
  async close(): Promise<void> {
    this.stop();
    await this.queue.close();
    await this.#inProgress.settled;
    await this.share.close();
  }

  /** Does not wait any longer for an automatic retry. */
  retryNow(): void {
    this.#inProgress.retryNow();
  }

  /** Ends a turn that was cut off by the end of an earlier session. */
  endInterrupted(): void {
    const open = this.conversation.openTurn;
    if (this.busy || this.readOnly || this.elsewhere) return;
    this.queue.reopen();
    if (open === null) return;
    this.#log.emit([
      { type: 'turnEnded', turnId: open.id, at: this.#clock.now(), status: 'interrupted' },
    ]);
  }

  #start(question: Question): Refusal | undefined {
    if (this.readOnly) return 'readOnly';
    if (this.elsewhere) return 'elsewhere';
    if (this.busy) return 'busy';
    if (isEmptyQuestion(question)) return 'empty';
    // What follows a hidden turn would be hidden with it.
    const parentId = visiblePath(this.conversation, question.parentId).at(-1)?.id ?? null;
    this.#inProgress.start({ ...question, parentId });
    return undefined;
  }
}

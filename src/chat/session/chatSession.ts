/** One open conversation: handles the user's actions, runs turns, and is the only source of its events. */

import { findTurn, visiblePath } from '../../conversation/activeBranch.ts';
import { canContinue, type PrefixSupport } from '../../conversation/continuation.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type {
  ContextItem,
  Conversation,
  ConversationSettings,
  TurnId,
  UserMessage,
} from '../../conversation/model.ts';
import type { MadeSummary } from '../../conversation/turnSummary.ts';
import { Emitter } from '../../platform/emitter.ts';
import type { TurnActivity } from '../turn/turnActivity.ts';
import type { Gate } from '../rateLimiter.ts';
import { changedChoices } from '../request/requestParameters.ts';
import { LoggedConversation, type LoggedOptions } from './loggedConversation.ts';
import type { ChatPorts } from '../ports.ts';
import {
  askedAgain,
  askedOtherwise,
  isUnsaid,
  type Asked,
  type Opening,
  type Question,
} from '../../conversation/question.ts';
import { createQueue } from './persistedQueue.ts';
import type { MessageQueue, QueueWish } from './messageQueue.ts';
import {
  branchSelection,
  contextExclusion,
  turnExclusion,
  turnHiding,
} from '../../conversation/visibility.ts';
import type { RequestPlanner } from '../request/requestPlanner.ts';
import type { SharedChat, SharedSession } from './sharedChat.ts';
import { TurnInProgress, type LoadTurnRunner, type StartingTurn } from './activeTurn.ts';

/** Why a message was not taken. */
export type Refusal =
  'empty' | 'busy' | 'readOnly' | 'elsewhere' | 'noSuchTurn' | 'nothingToContinue';

/** A conversation that can be talked in. */
export class ChatSession implements SharedSession {
  /** What the user said was not taken after all, since another window has the chat. */
  readonly onGivenBack = new Emitter<UserMessage>();
  /** The messages that wait to be sent here. */
  readonly queue: MessageQueue;

  /** Somebody began or ceased to use it. */
  readonly onUsers = new Emitter<void>();
  #users = 0;

  readonly #log: LoggedConversation;
  readonly #ports: ChatPorts;
  readonly #planner: RequestPlanner;
  readonly #inProgress: TurnInProgress;

  constructor(
    conversation: Conversation,
    options: LoggedOptions,
    ports: ChatPorts,
    gate: Gate,
    planner: RequestPlanner,
    loadTurnRunner: LoadTurnRunner,
  ) {
    this.#log = new LoggedConversation(conversation, options, ports);
    this.#ports = ports;
    this.#planner = planner;
    this.#inProgress = new TurnInProgress(this.#log, ports, gate, planner, {
      loadTurnRunner,
      giveBack: (user) => this.giveBack(user),
    });
    this.queue = createQueue(this.#log, ports, {
      busy: () => this.busy,
      start: (question) => this.#start(question) === undefined,
      giveBack: (user) => this.giveBack(user),
    });
    this.#inProgress.onEnded.on(({ turn, trouble }) => this.queue.onTurnEnded(turn, trouble));
    this.share.attach(this);
  }

  /** Made by a newer version of the extension, so it is only shown. */
  get readOnly(): boolean {
    return this.#log.readOnly;
  }

  /** Which window writes it. */
  get share(): SharedChat {
    return this.#log.share;
  }

  /** The turn in progress waits for something else now, or the turn ended. */
  get onActivity(): Emitter<void> {
    return this.#inProgress.onActivity;
  }

  /** A turn is about to begin here; fired before its first event. */
  get onTurnStarting(): Emitter<StartingTurn> {
    return this.#inProgress.onStarting;
  }

  /** What happened, in order. */
  get onEvents(): Emitter<readonly ConversationEvent[]> {
    return this.#log.onEvents;
  }

  /** The whole conversation may be another now. */
  get onReplaced(): Emitter<void> {
    return this.#log.onReplaced;
  }

  /** Another window writes this chat: it is shown as it grows there, and nothing can be changed here. */
  get elsewhere(): boolean {
    return this.share.elsewhere;
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

  /** Shows what another window wrote. */
  take(events: readonly ConversationEvent[]): void {
    this.#log.fold(events);
  }

  /** Shows what is in the log now; `stored` says whether that has a beginning. */
  replace(conversation: Conversation, stored: boolean): void {
    this.#log.replace(conversation, stored);
  }

  /** Another window has begun to write, this one may again, or the other was asked. */
  onWriterChanged(): void {
    if (this.elsewhere) this.#inProgress.stop();
    this.onActivity.fire();
  }

  /** What the user said did not get into the chat. */
  giveBack(user: UserMessage): void {
    this.onGivenBack.fire(user);
  }

  /** The conversation as it is now. */
  get conversation(): Conversation {
    return this.#log.current;
  }

  /** Whether there is, or is about to be, a log of it: something was said. */
  get isStored(): boolean {
    return this.#log.isStored;
  }

  /** What the turn in progress is waiting for. */
  get activity(): TurnActivity | null {
    return this.#inProgress.activity;
  }

  /** Asks something; the message is on the disk before the request leaves. */
  send(
    text: string,
    context: readonly ContextItem[] = [],
    opening: Opening = {},
  ): Refusal | undefined {
    return this.#start({
      user: { text, context },
      parentId: this.conversation.activeLeaf,
      ...opening,
    });
  }

  /** Lets a message wait until the turns before it are whole, or its time has come; the refusal where it may not. */
  enqueue(text: string, context: readonly ContextItem[], wish: QueueWish): Refusal | undefined {
    if (this.readOnly) return 'readOnly';
    if (this.elsewhere) return 'elsewhere';
    const user = { text, context };
    if (isUnsaid({ user })) return 'empty';
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
    { withoutTools = false, askedBy }: Pick<Opening, 'withoutTools' | 'askedBy'> = {},
  ): Refusal | undefined {
    const turn = findTurn(this.conversation, turnId);
    if (turn === undefined) return 'noSuchTurn';
    return this.#start({ ...askedAgain(turn, settings, withoutTools), askedBy });
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
    return this.#start({ ...askedOtherwise(turn, text), askedBy });
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

  /** Shows another branch. */
  selectBranch(leaf: TurnId): void {
    const selection = branchSelection(this.conversation, leaf);
    if (!this.elsewhere) this.#rearrange(selection);
    // A reader may look at any branch, until the window that writes shows another one; the log is not its to tell.
    else if (selection.length > 0) this.#log.fold(selection);
  }

  /** Takes a turn and what follows it out of the chat and out of requests, or shows it again. */
  hideTurn(turnId: TurnId, hidden: boolean): void {
    this.#rearrange(turnHiding(this.conversation, turnId, hidden));
  }

  /** Leaves a turn out of requests, or takes it in again. */
  excludeTurn(turnId: TurnId, excluded: boolean): void {
    this.#rearrange(turnExclusion(this.conversation, turnId, excluded));
  }

  /** Leaves an attached piece out of requests, or takes it in again. */
  excludeContext(turnId: TurnId, contextId: string, excluded: boolean): void {
    this.#rearrange(contextExclusion(this.conversation, turnId, contextId, excluded));
  }

  /** Lets a summary stand for its turns; it was paid for, so that a turn in progress does not keep it out. */
  useSummaryOf({ turnId, ...made }: MadeSummary): void {
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

  /** Ends a turn that was cut off by the end of an earlier session. */
  endInterrupted(): void {
    const open = this.conversation.openTurn;
    if (this.busy || this.readOnly || this.elsewhere) return;
    this.queue.reopen();
    if (open === null) return;
    this.#log.emit([
      { type: 'turnEnded', turnId: open.id, at: this.#ports.clock.now(), status: 'interrupted' },
    ]);
  }

  /** What only changes what is shown and sent waits until no turn is in progress. */
  #rearrange(events: readonly ConversationEvent[]): void {
    if (!this.busy && events.length > 0) this.#log.change(events);
  }

  #start(question: Question): Refusal | undefined {
    if (this.readOnly) return 'readOnly';
    if (this.elsewhere) return 'elsewhere';
    if (this.busy) return 'busy';
    if (isUnsaid(question)) return 'empty';
    // What follows a hidden turn would be hidden with it.
    const parentId = visiblePath(this.conversation, question.parentId).at(-1)?.id ?? null;
    this.#inProgress.start({ ...question, parentId });
    return undefined;
  }
}

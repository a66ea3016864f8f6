/** The turn in progress: its activity, how it is stopped, and how its end is stored. */

import type { AnswerProblem, getAnswerProblem } from '../../conversation/answer/answerProblem.ts';
import { activeBranch, findTurn } from '../../conversation/activeBranch.ts';
import { questionTitle } from '../../conversation/chatTitle.ts';
import type { ConversationEvent } from '../../conversation/events/events.ts';
import type { Turn, TurnId, UserMessage } from '../../conversation/model.ts';
import type { StreamOutcome } from '../../deepseek/types.ts';
import { Emitter } from '../../platform/emitter.ts';
import type { TurnActivity } from '../turn/turnActivity.ts';
import type { continuationSource } from '../request/continuationMessages.ts';
import type { RateLimiter } from '../rateLimiter.ts';
import type { LoggedConversation } from './loggedConversation.ts';
import type { ChatPorts } from '../ports.ts';
import { questionEvents, type Asked, type Question } from '../../conversation/question.ts';
import type { RequestPlanner } from '../request/requestPlanner.ts';
import { describeEnd, toTurnEnded } from '../turn/turnEnd.ts';
import type { runTurn } from '../turn/turnRunner.ts';

/** A turn that has ended, and what is wrong with an answer that did not fail. */
export interface EndedTurn {
  readonly turn: Turn;
  readonly trouble: AnswerProblem | undefined;
}

/** A turn that is about to begin. */
export interface StartingTurn extends Asked {
  readonly turnId: TurnId;
}

/** Imports the code that runs a turn. */
export type LoadTurnRunner = () => Promise<TurnCode>;

/** The code that runs a turn and judges its answer. */
export interface TurnCode {
  readonly runTurn: typeof runTurn;
  readonly continuationSource: typeof continuationSource;
  readonly getAnswerProblem: typeof getAnswerProblem;
}

/** What running turns needs of the session. */
export interface TurnPorts {
  readonly loadTurnRunner: LoadTurnRunner;
  /** Takes what was said when another window has the chat. */
  readonly returnToDraft: (user: UserMessage) => void;
}

/** Runs a conversation's turns, one at a time. */
export class TurnInProgress {
  /** A turn is about to begin; fired before its first event. */
  readonly onStarting = new Emitter<StartingTurn>();
  /** The turn waits for something else now, or it ended. */
  readonly onActivity = new Emitter<void>();
  /** Fires after all other events of the turn; another turn may begin now. */
  readonly onEnded = new Emitter<EndedTurn>();
  readonly #log: LoggedConversation;
  readonly #ports: ChatPorts;
  readonly #rateLimiter: RateLimiter;
  readonly #planner: RequestPlanner;
  readonly #loadTurnRunner: LoadTurnRunner;
  readonly #returnToDraft: (user: UserMessage) => void;
  readonly #retryBell = new Emitter<void>();
  #aborting: AbortController | undefined;
  #work: Promise<void> = Promise.resolve();
  #current: TurnActivity | null = null;
  /** Missing until a turn has run; one that did not get so far has failed. */
  #getAnswerProblem: TurnCode['getAnswerProblem'] | undefined;

  constructor(
    log: LoggedConversation,
    ports: ChatPorts,
    rateLimiter: RateLimiter,
    planner: RequestPlanner,
    { loadTurnRunner, returnToDraft }: TurnPorts,
  ) {
    this.#log = log;
    this.#ports = ports;
    this.#rateLimiter = rateLimiter;
    this.#planner = planner;
    this.#returnToDraft = returnToDraft;
    this.#loadTurnRunner = loadTurnRunner;
  }

  /** Whether there is one. */
  get running(): boolean {
    return this.#aborting !== undefined;
  }

  /** What it is waiting for. */
  get activity(): TurnActivity | null {
    return this.#current;
  }

  /** Settles when the turn has ended and its end was given to the store. */
  get settled(): Promise<void> {
    return this.#work;
  }

  /** Begins a turn; only where none is running. */
  start(question: Question): void {
    const aborting = new AbortController();
    this.#aborting = aborting;
    this.#work = this.#run(question, aborting).catch((error: unknown) => this.#giveUp(error));
  }

  /** Stops it; what it has written stays. */
  stop(): void {
    this.#aborting?.abort();
  }

  /** Does not wait any longer for an automatic retry. */
  retryNow(): void {
    this.#retryBell.fire();
  }

  async #run(question: Question, aborting: AbortController): Promise<void> {
    const turnId = question.turnId ?? this.#ports.ids.next();
    // Set first and fired once the question is being written: whatever is fired is drawn.
    this.#current = { kind: 'sending', since: this.#ports.clock.monotonic() };
    const started = [
      ...this.#log.begin(),
      ...questionEvents(question, turnId, this.#ports.clock.now()),
    ];
    // A list can then name the chat without its first question.
    const title = this.#log.current.title === undefined ? questionTitle(question.user) : undefined;
    if (title !== undefined) started.push({ type: 'titled', title, by: 'local' });
    this.onStarting.fire({ turnId, askedBy: question.askedBy });
    this.#log.fold(started);
    const stored = this.#store(started, question.user);
    const outcome = await this.#runToOutcome(turnId, aborting, stored);
    // A turn may also fail or be stopped before there is anything to send.
    await stored.catch((error: unknown) => {
      this.#ports.logger.error(`A question could not be stored: ${String(error)}`);
    });
    this.#end(turnId, outcome);
  }

  /** Resolves when the question is on the disk, or to `false` where another window has the chat. */
  async #store(started: readonly ConversationEvent[], user: UserMessage): Promise<boolean> {
    if (await this.#log.share.claim()) await this.#log.storeSynced(started);
    else this.#returnToDraft(user);
    return !this.#log.share.openInOtherWindow;
  }

  async #runToOutcome(
    turnId: TurnId,
    aborting: AbortController,
    stored: Promise<boolean>,
  ): Promise<StreamOutcome> {
    try {
      const { runTurn, continuationSource, getAnswerProblem } = await this.#loadTurnRunner();
      this.#getAnswerProblem = getAnswerProblem;
      this.onActivity.fire();
      return await runTurn(
        {
          chat: this.#log.current.id,
          turnId,
          systemPrompt: this.#log.current.systemPrompt,
          branch: activeBranch(this.#log.current),
          signal: aborting.signal,
          stored,
          retryNow: {
            onRetryNow: (callback) => {
              const listening = this.#retryBell.on(callback);
              return () => listening.dispose();
            },
          },
          emit: (events) => this.#log.emit(events),
          setActivity: (activity) => this.#setActivity(activity),
        },
        this.#ports,
        this.#rateLimiter,
        this.#planner.forTurn(
          { ...this.#log.current.settings, ...this.#log.current.openTurn?.settings },
          continuationSource(this.#log.current, turnId),
        ),
      );
    } catch (error) {
      this.#ports.logger.error(`A turn failed by our own fault: ${String(error)}`);
      return { status: 'failed', error: { kind: 'unknown', message: String(error) } };
    }
  }

  /** Our own fault at its beginning or end: the next turn must not wait for it. */
  #giveUp(error: unknown): void {
    this.#ports.logger.error(`A turn failed by our own fault: ${String(error)}`);
    this.#leave();
  }

  /** Another window has the chat: its log reports what happens there. */
  #leave(): void {
    this.#aborting = undefined;
    this.#current = null;
    this.onActivity.fire();
  }

  #end(turnId: TurnId, outcome: StreamOutcome): void {
    if (this.#log.share.openInOtherWindow) {
      this.#leave();
      return;
    }
    this.#aborting = undefined;
    this.#current = null;
    const ended = toTurnEnded(turnId, outcome, this.#ports.clock.now());
    this.#log.fold([ended]);
    const turn = findTurn(this.#log.current, turnId);
    if (turn !== undefined) this.#ports.logger.info(describeEnd(turn));
    void this.#log.storeSynced([ended]);
    this.onActivity.fire();
    if (turn !== undefined) this.onEnded.fire({ turn, trouble: this.#getAnswerProblem?.(turn) });
  }

  #setActivity(activity: TurnActivity): void {
    const same = this.#current?.kind === activity.kind;
    // Fired again, these would change nothing.
    if (same && ['sending', 'streaming', 'queued'].includes(activity.kind)) return;
    this.#current = activity;
    this.onActivity.fire();
  }
}

/** One open conversation: takes what a person wants, and is the only place where its events are made. */

import { activeBranch, findTurn } from '../conversation/branch.ts';
import { canContinue, type PrefixSupport } from '../conversation/continuation.ts';
import type { ConversationEvent } from '../conversation/events.ts';
import type {
  ContextItem,
  Conversation,
  ConversationSettings,
  TurnId,
  UserMessage,
} from '../conversation/model.ts';
import { reduceAll } from '../conversation/reduce.ts';
import type { StreamOutcome } from '../deepseek/types.ts';
import { Emitter } from '../platform/emitter.ts';
import type { TurnActivity } from './activity.ts';
import { natureOf } from './continuing.ts';
import type { Gate } from './gate.ts';
import type { ChatPorts } from './ports.ts';
import type { RequestPlanner } from './requestPlan.ts';
import { runTurn } from './turnRunner.ts';

/** Why a message was not taken. */
export type Refusal = 'empty' | 'busy' | 'readOnly' | 'noSuchTurn' | 'nothingToContinue';

/** What an answer begins with, a cut one or the person's own words, and what the model is told besides. */
export type Opening = Pick<
  Extract<ConversationEvent, { type: 'turnStarted' }>,
  'continues' | 'starter' | 'withoutTools'
>;

/** A conversation that can be talked in. */
export class ChatSession {
  /** Made by a newer version of the extension, so it is only shown. */
  readonly readOnly: boolean;
  /** What happened, in order. */
  readonly onEvents = new Emitter<readonly ConversationEvent[]>();
  /** The turn in progress waits for something else now, or the turn ended. */
  readonly onActivity = new Emitter<void>();

  private readonly ports: ChatPorts;
  private readonly gate: Gate;
  private readonly planner: RequestPlanner;
  private readonly retryBell = new Emitter<void>();
  private state: Conversation;
  private running: AbortController | undefined;
  /** Settles when the turn in progress has ended and its end was given to the store. */
  private work: Promise<void> = Promise.resolve();
  private currentActivity: TurnActivity | null = null;
  /** Whether the log already has the event that begins it. */
  private stored: boolean;

  constructor(
    conversation: Conversation,
    options: { readonly stored: boolean; readonly readOnly: boolean },
    ports: ChatPorts,
    gate: Gate,
    planner: RequestPlanner,
  ) {
    this.state = conversation;
    this.stored = options.stored;
    this.readOnly = options.readOnly;
    this.ports = ports;
    this.gate = gate;
    this.planner = planner;
  }

  /** The conversation as it is now. */
  get conversation(): Conversation {
    return this.state;
  }

  /** What the turn in progress is waiting for. */
  get activity(): TurnActivity | null {
    return this.currentActivity;
  }

  /** Asks something; the message is on the disk before the request leaves. */
  send(
    text: string,
    context: readonly ContextItem[] = [],
    opening: Opening = {},
  ): Refusal | undefined {
    return this.start({ text, context }, this.state.activeLeaf, opening);
  }

  /** Asks the same again, beside the turn that was; `withoutTools` tells the model to call none. */
  regenerate(turnId: TurnId, withoutTools = false): Refusal | undefined {
    const turn = findTurn(this.state, turnId);
    if (turn === undefined) return 'noSuchTurn';
    return this.start(turn.user, turn.parentId, {
      ...(turn.starter === undefined ? {} : { starter: turn.starter }),
      ...(withoutTools || turn.withoutTools === true ? { withoutTools: true } : {}),
    });
  }

  /** Goes on with a cut answer, in a turn that begins with what there is of it. */
  continue(turnId: TurnId): Refusal | undefined {
    const turn = findTurn(this.state, turnId);
    if (turn === undefined) return 'noSuchTurn';
    if (!canContinue(turn, this.prefixSupport)) return 'nothingToContinue';
    const { withoutTools } = turn;
    return this.start(turn.user, turn.parentId, {
      continues: turnId,
      ...(withoutTools === true ? { withoutTools } : {}),
    });
  }

  /** Tries a failed turn again: one that was to go on with an answer still is. */
  retry(turnId: TurnId): Refusal | undefined {
    const turn = findTurn(this.state, turnId);
    const goesOn = turn?.continues !== undefined && canContinue(turn, this.prefixSupport);
    return goesOn ? this.continue(turnId) : this.regenerate(turnId);
  }

  /** What the present server can go on from, as far as is known. */
  get prefixSupport(): PrefixSupport {
    return this.planner.next(this.state.settings)?.prefix ?? 'none';
  }

  /** Asks something else in the place of an earlier question, beside the turn that was. */
  edit(turnId: TurnId, text: string): Refusal | undefined {
    const turn = findTurn(this.state, turnId);
    if (turn === undefined) return 'noSuchTurn';
    return this.start({ text, context: turn.user.context }, turn.parentId);
  }

  /** Stops the turn in progress; what it has written stays. */
  stop(): void {
    this.running?.abort();
  }

  /** Stops, and resolves when there is nothing more to be stored. */
  async close(): Promise<void> {
    this.stop();
    await this.work;
  }

  /** Does not wait any longer for an automatic retry. */
  retryNow(): void {
    this.retryBell.fire();
  }

  /** Shows another branch. */
  selectBranch(leaf: TurnId): void {
    if (this.running === undefined) this.change([{ type: 'branchSelected', leaf }]);
  }

  /** Hides a turn from the chat and from requests, or shows it again. */
  hideTurn(turnId: TurnId, hidden: boolean): void {
    if (this.running === undefined) this.change([{ type: 'turnHidden', turnId, hidden }]);
  }

  /** Changes what this conversation has chosen for itself. */
  changeSettings(settings: ConversationSettings): void {
    this.change([{ type: 'settingsChanged', settings: { ...this.state.settings, ...settings } }]);
  }

  /** Ends a turn that was cut off by the end of an earlier session. */
  endInterrupted(): void {
    const open = this.state.openTurn;
    if (open === null || this.running !== undefined || this.readOnly) return;
    this.emit([
      { type: 'turnEnded', turnId: open.id, at: this.ports.clock.now(), status: 'interrupted' },
    ]);
  }

  private start(
    user: UserMessage,
    parentId: TurnId | null,
    opening: Opening = {},
  ): Refusal | undefined {
    if (this.readOnly) return 'readOnly';
    if (this.running !== undefined) return 'busy';
    if (user.text.trim() === '' && user.context.length === 0) return 'empty';
    const running = new AbortController();
    this.running = running;
    this.work = this.run(user, parentId, opening, running);
    return undefined;
  }

  private async run(
    user: UserMessage,
    parentId: TurnId | null,
    opening: Opening,
    running: AbortController,
  ): Promise<void> {
    const turnId = this.ports.ids.next();
    this.setActivity({ kind: 'sending', since: this.ports.clock.monotonic() });
    const started = this.beginning();
    started.push({
      type: 'turnStarted',
      turnId,
      parentId,
      at: this.ports.clock.now(),
      user,
      ...opening,
    });
    this.fold(started);
    await this.ports.store.appendSynced(this.state.id, started);
    const outcome = await this.runToOutcome(turnId, running);
    this.end(turnId, outcome);
  }

  private async runToOutcome(turnId: TurnId, running: AbortController): Promise<StreamOutcome> {
    try {
      return await runTurn(
        {
          turnId,
          systemPrompt: this.state.systemPrompt,
          branch: activeBranch(this.state),
          signal: running.signal,
          retryNow: {
            onRing: (callback) => {
              const listening = this.retryBell.on(callback);
              return () => listening.dispose();
            },
          },
          emit: (events) => this.emit(events),
          setActivity: (activity) => this.setActivity(activity),
        },
        this.ports,
        this.gate,
        this.planner.forTurn(this.state.settings, natureOf(this.state, turnId)),
      );
    } catch (error) {
      this.ports.logger.error(`A turn failed by our own fault: ${String(error)}`);
      return { status: 'failed', error: { kind: 'unknown', message: String(error) } };
    }
  }

  private end(turnId: TurnId, outcome: StreamOutcome): void {
    this.running = undefined;
    this.currentActivity = null;
    const ended: ConversationEvent = {
      type: 'turnEnded',
      turnId,
      at: this.ports.clock.now(),
      status: outcome.status === 'aborted' ? 'stopped' : outcome.status,
      ...(outcome.status === 'complete' && outcome.finishReason !== undefined
        ? { finishReason: outcome.finishReason }
        : {}),
      ...('error' in outcome ? { error: outcome.error } : {}),
    };
    this.fold([ended]);
    this.logEnd(turnId);
    void this.ports.store.appendSynced(this.state.id, [ended]);
    this.onActivity.fire();
  }

  /** One line with what support needs to find the request. */
  private logEnd(turnId: TurnId): void {
    const turn = findTurn(this.state, turnId);
    if (turn === undefined) return;
    const { status, error, request, traceId, responseId } = turn;
    const failure = error === undefined ? '' : ` ${error.kind} ${String(error.status ?? '')}`;
    const at = `${request?.parameters.model ?? '-'} at ${request?.origin ?? '-'}`;
    const ids = `trace ${traceId ?? '-'}, response ${responseId ?? '-'}`;
    this.ports.logger.info(`Turn ${turnId}: ${status}${failure} (${at}; ${ids})`);
  }

  /** The first event of a log, once there is something to keep. */
  private beginning(): ConversationEvent[] {
    if (this.stored) return [];
    this.stored = true;
    const { id, createdAt, systemPrompt, settings } = this.state;
    return [
      { type: 'conversationCreated', id, at: createdAt, systemPrompt },
      ...(Object.keys(settings).length === 0
        ? []
        : [{ type: 'settingsChanged', settings } as const]),
    ];
  }

  /** A change that is not part of a turn; a conversation nobody wrote in is not stored for its sake. */
  private change(events: readonly ConversationEvent[]): void {
    if (this.stored && !this.readOnly) this.emit(events);
    else this.fold(events);
  }

  private emit(events: readonly ConversationEvent[]): void {
    this.fold(events);
    this.ports.store.append(this.state.id, events);
  }

  private fold(events: readonly ConversationEvent[]): void {
    this.state = reduceAll(this.state, events);
    this.onEvents.fire(events);
  }

  private setActivity(activity: TurnActivity): void {
    const same = this.currentActivity?.kind === activity.kind;
    if (same && (activity.kind === 'streaming' || activity.kind === 'queued')) return;
    this.currentActivity = activity;
    this.onActivity.fire();
  }
}

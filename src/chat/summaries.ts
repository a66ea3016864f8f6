/** Summaries that stand for the beginning of a chat: one request each, asked for by the person, through the gate and into the ledger. */

import { activeBranch, findTurn, visiblePath } from '../conversation/branch.ts';
import type { ErrorData } from '../conversation/errors.ts';
import type { Conversation, ConversationId, Turn, TurnId } from '../conversation/model.ts';
import { summarisedCount, type MadeSummary } from '../conversation/turnSummary.ts';
import type { Usage } from '../conversation/usage.ts';
import type { ChatBody, StreamOutcome } from '../deepseek/types.ts';
import { Emitter } from '../platform/emitter.ts';
import type { ChatSession } from './chatSession.ts';
import type { Gate } from './gate.ts';
import type { ChatPorts } from './ports.ts';
import { buildRequest } from './requestBuilder.ts';
import { plannedUsage, RequestMeter } from './requestMeter.ts';
import type { RequestEstimator } from './requestEstimate.ts';
import type { PreparedRequest, RequestPlanner } from './requestPlan.ts';

/** How it stands with the summary of a chat that was asked for last. */
export type SummaryState =
  | { readonly kind: 'running'; readonly turns: number }
  | { readonly kind: 'failed'; readonly why: SummaryFailure };

/** Why there is no summary. */
export type SummaryFailure =
  | { readonly kind: 'request'; readonly error: ErrorData }
  /** There is nothing that a summary could stand for. */
  | { readonly kind: 'nothing' }
  /** Not even the first turn fits into a request. */
  | { readonly kind: 'tooLong' }
  /** The model said nothing, or did not come to an end. */
  | { readonly kind: 'incomplete' }
  /** The person did not want to spend so much. */
  | { readonly kind: 'declined' };

/** For the model, so in English; the messages before it are those of the chat, which the cache holds. */
const instruction = [
  'Summarize our conversation so far, in the language it is held in, so that we can go on from the summary alone.',
  'Keep what I asked for, what was decided and why, facts, names, numbers, file paths, code that is still needed word for word, and what is still open.',
  'Write nothing but the summary.',
].join(' ');

/** So many of the last turns stay as they are, where enough others are left. */
const keptTurns = 2;

/** What a summary is asked for with besides the chat's model: none of its other choices fits. */
const plainChoices = {
  jsonOutput: false,
  maxTokens: null,
  stop: [],
  stream: true,
  logprobs: false,
  topLogprobs: null,
} as const;

/** Makes summaries, one at a time for each chat. */
export class Summaries {
  /** It stands otherwise with the summary of a chat. */
  readonly onChange = new Emitter<ChatSession>();

  private readonly ports: ChatPorts;
  private readonly gate: Gate;
  private readonly planner: RequestPlanner;
  private readonly estimator: RequestEstimator;
  private readonly states = new WeakMap<ChatSession, SummaryState>();
  private readonly running = new Map<ChatSession, AbortController>();

  constructor(ports: ChatPorts, gate: Gate, planner: RequestPlanner, estimator: RequestEstimator) {
    this.ports = ports;
    this.gate = gate;
    this.planner = planner;
    this.estimator = estimator;
  }

  /** How it stands; nothing where none was asked for, or it was made. */
  of(session: ChatSession): SummaryState | undefined {
    return this.states.get(session);
  }

  /**
   * Asks for a summary of the turns up to this one, or of as many as should and can be summarised, and lets it stand
   * for them. A failure leaves everything as it was.
   */
  async summarise(session: ChatSession, upTo?: TurnId): Promise<void> {
    const made = await this.make(session, (conversation) =>
      upTo === undefined ? earlierTurn(conversation, keptTurns) : findTurn(conversation, upTo)?.id,
    );
    if (made !== undefined) session.useSummaryOf(made);
  }

  /** Asks for a summary of the whole branch, which stays as it is. */
  wholeBranch(session: ChatSession): Promise<MadeSummary | undefined> {
    return this.make(session, (conversation) => earlierTurn(conversation, 0));
  }

  /** Gives up what is under way, or lets go of what is told of a failure. */
  cancel(session: ChatSession): void {
    this.running.get(session)?.abort();
    this.tell(session, undefined);
  }

  /** Gives up everything that is under way. */
  stop(): void {
    for (const aborting of this.running.values()) aborting.abort();
  }

  private async make(
    session: ChatSession,
    choose: (conversation: Conversation) => TurnId | undefined,
  ): Promise<MadeSummary | undefined> {
    if (this.running.has(session) || session.readOnly || session.elsewhere) return undefined;
    const { conversation } = session;
    const wanted = choose(conversation);
    const path = wanted === undefined ? [] : visiblePath(conversation, wanted);
    if (path.length === 0 || path.at(-1)?.status === 'inProgress') {
      return this.fail(session, { kind: 'nothing' });
    }
    const fitting = this.fitting(conversation, path);
    const last = fitting.at(-1);
    if (last === undefined) return this.fail(session, { kind: 'tooLong' });
    // It was made before, and is not paid for twice.
    if (last.summary !== undefined) return { ...last.summary, turnId: last.id };
    const aborting = new AbortController();
    this.running.set(session, aborting);
    this.tell(session, { kind: 'running', turns: fitting.length });
    try {
      const found = await this.ask(conversation, fitting, aborting.signal);
      if (aborting.signal.aborted) return undefined;
      if ('kind' in found && found.kind !== 'declined') return this.fail(session, found);
      this.tell(session, undefined);
      if ('kind' in found) return undefined;
      return found;
    } catch (error) {
      this.ports.logger.error(`A summary failed by our own fault: ${String(error)}`);
      return this.fail(session, {
        kind: 'request',
        error: { kind: 'unknown', message: String(error) },
      });
    } finally {
      this.running.delete(session);
    }
  }

  /** As many of the turns, from the beginning, as fit into one request with the words that ask. */
  private fitting(conversation: Conversation, path: readonly Turn[]): readonly Turn[] {
    const least = summarisedCount(path);
    for (let count = path.length; count > least; count -= 1) {
      const activeLeaf = path[count - 1]?.id ?? null;
      const draft = { text: instruction, context: [] };
      const estimate = this.estimator.estimate({ ...conversation, activeLeaf }, draft);
      if (estimate?.fill !== 'over') return path.slice(0, count);
    }
    return [];
  }

  private async ask(
    conversation: Conversation,
    turns: readonly Turn[],
    signal: AbortSignal,
  ): Promise<MadeSummary | SummaryFailure> {
    const prepared = await this.planner.forTurn(this.choices(conversation))(signal, new Map());
    if (!prepared.ok) return { kind: 'request', error: prepared.error };
    const { value } = prepared;
    const last = turns.at(-1);
    if (last === undefined) return { kind: 'nothing' };
    const body = buildRequest(
      conversation.systemPrompt,
      [...turns, askingAfter(last.id)],
      value.plan,
    );
    const spent = await this.maySpend(value, body);
    if (spent === undefined) return { kind: 'declined' };
    const release = await this.gate.enter(value.origin, signal);
    try {
      if (release === undefined) return { kind: 'incomplete' };
      const { text, usage, outcome } = await this.answer(conversation.id, value, body, signal);
      if ('error' in outcome) return { kind: 'request', error: outcome.error };
      // Half a summary would lose the other half.
      const whole = outcome.status === 'complete' && outcome.finishReason !== 'length';
      if (!whole || text.trim() === '') return { kind: 'incomplete' };
      return {
        ...{ turnId: last.id, turns: turns.length, text: text.trim(), model: value.plan.model },
        ...(usage === undefined ? {} : { usage }),
      };
    } finally {
      release?.();
      spent();
    }
  }

  /** Asks where it would take the day over the person's limit. */
  private maySpend({ priced }: PreparedRequest, body: ChatBody) {
    const { spendLimit } = this.gate;
    if (spendLimit === undefined) return Promise.resolve(() => undefined);
    const usage = () => plannedUsage({ body }, this.ports.clock.now());
    return spendLimit.enter({ model: body.model, priced, usage });
  }

  private async answer(
    chat: ConversationId,
    { target, profile, idleTimeoutMs, origin, plan, priced }: PreparedRequest,
    body: ChatBody,
    signal: AbortSignal,
  ): Promise<{ text: string; usage: Usage | undefined; outcome: StreamOutcome }> {
    const meter = new RequestMeter(this.ports.clock, { body });
    let text = '';
    let outcome: StreamOutcome = { status: 'aborted' };
    let usage: Usage | undefined;
    try {
      const call = { target, profile, body, idleTimeoutMs };
      for await (const event of this.ports.client.streamChat(call, signal)) {
        if (event.type === 'content') text += event.text;
        meter.onEvent(event);
        if (event.type === 'ended') outcome = event.outcome;
      }
    } finally {
      usage = meter.usage(outcome);
      const of = { kind: 'summary', chat, origin, model: plan.model, priced } as const;
      const used = usage === undefined ? {} : { usage };
      this.ports.ledger.record({ at: meter.at, ...of, ...used });
    }
    return { text, usage, outcome };
  }

  /** The chat's own model; without thinking, unless that would be another model. */
  private choices({ settings }: Conversation): Conversation['settings'] {
    const own = { ...settings, ...plainChoices };
    const quiet = { ...own, thinking: 'off' } as const;
    const same = this.planner.next(quiet)?.choice.model === this.planner.next(own)?.choice.model;
    return same ? quiet : own;
  }

  private fail(session: ChatSession, why: SummaryFailure): undefined {
    this.tell(session, { kind: 'failed', why });
  }

  private tell(session: ChatSession, state: SummaryState | undefined): void {
    if (state === undefined) this.states.delete(session);
    else this.states.set(session, state);
    this.onChange.fire(session);
  }
}

/** The last turn to summarise, so that about `kept` stay; none where all is summarised already. */
function earlierTurn(conversation: Conversation, kept: number): TurnId | undefined {
  const branch = activeBranch(conversation);
  const asked = branch.slice(0, branch.findLastIndex(({ status }) => status === 'complete') + 1);
  const done = kept === 0 ? 0 : summarisedCount(asked);
  for (let left = kept; left >= 0; left -= 1) {
    const count = asked.length - left;
    if (count > done) return asked[count - 1]?.id;
  }
  return undefined;
}

/** The question for a summary, after this turn. */
function askingAfter(parentId: TurnId): Turn {
  return {
    ...{ id: 'summary', parentId, startedAt: 0, parts: [], status: 'inProgress' },
    user: { text: instruction, context: [] },
  };
}

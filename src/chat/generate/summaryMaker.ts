/** Makes one summary: decides how much of a chat fits into the request, and asks the model. */

import { serverLimits } from '../../conversation/limits.ts';
import { activeBranch, findTurn, visiblePath } from '../../conversation/activeBranch.ts';
import type { Conversation, ConversationId, Turn, TurnId } from '../../conversation/model.ts';
import { summarisedCount, type NewSummary } from '../../conversation/turnSummary.ts';
import type { Usage } from '../../conversation/usage.ts';
import type { ChatBody, StreamOutcome } from '../../deepseek/types.ts';
import type { RateLimiter, Release } from '../rateLimiter.ts';
import type { ChatPorts } from '../ports.ts';
import { buildRequest } from '../request/requestBuilder.ts';
import type { RequestEstimator } from '../usage/requestEstimator.ts';
import { plannedUsage, RequestMeter } from '../usage/requestMeter.ts';
import type { PreparedRequest, RequestPlanner } from '../request/requestPlanner.ts';
import type { SummaryFailure } from './summaryFailure.ts';

/** For the model, so in English; the messages before it are those of the chat, which the cache holds. */
const instruction = [
  'Summarize our conversation so far, in the language it is held in, so that we can go on from the summary alone.',
  'Keep what I asked for, what was decided and why, facts, names, numbers, file paths, code that is still needed word for word, and what is still open.',
  'Write nothing but the summary.',
].join(' ');

/** So many of the last turns stay as they are, where enough others are left. */
const keptTurns = 2;

/** What to summarise: the turns up to this one, as many as possible, or the entire branch. */
export type SummaryOptions = { readonly upTo: TurnId } | 'earlier' | 'all';

/** What a summary is asked for with besides the chat's model: none of its other choices fits. */
const plainChoices = {
  jsonOutput: false,
  maxTokens: null,
  stop: [],
  stream: true,
  logprobs: false,
  topLogprobs: null,
} as const;

/** Asks for summaries. */
export class SummaryMaker {
  readonly #ports: ChatPorts;
  readonly #rateLimiter: RateLimiter;
  readonly #planner: RequestPlanner;
  readonly #estimator: RequestEstimator;

  constructor(
    ports: ChatPorts,
    rateLimiter: RateLimiter,
    planner: RequestPlanner,
    estimator: RequestEstimator,
  ) {
    this.#ports = ports;
    this.#rateLimiter = rateLimiter;
    this.#planner = planner;
    this.#estimator = estimator;
  }

  /** Makes a summary; `onAsk` gets the number of turns it covers, unless it was made before. */
  async make(
    conversation: Conversation,
    wish: SummaryOptions,
    { signal, onAsk }: { readonly signal: AbortSignal; readonly onAsk: (turns: number) => void },
  ): Promise<NewSummary | SummaryFailure> {
    const wanted = lastWanted(conversation, wish);
    const path = wanted === undefined ? [] : visiblePath(conversation, wanted);
    if (path.length === 0 || path.at(-1)?.status === 'inProgress') return { kind: 'nothing' };
    const fitting = this.#fitting(conversation, path);
    const last = fitting.at(-1);
    if (last === undefined) return { kind: 'tooLong' };
    // It was made before, and is not paid for twice.
    if (last.summary !== undefined) return { ...last.summary, turnId: last.id };
    onAsk(fitting.length);
    return this.#ask(conversation, fitting, last.id, signal);
  }

  /** As many of the turns, from the beginning, as fit into one request with the words that ask. */
  #fitting(conversation: Conversation, path: readonly Turn[]): readonly Turn[] {
    const least = summarisedCount(path);
    for (let count = path.length; count > least; count -= 1) {
      const activeLeaf = path[count - 1]?.id ?? null;
      const draft = { text: instruction, context: [] };
      const estimate = this.#estimator.estimate({ ...conversation, activeLeaf }, draft);
      if (estimate?.fill !== 'over') return path.slice(0, count);
    }
    return [];
  }

  /** Asks for a summary of these turns; the failure where there is none. */
  async #ask(
    conversation: Conversation,
    turns: readonly Turn[],
    lastId: TurnId,
    signal: AbortSignal,
  ): Promise<NewSummary | SummaryFailure> {
    const prepared = await this.#planner.forTurn(this.#choices(conversation))(signal, new Map());
    if (!prepared.ok) {
      const { kind, reason = kind, host = '-', message } = prepared.error;
      this.#ports.logger.warn(`summary ${host}: not sent, ${reason}: ${message}`);
      return { kind: 'request', error: prepared.error };
    }
    const { value } = prepared;
    const asked = [...turns, askingAfter(lastId)];
    const body = buildRequest(conversation.systemPrompt, asked, value.plan);
    const spent = await this.#maySpend(value, body);
    if (spent === undefined) return { kind: 'declined' };
    let release: Release | undefined;
    try {
      release = await this.#rateLimiter.enter(value.origin, signal);
      if (release === undefined) return { kind: 'incomplete' };
      const { text, usage, outcome } = await this.#answer(conversation.id, value, body, signal);
      if ('error' in outcome) return { kind: 'request', error: outcome.error };
      // Half a summary would lose the other half.
      const whole = outcome.status === 'complete' && outcome.finishReason !== 'length';
      if (!whole || text.trim() === '') return { kind: 'incomplete' };
      return {
        turnId: lastId,
        turns: turns.length,
        text: text.trim(),
        model: value.plan.model,
        ...(usage === undefined ? {} : { usage }),
      };
    } finally {
      spent();
      release?.();
    }
  }

  /** Asks where it would take the day over the user's limit. */
  #maySpend({ priced }: PreparedRequest, body: ChatBody) {
    const { spendLimit } = this.#rateLimiter;
    if (spendLimit === undefined) return Promise.resolve(() => undefined);
    const usage = () => plannedUsage({ body }, this.#ports.clock.now());
    return spendLimit.enter({ model: body.model, priced, usage });
  }

  async #answer(
    chat: ConversationId,
    { target, readAs: profile, idleTimeoutMs, origin, plan, priced }: PreparedRequest,
    body: ChatBody,
    signal: AbortSignal,
  ): Promise<{
    text: string;
    usage: Usage | undefined;
    outcome: StreamOutcome;
  }> {
    const meter = new RequestMeter(this.#ports.clock, { body });
    let text = '';
    let outcome: StreamOutcome = { status: 'aborted' };
    let usage: Usage | undefined;
    try {
      const call = { target, profile, body, idleTimeoutMs, purpose: 'summary' } as const;
      const client = await this.#ports.client();
      for await (const event of client.streamChat(call, signal)) {
        if (event.type === 'content') text += event.text;
        meter.onEvent(event);
        if (event.type === 'ended') outcome = event.outcome;
        // It is to be shorter than the chat, and stored in one line.
        if (text.length > serverLimits.summary) break;
      }
    } finally {
      usage = meter.usage(outcome);
      const of = {
        kind: 'summary',
        chat,
        origin,
        model: plan.model,
        priced,
      } as const;
      const used = usage === undefined ? {} : { usage };
      this.#ports.ledger.record({ at: meter.at, ...of, ...used });
    }
    return { text, usage, outcome };
  }

  /** The chat's own model; without thinking, unless that would be another model. */
  #choices({ settings }: Conversation): Conversation['settings'] {
    const own = { ...settings, ...plainChoices };
    const quiet = { ...own, thinking: 'off' } as const;
    const same = this.#planner.next(quiet)?.choice.model === this.#planner.next(own)?.choice.model;
    return same ? quiet : own;
  }
}

/** The last turn that a summary should cover; undefined if there is nothing to summarise. */
function lastWanted(conversation: Conversation, wish: SummaryOptions): TurnId | undefined {
  if (typeof wish === 'object') return findTurn(conversation, wish.upTo)?.id;
  return earlierTurn(conversation, wish === 'all' ? 0 : keptTurns);
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
    id: 'summary',
    parentId,
    startedAt: 0,
    parts: [],
    status: 'inProgress',
    user: { text: instruction, context: [] },
  };
}

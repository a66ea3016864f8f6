/** Asks the model for a chat's title once, after the first answer, if the setting allows it; fails silently. */

import { activeBranch, textOf } from '../../conversation/activeBranch.ts';
import { serverLimits } from '../../conversation/limits.ts';
import type { ConversationId, Turn } from '../../conversation/model.ts';
import type { ChatBody, StreamOutcome } from '../../deepseek/types.ts';
import type { ChatSession } from '../session/chatSession.ts';
import type { RateLimiter } from '../rateLimiter.ts';
import type { ChatPorts } from '../ports.ts';
import { buildRequest } from '../request/requestBuilder.ts';
import { toTitle } from './modelTitle.ts';
import { plannedUsage, RequestMeter } from '../usage/requestMeter.ts';
import type { PreparedRequest, RequestPlanner } from '../request/requestPlanner.ts';

/** How much of question and answer the model is shown, in UTF-16 code units; what was attached is not. */
const shownLength = 1_000;
/** The most tokens an answer without thinking may have. */
const maxTokens = 64;

/** Asks for titles; one request for each chat at most. */
export class ModelTitles {
  readonly #ports: ChatPorts;
  readonly #rateLimiter: RateLimiter;
  readonly #planner: RequestPlanner;
  readonly #asked = new WeakSet<ChatSession>();
  #stopping = new AbortController();

  constructor(ports: ChatPorts, rateLimiter: RateLimiter, planner: RequestPlanner) {
    this.#ports = ports;
    this.#rateLimiter = rateLimiter;
    this.#planner = planner;
  }

  /** A turn of this chat has ended: asks for a title if it is the first that was answered. */
  async consider(session: ChatSession): Promise<void> {
    const { conversation } = session;
    const [first, ...later] = activeBranch(conversation);
    if (this.#ports.settings().titles !== 'model' || conversation.titledBy !== 'local') return;
    if (first?.status !== 'complete' || later.length > 0 || conversation.turns.size > 1) return;
    if (this.#asked.has(session)) return;
    this.#asked.add(session);
    // The user's own requests come first, and preempt this one if there is no other place.
    const giving = new AbortController();
    const signal = AbortSignal.any([this.#stopping.signal, giving.signal]);
    const giveWay = () => giving.abort();
    try {
      const title = toTitle(await this.#ask(session, first, signal, giveWay));
      if (title !== '' && !signal.aborted) session.rename(title, 'model');
    } catch (error) {
      this.#ports.logger.warn(`No title was made: ${String(error)}`);
    }
  }

  /** Gives up what is under way. */
  stop(): void {
    this.#stopping.abort();
    this.#stopping = new AbortController();
  }

  async #ask(
    session: ChatSession,
    turn: Turn,
    signal: AbortSignal,
    giveWay: () => void,
  ): Promise<string> {
    const own = { ...session.conversation.settings, thinking: 'off' } as const;
    const prepared = await this.#planner.forTurn(own)(signal, new Map());
    if (!prepared.ok) throw new Error(prepared.error.reason ?? prepared.error.kind);
    const { value } = prepared;
    const body = toBody(turn, value);
    const spend = await this.#maySpend(value, body);
    if (spend === undefined) return '';
    try {
      const release = await this.#rateLimiter.enter(value.origin, signal, { giveWay });
      if (release === undefined) return '';
      try {
        return await this.#answer(session.conversation.id, value, body, signal);
      } finally {
        release();
      }
    } finally {
      spend();
    }
  }

  /** Nobody is asked for the sake of a title. */
  #maySpend({ priced }: PreparedRequest, body: ChatBody) {
    const { spendLimit } = this.#rateLimiter;
    if (spendLimit === undefined) return Promise.resolve(() => undefined);
    const usage = () => plannedUsage({ body }, this.#ports.clock.now());
    return spendLimit.enter({ model: body.model, priced, usage, quiet: true });
  }

  async #answer(
    chat: ConversationId,
    { target, readAs: profile, idleTimeoutMs, origin, plan, priced }: PreparedRequest,
    body: ChatBody,
    signal: AbortSignal,
  ): Promise<string> {
    const meter = new RequestMeter(this.#ports.clock, { body });
    let text = '';
    let title: string | undefined;
    let outcome: StreamOutcome | undefined;
    try {
      const call = { target, profile, body, idleTimeoutMs, purpose: 'title' } as const;
      const client = await this.#ports.client();
      for await (const event of client.streamChat(call, signal)) {
        if (event.type === 'content') text += event.text;
        if (event.type === 'title' && asksForTitle(body)) title = event.title;
        meter.onEvent(event);
        if (event.type === 'ended') ({ outcome } = event);
        // A title comes in the first words or not at all.
        if (text.length > serverLimits.title) break;
      }
      if (outcome !== undefined && 'error' in outcome) throw new Error(outcome.error.kind);
      if (outcome?.status === 'aborted') return '';
    } finally {
      const usage = meter.usage(outcome);
      const { model } = plan;
      const used = usage === undefined ? {} : { usage };
      const of = { kind: 'title', chat, origin, model, priced } as const;
      this.#ports.ledger.record({ at: meter.at, ...of, ...used });
    }
    return title ?? text;
  }
}

/** Whether the server was asked to give the answer a title beside its text (contract 4). */
function asksForTitle(body: ChatBody): boolean {
  const wish = body['title'];
  return typeof wish === 'object' && wish !== null && 'enabled' in wish && wish.enabled === true;
}
function toBody(turn: Turn, { plan }: PreparedRequest): ChatBody {
  const question = turn.user.text.slice(0, shownLength);
  const answer = textOf(turn, 'content').slice(0, shownLength);
  const text = [
    'Give this conversation a title of at most six words, in its own language. Answer with the title alone, without quotes.',
    `Question: ${question}`,
    `Answer: ${answer}`,
  ].join('\n\n');
  const asked: Turn = { ...turn, user: { text, context: [] }, parts: [] };
  const body = buildRequest('', [asked], plan);
  // A model that thinks anyway would spend them before it says anything.
  return plan.thinking === 'disabled' ? { ...body, max_tokens: maxTokens } : body;
}

/** Estimates the next request: tokens, cached tokens, context usage and cost. */

import type { Conversation, RequestRecord } from '../../conversation/model.ts';
import { isCountedByServer } from '../../conversation/usage.ts';
import { priceAt, type Price } from '../../deepseek/models/prices.ts';
import { TokenCalibration } from '../../deepseek/models/tokenEstimate.ts';
import type { Account } from './account.ts';
import { expectedHit, explainCacheBreak, type CacheBreak } from './cacheMiss.ts';
import {
  reservedForAnswer,
  contextWindowOf,
  contextUsage,
  type ContextUsage,
} from './contextWindow.ts';
import { NextMessages, type DraftQuestion, type MeasuredRequest } from './nextRequestMessages.ts';
import type { ChatPorts } from '../ports.ts';
import type { NextRequest, RequestPlanner } from '../request/requestPlanner.ts';
import { answerTokens, toCachedRequest, tokenWeight, type SentPrefix } from './sentPrefixes.ts';
import { requestCost, type Pricing } from './usageTotals.ts';

/** What is known of a request before it is sent; what is not known is missing, never 0. Counts are tokens. */
export interface RequestEstimate {
  readonly model: string;
  /** The whole prompt: messages, what is attached, the draft. */
  readonly prompt: number;
  /** Of these, what the server itself counted when it was sent before; the rest is estimated. */
  readonly counted: number;
  /** Of these, what the server's cache should hold. */
  readonly cached: number;
  /** Why the cache holds less of it than of the branch's last request. */
  readonly cacheBreak?: CacheBreak;
  /** Thinking is not what it was, which a server may keep apart in its cache. */
  readonly thinkingChanged?: true;
  /** What prompt and answer may take together. */
  readonly contextWindow?: number;
  /** What of the window is kept for the answer. */
  readonly answerRoom: number;
  readonly fill: ContextUsage;
  /** The price that holds now. */
  readonly price?: Price;
  /** What the prompt costs, without the answer, in `amountScale`ths of the currency's unit. */
  readonly cost?: number;
}

/** Estimates requests of all chats, and learns from what servers count. */
export class RequestEstimator {
  readonly #messages = new NextMessages();
  readonly #calibration = new TokenCalibration();
  readonly #learnt = new WeakSet<object>();
  readonly #ports: Pick<ChatPorts, 'settings' | 'clock'>;
  readonly #planner: RequestPlanner;
  readonly #account: Account;

  constructor(
    ports: Pick<ChatPorts, 'settings' | 'clock'>,
    planner: RequestPlanner,
    account: Account,
  ) {
    this.#ports = ports;
    this.#planner = planner;
    this.#account = account;
  }

  /** How much of a chat was not measured yet, in UTF-16 code units: an estimate takes that long. */
  unmeasured(conversation: Conversation): number {
    const next = this.#planner.next(conversation.settings);
    return next === undefined ? 0 : this.#messages.left(conversation, next.plan);
  }

  /** Measures about `most` UTF-16 code units of a chat, so that a long one need not be measured in one go. */
  measureSome(conversation: Conversation, max: number): void {
    const next = this.#planner.next(conversation.settings);
    if (next !== undefined) this.#messages.measureSome(conversation, next.plan, max);
  }

  /** The next request of a chat with this draft; none where the base URL is none. */
  estimate(conversation: Conversation, draft: DraftQuestion): RequestEstimate | undefined {
    const next = this.#planner.next(conversation.settings);
    if (next === undefined) return undefined;
    const { modelLimits, prices } = this.#ports.settings();
    const now = this.#ports.clock.now();
    const pricing = { currency: this.#account.currency, overrides: prices };
    const request = this.#messages.with(conversation, draft, next.plan);
    const size = this.#sizeOf(request, next.plan.model);
    const cache = this.#cacheOf(request, size.prompt, next, now);
    const window = contextWindowOf(conversation, next, modelLimits);
    const answerRoom = reservedForAnswer(next, window);
    return {
      model: next.plan.model,
      ...size,
      ...cache,
      ...(window === undefined ? {} : { contextWindow: window }),
      answerRoom,
      fill: contextUsage(size.prompt, answerRoom, window, next.plan),
      ...priceOf(size.prompt, cache.cached, next, { now, pricing }),
    };
  }

  /** What the server counted of it before, and an estimate of the rest. */
  #sizeOf(
    { prefixes, messages }: MeasuredRequest,
    model: string,
  ): Pick<RequestEstimate, 'prompt' | 'counted'> {
    const isOf = ({ parameters }: RequestRecord) => parameters.model === model;
    const counts = prefixes.filter(({ turn }) => isCountedByServer(turn.usage));
    // Models of one family count alike, so that another one's count is better than none.
    const known = counts.find(({ request }) => isOf(request)) ?? counts[0];
    const usage = known?.turn.usage;
    if (known === undefined || usage === undefined) {
      return { prompt: this.#calibration.correct(model, tokenWeight(messages)), counted: 0 };
    }
    const { length } = known.hashes;
    if (isOf(known.request) && !this.#learnt.has(known.request)) {
      this.#learnt.add(known.request);
      this.#calibration.learn(model, tokenWeight(messages.slice(0, length)), usage.prompt);
    }
    const answer = messages[length]?.message.role === 'assistant' && answerTokens(known.turn);
    const isCounted = typeof answer === 'number';
    const rest = messages.slice(isCounted ? length + 1 : length);
    const counted = usage.prompt + (isCounted ? answer : 0);
    return { prompt: counted + this.#calibration.correct(model, tokenWeight(rest)), counted };
  }

  #cacheOf(
    { messages, prefixes, last }: MeasuredRequest,
    prompt: number,
    next: NextRequest,
    now: number,
  ): Pick<RequestEstimate, 'cached' | 'cacheBreak' | 'thinkingChanged'> {
    const { model, thinking, parameters } = next.plan;
    const about = {
      origin: next.base.origin,
      model,
      thinking,
      ...(parameters?.userId === undefined ? {} : { userId: parameters.userId }),
      messageHashes: messages.map(({ hash }) => hash),
    };
    const toCached = (sentPrefix: SentPrefix) => {
      const weight = tokenWeight(messages.slice(0, sentPrefix.hashes.length));
      return toCachedRequest(sentPrefix, this.#calibration.correct(model, weight));
    };
    const cached = Math.min(prompt, expectedHit(about, prefixes.map(toCached), now));
    if (last === undefined) return { cached };
    const before = toCached(last);
    const usage = { prompt, cached, uncached: prompt - cached, completion: 0 };
    const cacheBreak = explainCacheBreak(before, { ...about, at: now, usage });
    const thinkingChanged = cached > 0 && before.thinking !== thinking;
    return {
      cached,
      ...(cacheBreak === undefined ? {} : { cacheBreak }),
      ...(thinkingChanged ? { thinkingChanged } : {}),
    };
  }
}

/** The price that holds now, where there is one, and what this prompt costs by it. */
function priceOf(
  prompt: number,
  cached: number,
  { plan: { model }, profile }: NextRequest,
  { pricing, now }: { readonly pricing: Pricing; readonly now: number },
): Pick<RequestEstimate, 'price' | 'cost'> {
  const usage = { prompt, cached, uncached: prompt - cached, completion: 0 };
  const asked = { at: now, kind: 'chat', model, priced: profile.officialRules, usage };
  const cost = requestCost(asked, pricing);
  const price = priceAt(model, pricing.currency, now, pricing.overrides);
  return cost === undefined || price === undefined ? {} : { price, cost };
}

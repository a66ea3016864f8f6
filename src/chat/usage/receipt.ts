/** The usage and cost of a turn, over all its requests. */

import { findTurn } from '../../conversation/activeBranch.ts';
import type { Conversation, RequestRecord, Turn } from '../../conversation/model.ts';
import type { AnswerTiming, Usage } from '../../conversation/usage.ts';
import type { Price } from '../../deepseek/models/prices.ts';
import type { CacheBreak } from './cacheMiss.ts';
import { missedCache } from './cacheMissReport.ts';
import {
  requestCost,
  requestPrice,
  totalOf,
  type Pricing,
  type UsageTotal,
} from './usageTotals.ts';

/** One request of a receipt. */
export interface ReceiptRequest {
  /** When it started, in milliseconds since the epoch. */
  readonly at: number;
  readonly model: string;
  readonly usage: Usage;
  /** None where it is not known. */
  readonly price?: Price;
  /** In `amountScale`ths of the currency's unit; none where the price is not known. */
  readonly cost?: number;
}

/** What an answer took. */
export interface Receipt {
  /** At least one, in order. */
  readonly requests: readonly ReceiptRequest[];
  readonly total: UsageTotal;
  /** The server reported no usage for one of them. */
  readonly estimated: boolean;
  /** How fast the text of the last one came. */
  readonly timing?: AnswerTiming;
  /** Why the cache gave less than the request before it had left there. */
  readonly missed?: CacheBreak & {
    /** What that took, in `amountScale`ths; none where the price is not known. */
    readonly cost?: number;
  };
}

/** The receipt of an answer; none where nothing is known of what it took. An answer that goes on includes the one it goes on from. */
export function receiptOf(
  turn: Turn,
  conversation: Conversation,
  pricing: Pricing,
): Receipt | undefined {
  const spent = requestsOf(turn, conversation);
  if (spent.length === 0) return undefined;
  const used = spent.map(({ request, usage, at }) => ({
    at: request.form?.at ?? at,
    kind: 'chat',
    model: request.parameters.model,
    usage,
    priced: isPriced(request),
  }));
  const missed = missedCache(turn, conversation);
  const last = used.at(-1);
  return {
    requests: used.map((item) => {
      const price = requestPrice(item, pricing);
      const cost = requestCost(item, pricing);
      return {
        at: item.at,
        model: item.model,
        usage: item.usage,
        ...(price === undefined ? {} : { price }),
        ...(cost === undefined ? {} : { cost }),
      };
    }),
    total: totalOf(used, pricing),
    estimated: used.some(({ usage }) => usage.estimated === true),
    ...(turn.timing === undefined ? {} : { timing: turn.timing }),
    ...(missed === undefined || last === undefined
      ? {}
      : { missed: { ...missed, ...extraCost(missed.missed, last, pricing) } }),
  };
}

interface Spent {
  readonly request: RequestRecord;
  readonly usage: Usage;
  /** When its turn started, where the request does not say when it did. */
  readonly at: number;
}

/** Those of the turns that it goes on from first; a damaged log may have a turn go on from itself. */
function requestsOf(turn: Turn, conversation: Conversation): Spent[] {
  const turns = new Set<Turn>();
  for (let item: Turn | undefined = turn; item !== undefined && !turns.has(item);) {
    turns.add(item);
    item = item.continues === undefined ? undefined : findTurn(conversation, item.continues);
  }
  return [...turns]
    .reverse()
    .flatMap(({ request, usage, startedAt: at, spent = [] }) => [
      ...spent.map((spentRequest) => ({ ...spentRequest, at })),
      ...(request === undefined || usage === undefined ? [] : [{ request, usage, at }]),
    ]);
}

/** Records of older versions do not say it; those of the official profile were priced but for another origin. */
function isPriced({ priced, origin }: RequestRecord): boolean {
  return priced ?? origin === 'https://api.deepseek.com';
}

/** The missed tokens at the price of uncached ones, less what they would have cost. */
function extraCost(
  missed: number,
  request: { readonly model: string; readonly at: number; readonly priced: boolean },
  pricing: Pricing,
): { readonly cost?: number } {
  const none = { prompt: missed, completion: 0 };
  const of = (usage: Usage) => requestCost({ ...request, kind: 'chat', usage }, pricing);
  const full = of({ ...none, cached: 0, uncached: missed });
  const less = of({ ...none, cached: missed, uncached: 0 });
  return full === undefined || less === undefined ? {} : { cost: full - less };
}

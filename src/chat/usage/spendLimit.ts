/** Asks before a request of any kind would exceed the user's daily spend limit. */

import { amountScale, type Currency } from '../../conversation/money.ts';
import type { Usage } from '../../conversation/usage.ts';
import type { Clock } from '../../platform/ports.ts';
import { localDay, requestCost, startOfDay, totalOf } from './usageTotals.ts';
import type { Pricing, UsedRequest } from './usageTotals.ts';

/** The question to the user; amounts are in `amountScale`ths of the currency's unit. */
export interface SpendQuestion {
  readonly spent: number;
  readonly limit: number;
  readonly currency: Currency;
}

/** What they say: this and all that follows today, another limit now, or no. */
export type SpendAnswer = 'send' | 'raised' | 'cancel';

/** What the limit needs of the rest. */
export interface SpendPorts {
  /** In the account's currency; `null` for none. */
  readonly limit: () => number | null;
  readonly pricing: () => Pricing;
  /** The requests of all windows since then, in milliseconds since the epoch. */
  readonly read: (since: number) => Promise<readonly UsedRequest[]>;
  readonly ask: (question: SpendQuestion) => Promise<SpendAnswer>;
  readonly clock: Clock;
}

/** A request that is about to be made. */
export interface PlannedRequest {
  readonly model: string;
  /** Whether the vendor's prices hold where it goes. */
  readonly priced: boolean;
  /** What it takes, about. */
  readonly usage: () => Usage;
  /** Nobody waits for it, so nobody is asked: it is not made. */
  readonly quiet?: boolean;
}

/** The request is over, and in the ledger. */
export type Spent = () => void;

/** Holds requests to the limit of the day, over all windows. */
export class SpendLimit {
  readonly #ports: SpendPorts;
  /** The day for which the user has said that the limit does not matter. */
  #waived: string | undefined;
  #asking: Promise<SpendAnswer> | undefined;
  /** What requests that are under way will have cost, about. */
  readonly #underWay = new Set<{ readonly cost: number }>();

  constructor(ports: SpendPorts) {
    this.#ports = ports;
  }

  /** Resolves when the request may be made, or with `undefined` when it may not. */
  async enter(request: PlannedRequest): Promise<Spent | undefined> {
    for (;;) {
      const now = this.#ports.clock.now();
      const limit = this.#ports.limit();
      const cost = limit === null ? undefined : this.#costOf(request, now);
      // Without a price it cannot act; the panel says so.
      if (limit === null || cost === undefined || this.#waived === localDay(now)) return () => {};
      const spent = (await this.#spentSince(startOfDay(now))) + this.#spentUnderWay();
      if (spent + cost <= limit * amountScale) return this.#begin(cost);
      if (request.quiet === true) return undefined;
      const answer = await this.#ask(spent, limit);
      if (answer === 'cancel') return undefined;
      if (answer === 'send') this.#waived = localDay(now);
    }
  }

  /** Several requests that would go over it at a time ask once. */
  #ask(spent: number, limit: number): Promise<SpendAnswer> {
    const { currency } = this.#ports.pricing();
    const question = { spent, limit: limit * amountScale, currency };
    this.#asking ??= this.#ports.ask(question).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  #begin(cost: number): Spent {
    const item = { cost };
    this.#underWay.add(item);
    return () => void this.#underWay.delete(item);
  }

  #costOf({ model, priced, usage }: PlannedRequest, at: number): number | undefined {
    return requestCost({ kind: 'chat', model, priced, at, usage: usage() }, this.#ports.pricing());
  }

  async #spentSince(since: number): Promise<number> {
    return totalOf(await this.#ports.read(since), this.#ports.pricing()).amount;
  }

  #spentUnderWay(): number {
    return [...this.#underWay].reduce((sum, { cost }) => sum + cost, 0);
  }
}

/** The balance of the current account, refreshed after turns and on focus; never polled. */

import type { Balance, Currency } from '../../conversation/money.ts';
import { Emitter } from '../../platform/emitter.ts';
import { askBalance } from './fetchBalance.ts';
import type { RateLimiter } from '../rateLimiter.ts';
import type { ChatPorts } from '../ports.ts';
import type { RequestPlanner } from '../request/requestPlanner.ts';

/** What is known of a balance. */
export type AccountState =
  | { readonly kind: 'unknown' }
  /** The server has no such thing, so nothing is shown. */
  | { readonly kind: 'none' }
  | { readonly kind: 'known'; readonly balance: Balance; readonly at: number };

type AccountPorts = Pick<ChatPorts, 'client' | 'clock' | 'logger' | 'currencies'>;

const unknown: AccountState = { kind: 'unknown' };
/** A balance that is younger than this is not asked for again, in milliseconds; a turn makes it old at once. */
const freshForMs = 60_000;

/** Keeps the balance of the server that the settings name. */
export class Account {
  /** The balance is another one now, or is known at last. */
  readonly onChange = new Emitter<void>();

  readonly #ports: AccountPorts;
  readonly #planner: RequestPlanner;
  readonly #rateLimiter: RateLimiter;
  readonly #byOrigin = new Map<string, AccountState>();
  #asking: Promise<void> | undefined;
  /** Something was spent since the last answer. */
  #stale = false;

  constructor(ports: AccountPorts, planner: RequestPlanner, rateLimiter: RateLimiter) {
    this.#ports = ports;
    this.#planner = planner;
    this.#rateLimiter = rateLimiter;
  }

  /** As last heard of the present server. */
  get state(): AccountState {
    return this.#byOrigin.get(this.#origin) ?? unknown;
  }

  /** The currency that the account is kept in, as last heard of this server, ever; dollars where it is not known. */
  get currency(): Currency {
    const { state } = this;
    const currency = state.kind === 'known' ? currencyOf(state.balance) : undefined;
    return currency ?? this.#ports.currencies?.read(this.#origin) ?? 'USD';
  }

  get #origin(): string {
    return this.#planner.next({})?.base.origin ?? '';
  }

  /** A request was made, so what was heard is old. */
  markSpent(): void {
    this.#stale = true;
  }

  /** Asks unless what is known is fresh; ends quietly where there is nothing to ask. */
  refresh(signal: AbortSignal): Promise<void> {
    const { state } = this;
    const age = state.kind === 'known' ? this.#ports.clock.now() - state.at : Infinity;
    if (state.kind === 'none' || (age < freshForMs && !this.#stale)) return Promise.resolve();
    this.#asking ??= this.#ask(signal)
      .catch((error: unknown) => {
        this.#ports.logger.info(`The balance could not be asked for: ${String(error)}`);
      })
      .finally(() => {
        this.#asking = undefined;
      });
    return this.#asking;
  }

  async #ask(signal: AbortSignal): Promise<void> {
    // Other servers have no such thing, and need not be asked in order to know it.
    if (this.#planner.next({})?.profile.profile === 'compatible') return;
    const quiet = await this.#planner.quietTarget();
    if (quiet === undefined) return;
    const { origin } = quiet.base;
    const onAsk = () => (this.#stale = false);
    const answer = await askBalance(quiet, signal, {
      ...this.#ports,
      rateLimiter: this.#rateLimiter,
      onAsk,
    });
    if (answer === undefined) return;
    if (answer.kind === 'known') this.#keep(origin, answer.balance);
    else if (answer.kind === 'none') this.#byOrigin.set(origin, { kind: 'none' });
    else if (answer.kind === 'gaveWay') this.#stale = true;
    this.onChange.fire();
  }

  #keep(origin: string, balance: Balance): void {
    this.#byOrigin.set(origin, { kind: 'known', balance, at: this.#ports.clock.now() });
    const currency = currencyOf(balance);
    if (currency !== undefined) this.#ports.currencies?.write(origin, currency);
  }
}

/** The first of two that there is anything in. */
function currencyOf({ amounts }: Balance): Currency | undefined {
  const used = amounts.find(({ total }) => Number(total) > 0) ?? amounts[0];
  return used?.currency === 'CNY' || used?.currency === 'USD' ? used.currency : undefined;
}

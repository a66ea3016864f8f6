/** Types of money: an account's balance and a request's cost. */

/** A currency with known prices; amounts are never converted. */
export type Currency = 'USD' | 'CNY';

/** Costs are integers in this fraction of a currency unit, so no digits are lost to rounding. */
export const amountScale = 1e12;

/** The balance in one currency, as the decimal string from the server (contract 18). */
export interface BalanceAmount {
  /** `CNY` or `USD` today; other values are shown as is. */
  readonly currency: string;
  readonly total: string;
  readonly granted?: string;
  readonly toppedUp?: string;
}

/** An account's balance; the server may report zero, one or two amounts. */
export interface Balance {
  /** Whether the account can send requests. */
  readonly available: boolean;
  readonly amounts: readonly BalanceAmount[];
}

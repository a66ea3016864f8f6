/** Types of money: the balance of an account, the cost of a request. */

/** A currency that prices are known in; amounts are never converted. */
export type Currency = 'USD' | 'CNY';

/** A cost is a whole number of this part of the currency's unit, so that no digit is rounded away. */
export const amountScale = 1e12;

/** The balance in one currency, as the decimal text that the server sent (contract 18). */
export interface BalanceAmount {
  /** `CNY` or `USD` today; another one is shown as it is. */
  readonly currency: string;
  readonly total: string;
  readonly granted?: string;
  readonly toppedUp?: string;
}

/** An account's balance; there may be no amount, one or two. */
export interface Balance {
  /** Whether requests will be taken. */
  readonly available: boolean;
  readonly amounts: readonly BalanceAmount[];
}

/** Formats amounts of money: exact below one unit, rounded to the cent above. */

import { amountScale, type Currency } from '../../conversation/money.ts';

/** An amount in `amountScale`ths of the unit, in the words of a language. */
export function formatAmount(amount: number, currency: Currency, language: string): string {
  const value = amount / amountScale;
  const digits =
    value === 0 || value >= 1
      ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
      : { maximumSignificantDigits: 2 };
  return new Intl.NumberFormat(language, { style: 'currency', currency, ...digits }).format(value);
}

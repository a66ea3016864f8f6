/** Reads the balance of an account (contract 18). */

import type { Balance, BalanceAmount } from '../../conversation/money.ts';
import type { Reading } from '../http/getJson.ts';
import { serverLimits } from '../../conversation/limits.ts';
import { asRecord } from '../json.ts';

/** The balance in a response; undefined if it has another shape. */
export function readBalance(json: unknown): Balance | undefined {
  const fields = asRecord(json);
  const infos: unknown = fields?.['balance_infos'];
  if (!Array.isArray(infos) || infos.length > serverLimits.balances) return undefined;
  const amounts = infos.map(toAmount).filter((amount) => amount !== undefined);
  if (amounts.length < infos.length) return undefined;
  return { available: fields?.['is_available'] !== false, amounts };
}

/** How to read `GET /user/balance`. */
export const balance: Reading<Balance> = { read: readBalance, what: 'a balance' };

function toAmount(info: unknown): BalanceAmount | undefined {
  const fields = asRecord(info);
  const currency = fields?.['currency'];
  const total = decimalOf(fields?.['total_balance']);
  if (typeof currency !== 'string' || !/^[A-Za-z]{1,8}$/.test(currency) || total === undefined) {
    return undefined;
  }
  const granted = decimalOf(fields?.['granted_balance']);
  const toppedUp = decimalOf(fields?.['topped_up_balance']);
  return {
    currency: currency.toUpperCase(),
    total,
    ...(granted === undefined ? {} : { granted }),
    ...(toppedUp === undefined ? {} : { toppedUp }),
  };
}

/** A decimal string; numbers are accepted too, because an older server may send one. */
function decimalOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^-?\d{1,15}(\.\d{1,12})?$/.test(text) ? text : undefined;
}

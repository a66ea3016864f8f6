/** All scripted behaviors by name, and the bodies of the two lists (contract 18, 23). */

import { errorFixtures } from './errorFixtures.ts';
import { streamFixtures } from './streamFixtures.ts';
import type { BalanceInfo } from '../types.ts';

/** Maps names to one or more steps; pass one to `server.script`. */
export const fixtures = { ...streamFixtures, ...errorFixtures };

const cny: BalanceInfo = {
  currency: 'CNY',
  total_balance: '110.00',
  granted_balance: '10.00',
  topped_up_balance: '100.00',
};
const usd: BalanceInfo = {
  currency: 'USD',
  total_balance: '5.43',
  granted_balance: '0.00',
  topped_up_balance: '5.43',
};

/** Balances for `server.setBalance`. */
export const balances = { none: [], cny: [cny], usd: [usd], both: [cny, usd] } as const;

/** Model lists for `server.setModels`. */
export const modelLists = {
  none: [],
  many: Array.from({ length: 300 }, (_, at) => `vendor/model-${at}`),
  withoutOwner: [{ id: 'local-model', object: 'model' }],
} as const;
